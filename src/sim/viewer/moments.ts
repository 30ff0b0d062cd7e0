/** What happens in the window at certain simulated times. Pure; times are integer ms. */

/**
 * True at the first step at or after each multiple of the interval.
 *
 * @param timeMs - of a frame.
 */
export function isDue(timeMs: number, everySeconds: number, stepLengthMs: number): boolean {
  const everyMs = everySeconds * 1000;
  return Math.floor(timeMs / everyMs) > Math.floor((timeMs - stepLengthMs) / everyMs);
}

/** E.g. `srds21-000120.000s.png`: names sort by time, for steps of any length. */
export function screenshotName(experiment: string, timeMs: number): string {
  const seconds = (timeMs / 1000).toFixed(3).padStart(10, '0');
  return `${experiment.replaceAll(/[^\w.-]+/g, '-')}-${seconds}s.png`;
}

/**
 * The first second at which the window cannot stop, because no step ends there.
 *
 * @param seconds - simulated s.
 */
export function offTheGrid(seconds: readonly number[], stepLengthMs: number): number | undefined {
  return seconds.find((second) => Math.round(second * 1000) % stepLengthMs !== 0);
}

/** What happens in the window at certain simulated times. Pure; times are integer ms. */
import type { Experiment } from '../experiment/schema.ts';
import type { Progress } from '../simulator.ts';

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

/** Where the run stands when the window stops, and how it goes on. */
export function breakNotice(timeMs: number, progress: Progress, { edgeServers }: Experiment): string {
  const { round, epochs, gradients, accuracy, inRange } = progress;
  return [
    `stopped at ${timeMs / 1000} s: round ${round}`,
    `epoch ${epochs.toFixed(2)}`,
    `${gradients} gradients`,
    `in range ${edgeServers.map(({ name }, index) => `${name} ${inRange[index] ?? 0}`).join(' ')}`,
    accuracy === undefined ? 'accuracy not tested yet' : `test accuracy ${accuracy.toFixed(3)}`,
    'press play in the window (Ctrl-A) to go on',
  ].join(', ');
}

/**
 * The first second at which the window cannot stop, because no step ends there.
 *
 * @param seconds - simulated s.
 */
export function offTheGrid(seconds: readonly number[], stepLengthMs: number): number | undefined {
  return seconds.find((second) => Math.round(second * 1000) % stepLengthMs !== 0);
}

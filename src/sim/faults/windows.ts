/** Windows of simulated time in which a fault acts. Pure. */
import type { FaultSpec } from './spec.ts';

/** From `fromMs` up to, and without, `toMs`. */
export interface TimeWindow {
  /** Simulated time, integer ms. */
  readonly fromMs: number;
  /** Integer ms, or Infinity. */
  readonly toMs: number;
}

/** The windows of a fault, in ascending order and apart; all of time when it names none. */
export function timeWindows(during: FaultSpec['during']): readonly TimeWindow[] {
  if (during === undefined) return [{ fromMs: 0, toMs: Infinity }];
  return [during].flat().map(({ fromS, toS }) => ({
    fromMs: Math.round(fromS * 1000),
    toMs: toS === undefined ? Infinity : Math.round(toS * 1000),
  }));
}

export function isOpen(windows: readonly TimeWindow[], timeMs: number): boolean {
  return windows.some(({ fromMs, toMs }) => fromMs <= timeMs && timeMs < toMs);
}

/** Whether a window opens at or after `fromMs` and before `toMs`. */
export function opensWithin(windows: readonly TimeWindow[], fromMs: number, toMs: number): boolean {
  return windows.some((window) => fromMs <= window.fromMs && window.fromMs < toMs);
}

/**
 * When the window that is open at `timeMs` closes; one that begins where another ends goes on with it.
 *
 * @returns Integer ms; null for a window without end.
 */
export function closingMs(windows: readonly TimeWindow[], timeMs: number): number | null {
  let closesMs = timeMs;
  for (const { fromMs, toMs } of windows) if (fromMs <= closesMs && closesMs < toMs) closesMs = toMs;
  return closesMs === Infinity ? null : closesMs;
}

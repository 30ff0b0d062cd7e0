/**
 * A search for a good factor with few trials, as ByzFL and Garfield use it in their optimised attacks: steps that double
 * while they help, then steps that shrink, always onwards from the best so far.
 */

/** How far and how often to look. */
export interface LineSearch {
  /** Number of trials, an integer >= 1. */
  readonly evaluations: number;
  /** First factor tried, >= 0. */
  readonly start: number;
  /** First step, > 0. */
  readonly delta: number;
  /** What a step is multiplied by after the doubling has ended, in (0, 1). */
  readonly ratio: number;
}

/**
 * The best factor x >= `start` found for `gain`, not necessarily the best there is; a gain of NaN never wins.
 *
 * Deterministic; costs `evaluations` calls.
 */
export function maximise(gain: (x: number) => number, { evaluations, start, delta, ratio }: LineSearch): number {
  let best = start;
  let most = gain(start);
  let step = delta;
  let doubling = true;
  for (let left = evaluations - 1; left > 0; left--) {
    const x = best + step;
    const value = gain(x);
    const better = value > most || (Number.isNaN(most) && !Number.isNaN(value));
    if (better) {
      best = x;
      most = value;
    } else {
      doubling = false;
    }
    step *= doubling ? 2 : ratio;
  }
  return best;
}

/** How long a sweep will still take, from the runs that have ended and those under way. Pure. */

/** Where a sweep stands; wall-clock seconds. */
export interface Standing {
  /** Of each run that is done, earlier sweeps included. */
  readonly finished: readonly number[];
  /** Runs under way: seconds so far, and the share that is done. */
  readonly running: readonly { readonly seconds: number; readonly share: number }[];
  /** Runs not begun. */
  readonly waiting: number;
  /** Runs at a time. */
  readonly jobs: number;
}

/** Below this share the start of a run weighs too much for its speed to mean anything. */
const TELLING_SHARE = 0.05;

/**
 * Seconds left, if those to come are like those seen; undefined as long as nothing has been seen.
 */
export function secondsLeft({ finished, running, waiting, jobs }: Standing): number | undefined {
  const telling = running.filter(({ share }) => share >= TELLING_SHARE).map(({ seconds, share }) => seconds / share);
  const seen = [...finished, ...telling];
  if (seen.length === 0) return undefined;
  const expected = seen.reduce((sum, seconds) => sum + seconds, 0) / seen.length;
  const left = running.map(({ seconds, share }) =>
    share >= TELLING_SHARE ? (seconds / share) * (1 - share) : Math.max(0, expected - seconds),
  );
  const work = left.reduce((sum, seconds) => sum + seconds, waiting * expected);
  return Math.max(work / Math.max(1, Math.min(jobs, running.length + waiting)), ...left);
}

/** Where the wall-clock time of a run goes; reported and never used. */

/** Parts of a run that are timed; `updates`, the waiting for the numbers of theta and of gradients, lie within `events`. */
export type TimedPart = 'traffic' | 'events' | 'updates' | 'evaluations' | 'checkpoints';

/** Seconds by part. */
export type Timings = Readonly<Record<TimedPart, number>>;

/** Does the work and adds the time that it takes to a part. */
export type Timed = <Result>(part: TimedPart, work: () => Promise<Result>) => Promise<Result>;

/** @param now - wall clock in ms. */
export function createTimings(now: () => number): { readonly timed: Timed; readonly seconds: Timings } {
  const seconds = { traffic: 0, events: 0, updates: 0, evaluations: 0, checkpoints: 0 };
  return {
    seconds,
    async timed(part, work) {
      const startedMs = now();
      try {
        return await work();
      } finally {
        seconds[part] += (now() - startedMs) / 1000;
      }
    },
  };
}

/**
 * Versions of theta: the current one, and older ones for as long as a gradient or an evaluation still reads them.
 *
 * A version is there before its numbers are: the simulation needs to know that theta was updated, not what it has become.
 * Slots lie in the engine's shared memory and are reused, so a run holds as many as are in use at once.
 */

/** Theta after a cloud update. */
export interface ThetaVersion {
  /** Cloud updates that led to it; 0 for the initial parameters. */
  readonly round: number;
  /** float32, shape [d]; not to be written to. Rejects where a number that it follows from could not be computed. */
  readonly values: Promise<Float32Array>;
}

/** A version whose numbers are there: where a run begins, or in a checkpoint. */
export interface StoredTheta {
  readonly round: number;
  /** float32, shape [d]. */
  readonly values: Float32Array;
}

/** Holder of all versions in use. */
export interface ThetaStore {
  readonly current: ThetaVersion;
  /** Keeps a version's memory until `release` has been called as many times as `retain`. */
  retain(version: ThetaVersion): void;
  release(version: ThetaVersion): void;
  /** The version of a round that is still held. @throws {RangeError} when it is not. */
  version(round: number): ThetaVersion;
  /** All versions held, oldest first, for a checkpoint. */
  versions(): readonly ThetaVersion[];
  /**
   * Makes the next version at once. Its values follow as soon as the step and the current values have arrived.
   *
   * @param write - fills the slot of the next from the current values.
   */
  advance<Step>(
    step: Promise<Step>,
    write: (step: Step, current: Float32Array, next: Float32Array) => void,
  ): ThetaVersion;
}

/**
 * @param initial - versions to begin with, copied: theta_0 alone, or those of a checkpoint, oldest first. The last one is
 *   current; the others are held until somebody who has retained them releases them.
 * @param allocate - gives a new slot of shape [d].
 */
export function createThetaStore(initial: readonly StoredTheta[], allocate: () => Float32Array): ThetaStore {
  const free: Float32Array[] = [];
  const users = new Map<ThetaVersion, number>();
  for (const { round, values } of initial) {
    const slot = allocate();
    slot.set(values);
    users.set({ round, values: Promise.resolve(slot) }, 0);
  }
  const last = [...users.keys()].at(-1);
  if (last === undefined) throw new RangeError('a store of theta begins with at least one version');
  let current: ThetaVersion = last;
  users.set(current, 1);

  const release = (version: ThetaVersion): void => {
    const left = (users.get(version) ?? 0) - 1;
    if (left < 0) throw new RangeError(`theta of round ${version.round} was released more often than retained`);
    if (left > 0) {
      users.set(version, left);
      return;
    }
    users.delete(version);
    version.values.then(
      (slot) => free.push(slot),
      () => undefined,
    );
  };
  return {
    get current() {
      return current;
    },
    retain(version) {
      const count = users.get(version);
      if (count === undefined) throw new RangeError(`theta of round ${version.round} is no longer held`);
      users.set(version, count + 1);
    },
    release,
    version(round) {
      const found = [...users.keys()].find((version) => version.round === round);
      if (found === undefined) throw new RangeError(`theta of round ${round} is no longer held`);
      return found;
    },
    versions: () => [...users.keys()].sort((a, b) => a.round - b.round),
    advance(step, write) {
      const before = current;
      const values = Promise.all([step, before.values])
        .then(([taken, from]) => {
          const slot = free.pop() ?? allocate();
          write(taken, from, slot);
          return slot;
        })
        .finally(() => {
          release(before);
        });
      // Whoever needs the numbers sees the failure.
      values.catch(() => undefined);
      current = { round: before.round + 1, values };
      users.set(current, 1);
      return current;
    },
  };
}

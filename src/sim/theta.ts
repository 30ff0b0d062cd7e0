/**
 * Versions of theta: the current one, and older ones for as long as a gradient or an evaluation still reads them.
 *
 * Slots lie in the engine's shared memory and are reused, so a run holds as many as are in use at once.
 */

/** Theta after a cloud update. */
export interface ThetaVersion {
  /** Cloud updates that led to it; 0 for the initial parameters. */
  readonly round: number;
  /** float32, shape [d]; not to be written to. */
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
  /** Makes the next version; `write` fills its slot from the current values. */
  advance(write: (current: Float32Array, next: Float32Array) => void): ThetaVersion;
}

/**
 * @param initial - versions to begin with, copied: theta_0 alone, or those of a checkpoint, oldest first. The last one is
 *   current; the others are held until somebody who has retained them releases them.
 * @param allocate - gives a new slot of shape [d].
 */
export function createThetaStore(initial: readonly ThetaVersion[], allocate: () => Float32Array): ThetaStore {
  const free: Float32Array[] = [];
  const users = new Map<ThetaVersion, number>();
  for (const { round, values } of initial) {
    const slot = allocate();
    slot.set(values);
    users.set({ round, values: slot }, 0);
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
    free.push(version.values);
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
    advance(write) {
      const values = free.pop() ?? allocate();
      write(current.values, values);
      const next: ThetaVersion = { round: current.round + 1, values };
      users.set(next, 1);
      release(current);
      current = next;
      return next;
    },
  };
}

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
  /** Makes the next version; `write` fills its slot from the current values. */
  advance(write: (current: Float32Array, next: Float32Array) => void): ThetaVersion;
}

/**
 * @param initial - theta_0, copied.
 * @param allocate - gives a new slot of shape [d].
 */
export function createThetaStore(initial: Float32Array, allocate: () => Float32Array): ThetaStore {
  const free: Float32Array[] = [];
  const users = new Map<ThetaVersion, number>();
  const first = allocate();
  first.set(initial);
  let current: ThetaVersion = { round: 0, values: first };
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

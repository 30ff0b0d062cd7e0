/**
 * Memory of results, used again for the next ones. Memory asked for anew each time has the garbage collector look at
 * everything ever so often. Used by `wasm.ts`.
 */

/** Results given out, and those that have come back. */
export interface Results {
  /** A vector that nobody else has; its values are left as they are. */
  take(length: number): Float32Array;
  /** Nobody reads it any more. Nothing happens to a vector that was not given out, or has come back before. */
  giveBack(vector: Float32Array): void;
}

export function createResults(): Results {
  const lent = new WeakSet<Float32Array>();
  /** All of one length, that of the last one taken. */
  let free: Float32Array[] = [];
  return {
    take(length) {
      if (free[0]?.length !== length) free = [];
      const result = free.pop() ?? new Float32Array(length);
      lent.add(result);
      return result;
    },
    giveBack(vector) {
      if (lent.delete(vector)) free.push(vector);
    },
  };
}

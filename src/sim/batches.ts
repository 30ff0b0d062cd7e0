/**
 * Which examples a gradient is computed on: the training set in random order, a batch at a time, reshuffled each epoch.
 *
 * Pure but for a cache of the current epoch's order: batch n is the same whoever asks and whenever.
 */
import { permutation, type Random } from '../random.ts';

/** The sequence of batches of a run. */
export interface BatchSequence {
  /** Batches that make an epoch, >= 1; examples that do not fill a batch are left out of that epoch. */
  readonly perEpoch: number;
  /** Indices into the training set of batch `serial` (from 0), shape [batchSize]. */
  batch(serial: number): Uint32Array;
}

/**
 * @param examples - size of the training set, >= batchSize.
 * @param batchSize - examples a batch.
 */
export function createBatchSequence(examples: number, batchSize: number, random: Random): BatchSequence {
  if (examples < batchSize) throw new RangeError(`batchSize: expected at most ${examples} examples, got ${batchSize}`);
  const perEpoch = Math.floor(examples / batchSize);
  let cached: { readonly epoch: number; readonly order: Uint32Array } | undefined;
  return {
    perEpoch,
    batch(serial) {
      const epoch = Math.floor(serial / perEpoch);
      if (cached?.epoch !== epoch) {
        cached = { epoch, order: permutation(examples, random.stream('shuffle', epoch)) };
      }
      const start = (serial % perEpoch) * batchSize;
      return cached.order.slice(start, start + batchSize);
    },
  };
}

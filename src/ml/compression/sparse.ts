/**
 * What sparse messages share: how many coordinates, which ones are largest, and how long the message is.
 *
 * Used by `top-k.ts` and `esgd.ts`.
 */
import { z } from 'zod';
import { bytesOfBits, FLOAT_BYTES } from './compression.ts';

/** Share of coordinates that travel. */
export const shareOption = z
  .number()
  .gt(0)
  .max(1)
  .default(0.01)
  .describe('share of coordinates that travel, in (0, 1]; at least one does');

/** k = round(share d), at least 1. */
export function countOfShare(share: number, dimension: number): number {
  return Math.max(1, Math.round(share * dimension));
}

/**
 * Bytes of a message of k coordinates out of d: 4 for k and the format, 4 k for the values, and for their places the
 * shorter of k indices of ceil(log2 d) bits each and one bit for each of the d coordinates.
 */
export function sparseBytes(count: number, dimension: number): number {
  const indexBits = Math.ceil(Math.log2(dimension));
  return FLOAT_BYTES + bytesOfBits(Math.min(count * indexBits, dimension)) + FLOAT_BYTES * count;
}

const MAGNITUDE = 0x7fffffff;
const HALF_BITS = 16;
const BUCKETS = 1 << HALF_BITS;

/**
 * Indices of the `count` coordinates largest in magnitude, ascending; among equals the first win, NaN is largest.
 *
 * Without its sign bit a float32 read as an integer keeps its order, so the threshold is found by counting the upper
 * and then the lower halves: linear in d, and the same on every machine. (Loops by index: iterators take ten times as long.)
 *
 * @param vector - float32 of shape [d]. Not modified.
 * @param count - 0 to d.
 */
export function largestMagnitudes(vector: Float32Array, count: number): Uint32Array {
  const chosen = new Uint32Array(count);
  if (count === 0) return chosen;
  const bits = new Uint32Array(vector.buffer, vector.byteOffset, vector.length);
  const upper = selectBucket(count, (counts) => {
    for (let index = 0; index < bits.length; index++) counts[(bits[index]! & MAGNITUDE) >>> HALF_BITS]!++;
  });
  const lower = selectBucket(count - upper.above, (counts) => {
    for (let index = 0; index < bits.length; index++) {
      const word = bits[index]!;
      if ((word & MAGNITUDE) >>> HALF_BITS === upper.bucket) counts[word & (BUCKETS - 1)]!++;
    }
  });
  const threshold = upper.bucket * BUCKETS + lower.bucket;
  let equals = count - upper.above - lower.above; // how many of those at the threshold are taken
  for (let index = 0, at = 0; at < count; index++) {
    const magnitude = bits[index]! & MAGNITUDE;
    if (magnitude > threshold || (magnitude === threshold && equals-- > 0)) chosen[at++] = index;
  }
  return chosen;
}

/** The bucket that holds the count-th largest, and how many lie in the buckets above it. */
function selectBucket(
  count: number,
  fill: (counts: Uint32Array) => void,
): { readonly bucket: number; readonly above: number } {
  const counts = new Uint32Array(BUCKETS);
  fill(counts);
  let above = 0;
  let bucket = BUCKETS - 1;
  while (above + counts[bucket]! < count) above += counts[bucket--]!;
  return { bucket, above };
}

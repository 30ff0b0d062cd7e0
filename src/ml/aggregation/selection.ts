/**
 * Choosing vectors by a score and averaging the chosen: what distance- and norm-based rules have in common.
 */
import type { Kernels } from '../kernels/index.ts';

/** Indices of the `count` smallest values, in ascending order of index; of equal values the first ones are taken. */
export function indicesOfSmallest(values: ArrayLike<number>, count: number): readonly number[] {
  const indices = Array.from({ length: values.length }, (_, index) => index);
  // Subtracting would turn two infinities into NaN.
  indices.sort((a, b) => (values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b));
  return indices.slice(0, count).sort((a, b) => a - b);
}

/** Index of the smallest value, the first of equal ones. */
export function indexOfSmallest(values: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) {
    if (values[index]! < values[best]!) best = index;
  }
  return best;
}

/** Mean of some vectors, rounded once. */
export function meanOf(kernels: Kernels, vectors: readonly Float32Array[], indices: readonly number[]): Float32Array {
  const chosen = indices.map((index) => vectors[index]!);
  return kernels.weightedSum(chosen, new Float64Array(chosen.length).fill(1), chosen.length);
}

/**
 * Indices of the vectors without NaN and infinities, given their squared norms or distances; all indices if there is none,
 * so that rules beyond their condition show it in their result and do not fail.
 */
export function finiteIndices(squares: Float64Array): readonly number[] {
  const all = [...squares.keys()];
  const finite = all.filter((index) => Number.isFinite(squares[index]!));
  return finite.length > 0 ? finite : all;
}

/** Median of one or more numbers; for an even number the mean of the two middle ones. */
export function medianOf(values: Float64Array): number {
  const sorted = values.toSorted();
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

/**
 * From float32 sums of squared differences to a matrix of pairwise distances that holds for any finite float32 vectors.
 */
import { squaredDistance } from './plain.ts';

/** Below this mean square per coordinate float32 squares may have vanished. */
const SMALLEST_TRUSTED_SQUARE = 1e-30;

/**
 * Mirrors the upper triangle, and computes again in double the pairs whose float32 squares overflowed or vanished.
 *
 * @param sums - [n, n], of which entries i < j count. Not modified.
 * @returns New array of shape [n, n]; +infinity where one of a pair is not finite.
 */
export function completePairs(vectors: readonly Float32Array[], sums: Float64Array): Float64Array {
  const n = vectors.length;
  const tiny = SMALLEST_TRUSTED_SQUARE * vectors[0]!.length;
  const distances = new Float64Array(n * n);
  const finite = new Map<number, boolean>();
  const isFinite = (index: number): boolean => {
    const known = finite.get(index) ?? vectors[index]!.every(Number.isFinite);
    finite.set(index, known);
    return known;
  };
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      let distance = sums[i * n + j]!;
      if (!Number.isFinite(distance)) {
        distance = isFinite(i) && isFinite(j) ? squaredDistance(vectors[i]!, vectors[j]) : Infinity;
      } else if (distance < tiny) {
        distance = squaredDistance(vectors[i]!, vectors[j]);
      }
      distances[i * n + j] = distance;
      distances[j * n + i] = distance;
    }
  }
  return distances;
}

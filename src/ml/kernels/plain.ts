/**
 * The kernels in plain TypeScript: the readable definition that tests hold `wasm.ts` to.
 */
import type { Kernels } from './kernels.ts';

/** Kernels without WebAssembly; no state. */
export const plainKernels: Kernels = {
  median: (vectors) => mapColumns(vectors, middle),
  trimmedMean: (vectors, dropped) => mapColumns(vectors, (sorted) => trimmed(sorted, dropped)),
  meanAroundMedian: (vectors, dropped) => mapColumns(vectors, (sorted) => aroundMedian(sorted, dropped)),
  weightedSum,
  squaredNorms: (vectors) => Float64Array.from(vectors, (vector) => squaredDistance(vector)),
  squaredDistancesTo: (vectors, centre) => Float64Array.from(vectors, (vector) => squaredDistance(vector, centre)),
  pairwiseSquaredDistances,
  reuse: () => undefined,
};

/** Applies `reduce` to every coordinate's sorted values; NaN sorted as +infinity, -0 as +0. */
function mapColumns(vectors: readonly Float32Array[], reduce: (sorted: Float32Array) => number): Float32Array {
  const dimension = vectors[0]!.length;
  const column = new Float32Array(vectors.length);
  const out = new Float32Array(dimension);
  for (let k = 0; k < dimension; k++) {
    for (let i = 0; i < vectors.length; i++) {
      const value = vectors[i]![k]!;
      column[i] = Number.isNaN(value) ? Infinity : value + 0;
    }
    out[k] = reduce(column.sort());
  }
  return out;
}

function middle(sorted: Float32Array): number {
  const n = sorted.length;
  return Math.fround((sorted[(n - 1) >> 1]! + sorted[n >> 1]!) * 0.5);
}

function trimmed(sorted: Float32Array, dropped: number): number {
  const end = sorted.length - dropped;
  let sum = 0;
  for (let row = dropped; row < end; row++) sum += sorted[row]!;
  return sum / (end - dropped);
}

/**
 * Slides the window of kept values upwards while its lowest is farther from the median than the next above it; in
 * `sorted`, rows `dropped` to n - 1 then hold the kept values (in a rotated order that depends on the values alone).
 */
function aroundMedian(sorted: Float32Array, dropped: number): number {
  const kept = sorted.length - dropped;
  const median = middle(sorted);
  let sliding = true;
  for (let row = 0; row < dropped; row++) {
    const low = Math.fround(median - sorted[row]!);
    const high = Math.fround(sorted[row + kept]! - median);
    sliding &&= low > high;
    if (!sliding) sorted[row + kept] = sorted[row]!;
  }
  let sum = 0;
  for (let row = dropped; row < sorted.length; row++) sum += sorted[row]!;
  return sum / kept;
}

function weightedSum(vectors: readonly Float32Array[], weights: Float64Array, divisor: number): Float32Array {
  const sums = new Float64Array(vectors[0]!.length);
  for (const [i, vector] of vectors.entries()) {
    const weight = weights[i]!;
    for (let k = 0; k < sums.length; k++) sums[k]! += weight * vector[k]!;
  }
  return Float32Array.from(sums, (sum) => sum / divisor);
}

/** ||a - b||^2 in double, or ||a||^2; +infinity if anything in it is not finite. */
export function squaredDistance(a: Float32Array, b?: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) {
    const difference = b === undefined ? a[k]! : a[k]! - b[k]!;
    sum += difference * difference;
  }
  return Number.isNaN(sum) ? Infinity : sum;
}

function pairwiseSquaredDistances(vectors: readonly Float32Array[]): Float64Array {
  const n = vectors.length;
  const distances = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const distance = squaredDistance(vectors[i]!, vectors[j]);
      distances[i * n + j] = distance;
      distances[j * n + i] = distance;
    }
  }
  return distances;
}

/**
 * The arithmetic that aggregation rules share, as one interface with two implementations: `plain.ts` (TypeScript, easy
 * to read) and `wasm.ts` (WebAssembly SIMD, fast). Tests hold them to the same bits where the text below promises it.
 *
 * Vectors are n >= 1 Float32Arrays of one length d; they are never modified, results are arrays that nobody else has.
 */

/** See the module's header for what all methods share. */
export interface Kernels {
  /**
   * Median of each coordinate; for even n the mean of the two middle values. NaN counts as +infinity, -0 as +0.
   * Both implementations give the same bits, whatever the order of vectors.
   */
  median(vectors: readonly Float32Array[]): Float32Array;
  /**
   * Mean of each coordinate without its `dropped` smallest and `dropped` largest values, 2 `dropped` < n, summed in
   * double in ascending order. NaN counts as +infinity, -0 as +0. Same bits in both, whatever the order of vectors.
   */
  trimmedMean(vectors: readonly Float32Array[], dropped: number): Float32Array;
  /**
   * Mean of the n - `dropped` values of each coordinate that lie nearest to its median, 0 <= `dropped` < n; of two
   * equally far the smaller stays. NaN counts as +infinity, -0 as +0. Same bits in both, whatever the order of vectors.
   */
  meanAroundMedian(vectors: readonly Float32Array[], dropped: number): Float32Array;
  /**
   * out[k] = (sum_i weights[i] * vectors[i][k]) / divisor, summed in double in the order of vectors, rounded once.
   * Same bits in both.
   */
  weightedSum(vectors: readonly Float32Array[], weights: Float64Array, divisor: number): Float32Array;
  /** ||x_i||^2 in double, shape [n]. The last bits may differ between implementations. */
  squaredNorms(vectors: readonly Float32Array[]): Float64Array;
  /** ||x_i - centre||^2 in double, shape [n]. The last bits may differ between implementations. */
  squaredDistancesTo(vectors: readonly Float32Array[], centre: Float32Array): Float64Array;
  /**
   * ||x_i - x_j||^2, shape [n, n], symmetric with a zero diagonal; relative error at most 1e-5 (squares are taken in
   * float32, sums of blocks in double). Any pair with a vector that is not finite has distance +infinity. Equal vectors
   * have distance 0 exactly, and the distance of a pair does not depend on the other vectors or their order.
   */
  pairwiseSquaredDistances(vectors: readonly Float32Array[]): Float64Array;
  /**
   * Nobody reads the vector any more: where it is a result of these kernels, its memory may be that of one to come. Of any
   * other vector nothing happens.
   */
  reuse(vector: Float32Array): void;
}

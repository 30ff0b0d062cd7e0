/**
 * Shortening vectors to a norm, for the rules and pre-aggregations that clip.
 */

/** min(1, limit / norm) for each norm; 0 where the norm is not finite, since such a vector has no direction. */
export function clippedShares(norms: Float64Array, limit: number): Float64Array {
  return norms.map((norm) => (Number.isFinite(norm) ? (norm > limit ? limit / norm : 1) : 0));
}

/** The vector itself where nothing is cut, else a new one: the product, or zeros for a share of 0. */
export function scaled(vector: Float32Array, share: number): Float32Array {
  if (share === 1) return vector;
  if (share === 0) return new Float32Array(vector.length);
  return vector.map((value) => value * share);
}

/**
 * Covariances of few vectors in many dimensions, through their n by n matrix of inner products.
 *
 * For vectors x_i with weights p_i (sum 1) and mean mu, the covariance sum_i p_i (x_i - mu)(x_i - mu)^T has the same
 * non-zero eigenvalues as M_ij = sqrt(p_i p_j) <x_i - mu, x_j - mu>, and inner products follow from squared distances
 * (classical scaling): so rules that ask for a dominant direction need no [d, d] matrix, no power iteration from a random
 * vector, and only one pass over the coordinates.
 */

/** The dominant eigenpair as seen from the vectors. */
export interface Spectrum {
  /** Largest eigenvalue of the covariance, >= 0. */
  readonly largest: number;
  /** <x_i - mu, v>^2 for its unit eigenvector v, shape [n]; all 0 if `largest` is 0. */
  readonly projections: Float64Array;
}

/**
 * <x_i - mu, x_j - mu> for the weighted mean mu.
 *
 * @param squares - [n, n] squared distances, finite.
 * @param weights - [n], >= 0, with a positive sum.
 * @returns New array of shape [n, n].
 */
export function centredProducts(squares: Float64Array, weights: Float64Array): Float64Array {
  const n = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const rowMeans = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      // A weight of 0 silences even a distance so large that it would drown the rest.
      if (weights[j]! > 0) rowMeans[i]! += (weights[j]! / total) * squares[i * n + j]!;
    }
  }
  const mean = rowMeans.reduce((sum, row, i) => (weights[i]! > 0 ? sum + (weights[i]! / total) * row : sum), 0);
  const products = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      products[i * n + j] = (rowMeans[i]! + rowMeans[j]! - squares[i * n + j]! - mean) / 2;
    }
  }
  return products;
}

/** The dominant direction of the weighted covariance; parameters as for `centredProducts`. */
export function dominantDirection(squares: Float64Array, weights: Float64Array): Spectrum {
  const n = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const products = centredProducts(squares, weights);
  const roots = weights.map((weight) => Math.sqrt(weight / total));
  const matrix = products.map((product, at) => product * roots[Math.floor(at / n)]! * roots[at % n]!);
  const { value, vector } = dominantEigenpair(matrix, n);
  const projections = new Float64Array(n);
  if (value > 0) {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) if (roots[j]! > 0) sum += products[i * n + j]! * roots[j]! * vector[j]!;
      projections[i] = sum ** 2 / value;
    }
  }
  return { largest: Math.max(0, value), projections };
}

/** Sweeps of Jacobi's method converge quadratically; this many are never reached in double precision. */
const SWEEP_LIMIT = 60;

/**
 * Largest eigenvalue and its unit eigenvector, by cyclic Jacobi rotations: exact to rounding and free of a start vector.
 *
 * @param symmetric - [n, n]. Not modified.
 * @see Golub and Van Loan, Matrix Computations, section 8.5
 */
export function dominantEigenpair(
  symmetric: Float64Array,
  n: number,
): { readonly value: number; readonly vector: Float64Array } {
  const matrix = symmetric.slice();
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  const scale = matrix.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
  for (let sweep = 0; sweep < SWEEP_LIMIT; sweep++) {
    let rotated = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (Math.abs(matrix[p * n + q]!) <= scale * Number.EPSILON * 0.01) continue;
        rotate(matrix, vectors, n, [p, q]);
        rotated = true;
      }
    }
    if (!rotated) break;
  }
  let best = 0;
  for (let i = 1; i < n; i++) if (matrix[i * n + i]! > matrix[best * n + best]!) best = i;
  const vector = Float64Array.from({ length: n }, (_, i) => vectors[i * n + best]!);
  return { value: matrix[best * n + best]!, vector };
}

/** Makes entry (p, q) zero. */
function rotate(matrix: Float64Array, vectors: Float64Array, n: number, [p, q]: readonly [number, number]): void {
  const theta = (matrix[q * n + q]! - matrix[p * n + p]!) / (2 * matrix[p * n + q]!);
  const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  const turn = (array: Float64Array, first: number, second: number): void => {
    const a = array[first]!;
    const b = array[second]!;
    array[first] = cosine * a - sine * b;
    array[second] = sine * a + cosine * b;
  };
  for (let k = 0; k < n; k++) turn(matrix, k * n + p, k * n + q);
  for (let k = 0; k < n; k++) turn(matrix, p * n + k, q * n + k);
  for (let k = 0; k < n; k++) turn(vectors, k * n + p, k * n + q);
}

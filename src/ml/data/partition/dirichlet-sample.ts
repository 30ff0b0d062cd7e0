/**
 * Draws from a symmetric Dirichlet distribution. Used by the divisions `dirichlet` and `quantity-skew`.
 */
import type { RandomStream } from '../../../random.ts';

/**
 * One draw of `parts` proportions from Dir(concentration, ..., concentration).
 *
 * Normalised gamma variates; in logarithms, because for small concentrations all of them lie below the smallest double.
 *
 * @param concentration - alpha > 0: small is uneven, large is even.
 * @returns Shape [parts], non-negative, sum 1 up to rounding.
 */
export function sampleDirichlet(parts: number, concentration: number, stream: RandomStream): Float64Array {
  const logs = Float64Array.from({ length: parts }, () => logGamma(concentration, stream));
  const highest = logs.reduce((most, value) => Math.max(most, value), -Infinity);
  const weights = logs.map((value) => Math.exp(value - highest));
  const total = weights.reduce((sum, value) => sum + value, 0);
  return weights.map((value) => value / total);
}

/** Below it even logarithms overflow; one part has got everything long before. */
const LEAST_SHAPE = 1e-300;

/**
 * Logarithm of a gamma variate of the given shape and scale 1.
 *
 * @see Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3), 2000, which also has the
 *   step from shape + 1 to shape < 1.
 */
function logGamma(shape: number, stream: RandomStream): number {
  if (shape < 1) return logGamma(shape + 1, stream) + Math.log(1 - stream.uniform()) / Math.max(shape, LEAST_SHAPE);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = stream.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    if (Math.log(1 - stream.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d) + Math.log(v);
  }
}

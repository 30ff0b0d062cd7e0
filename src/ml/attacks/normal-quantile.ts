/**
 * The quantile function of the standard normal distribution, for attacks that hide within its spread.
 */

/** Beyond this |z| the distribution function is 0 or 1 in double precision. */
const LARGEST = 40;

/**
 * z with P(N(0, 1) <= z) = probability, to 1e-12, by bisection.
 *
 * @param probability - in (0, 1).
 */
export function normalQuantile(probability: number): number {
  let [low, high] = [-LARGEST, LARGEST];
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (normalDistribution(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * P(N(0, 1) <= z) = 1/2 + phi(z) (z + z^3/3 + z^5/(3*5) + ...); beyond |z| = 8 it is 0 or 1 to 1e-15.
 *
 * @see Marsaglia, "Evaluating the normal distribution", Journal of Statistical Software 11(4), 2004
 */
function normalDistribution(z: number): number {
  if (z < -8) return 0;
  if (z > 8) return 1;
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

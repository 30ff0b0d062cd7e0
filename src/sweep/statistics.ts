/** Means with confidence intervals over repetitions that differ in their seed. Pure. */

/** A mean and how sure it is. */
export interface Estimate {
  /** Number of repetitions, >= 1. */
  readonly count: number;
  readonly mean: number;
  /** Half the width of the 95 % confidence interval (Student's t); undefined for a single repetition. */
  readonly halfWidth: number | undefined;
}

/** @param values - at least one, finite, independent. */
export function estimate(values: readonly number[]): Estimate {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2) return { count, mean, halfWidth: undefined };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const standardError = Math.sqrt(squares / (count - 1) / count);
  return { count, mean, halfWidth: studentQuantile95(count - 1) * standardError };
}

/**
 * t with P(|T| <= t) = 0.95 for Student's distribution.
 *
 * @param degrees - of freedom, a whole number >= 1.
 */
export function studentQuantile95(degrees: number): number {
  let low = 0;
  let high = 13; // 12.706 is the largest, for one degree
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (centralProbability(middle, degrees) < 0.95) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * P(|T| <= t): a finite series in cos(theta), theta = atan(t / sqrt(degrees)).
 *
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 (odd degrees) and 26.7.4 (even)
 */
function centralProbability(t: number, degrees: number): number {
  const theta = Math.atan(t / Math.sqrt(degrees));
  const cosine = Math.cos(theta);
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = isOdd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= (cosine ** 2 * (power - 1)) / power;
    sum += term;
  }
  const series = Math.sin(theta) * sum;
  return isOdd ? (2 / Math.PI) * (theta + series) : series;
}

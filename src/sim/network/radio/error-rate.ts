/**
 * From signal-to-noise ratio to the probability that a frame is received: the NIST model for QPSK with code rate 1/2.
 *
 * Source: Pei and Henderson, "Validation of OFDM error rate model in ns-3", 2010 (after Miller, NIST); as in ns-3 and Veins
 * (`NistErrorRate`). Only the data is tested, not the more robust header before it.
 */

/** Distance spectrum of the convolutional code (133, 171): factors of D^10, D^12, ... D^26. */
const DISTANCES: readonly number[] = [36, 211, 1404, 11_633, 77_433, 502_690, 3_322_763, 21_292_910, 134_365_911];

/** Above it a continued fraction converges faster than the series; both are exact to about 1e-12 of the value there. */
const SERIES_LIMIT = 3;
const FRACTION_TERMS = 60;

/**
 * Complementary error function, 2 / sqrt(pi) times the integral of exp(-t^2) from x on.
 *
 * @param x - >= 0.
 * @see Abramowitz and Stegun 7.1.6 (series) and 7.1.14 (continued fraction)
 */
export function erfc(x: number): number {
  if (x > SERIES_LIMIT) {
    let fraction = 0;
    for (let term = FRACTION_TERMS; term > 0; term--) fraction = term / 2 / (x + fraction);
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
  }
  let term = x;
  let sum = x;
  for (let index = 1; term > sum * Number.EPSILON; index++) {
    term *= (2 * x * x) / (2 * index + 1);
    sum += term;
  }
  return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/**
 * Probability that a decoded bit is the first of an error: min(1, 1/2 sum_d a_d D^d), D = sqrt(4 p (1 - p)),
 * p = 1/2 erfc(sqrt(snr / 2)).
 *
 * @param snr - signal-to-noise ratio, linear, >= 0.
 */
export function qpskHalfErrorRate(snr: number): number {
  const uncoded = erfc(Math.sqrt(snr / 2)) / 2;
  const squared = 4 * uncoded * (1 - uncoded);
  let power = squared ** 5;
  let sum = 0;
  for (const factor of DISTANCES) {
    sum += factor * power;
    power *= squared;
  }
  return Math.min(1, sum / 2);
}

/**
 * (1 - P_e)^bits.
 *
 * @param snrDb - signal-to-noise ratio, dB; Infinity and -Infinity are allowed.
 * @param bits - bits of the frame.
 * @returns In [0, 1].
 * @example frameSuccess(6.44, 12_326) // 0.50: a frame with 1500 bytes of payload
 */
export function frameSuccess(snrDb: number, bits: number): number {
  return (1 - qpskHalfErrorRate(10 ** (snrDb / 10))) ** bits;
}

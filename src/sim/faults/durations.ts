/**
 * Random times to failure and to repair. Pure.
 *
 * Source: the exponential and the Weibull distribution as in any text on reliability, e.g. Trivedi, "Probability and
 * Statistics with Reliability, Queuing and Computer Science Applications", 2nd ed., sections 3.2 and 3.4.
 */
import { z } from 'zod';

const meanS = z.number().positive().max(1e9).describe('Mean, simulated seconds.');

/** How an experiment says a random time. */
export const durationSpec = z.discriminatedUnion('distribution', [
  z.strictObject({
    // As in `spec.ts`: optional within the default, so that the key may be left out.
    distribution: z.literal('exponential').optional().default('exponential').describe('Without memory of age.'),
    meanS,
  }),
  z.strictObject({
    distribution: z.literal('weibull').describe('Failing more (shape above 1) or less often with age.'),
    meanS,
    shape: z.number().min(0.2).max(20).describe('k, dimensionless; 1 is exponential.'),
  }),
]);

/** A distribution of times with its parameters. */
export type DurationSpec = z.infer<typeof durationSpec>;

/**
 * A duration by inversion of its distribution: scale * (-ln(1 - u))^(1/k), with scale = mean / Gamma(1 + 1/k) and k = 1 for
 * the exponential.
 *
 * @param uniform - u, in [0, 1).
 * @returns Integer ms, at least 1.
 */
export function drawDurationMs(spec: DurationSpec, uniform: number): number {
  const standard = -Math.log(1 - uniform);
  const seconds =
    spec.distribution === 'weibull'
      ? (spec.meanS / gamma(1 + 1 / spec.shape)) * standard ** (1 / spec.shape)
      : spec.meanS * standard;
  return Math.max(1, Math.round(seconds * 1000));
}

/** Lanczos's coefficients for g = 7, n = 9 (Godfrey 2001): a relative error below 1e-14 for real z > 0. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/**
 * Gamma(z), the factorial's continuation.
 *
 * @param z - >= 1, where the series holds without reflection.
 */
export function gamma(z: number): number {
  const x = z - 1;
  const t = x + 7.5;
  let sum: number = LANCZOS[0];
  for (let index = 1; index < LANCZOS.length; index++) sum += LANCZOS[index]! / (x + index);
  return Math.sqrt(2 * Math.PI) * t ** (x + 0.5) * Math.exp(-t) * sum;
}

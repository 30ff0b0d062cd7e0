/**
 * Nakagami fading: power that arrives over many ways is gamma distributed around its mean.
 *
 * Source: Torrent-Moreno et al., VANET 2004, and ns-3's and Veins' defaults: m = 1.5 nearer than 80 m, 0.75 beyond.
 * Gamma deviates: Marsaglia and Tsang, "A simple method for generating gamma variables", TOMS 2000.
 */
import type { RandomStream } from '../../../random.ts';

const NEAR_M = 80;
const NEAR_SHAPE = 1.5;
const FAR_SHAPE = 0.75;

/** Nakagami's m, dimensionless. */
export function nakagamiShape(distanceM: number): number {
  return distanceM < NEAR_M ? NEAR_SHAPE : FAR_SHAPE;
}

/**
 * Received power as a multiple of its mean: Gamma(m, 1 / m), mean 1, variance 1 / m.
 *
 * @param shape - m, > 0.
 * @returns Linear, > 0.
 */
export function nakagamiGain(shape: number, stream: RandomStream): number {
  return gamma(shape, stream) / shape;
}

/** Gamma(shape, 1). For shape < 1: Gamma(shape + 1) u^(1 / shape). */
function gamma(shape: number, stream: RandomStream): number {
  if (shape < 1) return gamma(shape + 1, stream) * (1 - stream.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = stream.normal();
    const v = (1 + c * z) ** 3;
    if (v > 0 && Math.log(1 - stream.uniform()) < (z * z) / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

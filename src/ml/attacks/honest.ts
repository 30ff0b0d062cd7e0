/**
 * What an adversary who knows the honest gradients computes from them.
 */
import type { AttackInput } from './attack.ts';

/**
 * The gradients that the adversary knows of participants that are not faulty, in order; those of other edge servers come last.
 *
 * Choice: where all are faulty, as may happen among the few vehicles near an edge server, the colluders take the gradients
 * that they would have sent for honest ones, as Baruch et al. (NeurIPS 2019) let them estimate the honest.
 */
export function honestGradients({ gradients, faulty, others = [] }: AttackInput): readonly Float32Array[] {
  const corrupted = new Set(faulty);
  const honest = [...gradients.filter((_gradient, index) => !corrupted.has(index)), ...others];
  return honest.length > 0 ? honest : gradients;
}

/** Mean and standard deviation of each coordinate, in double, shape [d]. */
export interface Moments {
  readonly mean: Float64Array;
  /** With n - 1 in the denominator, as ByzFL computes it; 0 for a single vector. */
  readonly deviation: Float64Array;
}

/** @param vectors - n >= 1 of one length. */
export function momentsOf(vectors: readonly Float32Array[]): Moments {
  const mean = meanVector(vectors);
  const deviation = new Float64Array(mean.length);
  for (const vector of vectors) {
    for (let k = 0; k < mean.length; k++) deviation[k]! += (vector[k]! - mean[k]!) ** 2;
  }
  const freedom = Math.max(1, vectors.length - 1);
  for (let k = 0; k < mean.length; k++) deviation[k] = Math.sqrt(deviation[k]! / freedom);
  return { mean, deviation };
}

/** Mean of n >= 1 vectors in double. */
export function meanVector(vectors: readonly Float32Array[]): Float64Array {
  const mean = new Float64Array(vectors[0]!.length);
  for (const vector of vectors) {
    for (let k = 0; k < mean.length; k++) mean[k]! += vector[k]!;
  }
  for (let k = 0; k < mean.length; k++) mean[k]! /= vectors.length;
  return mean;
}

/** base + factor * direction, as float32. */
export function along(base: Float64Array, direction: Float64Array, factor: number): Float32Array {
  const out = new Float32Array(base.length);
  for (let k = 0; k < out.length; k++) out[k] = base[k]! + factor * direction[k]!;
  return out;
}

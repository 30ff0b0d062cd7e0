/**
 * CAF, the covariance-bound-agnostic filter: takes weight from vectors that stand out in the dominant direction.
 *
 * Source: Allouah et al., "Towards trustworthy federated learning with untrusted participants", 2025.
 */
import { z } from 'zod';
import type { Kernels } from '../kernels/index.ts';
import { minority } from './checks.ts';
import { defineRule, faultCount, statelessRule } from './rule.ts';
import { finiteIndices } from './selection.ts';
import { dominantDirection } from './spectrum.ts';

const name = 'caf';

/**
 * From weights c_i = 1, while sum c > n - 2f: mu = weighted mean, v = dominant eigenvector of the weighted covariance,
 * tau_i = <g_i - mu, v>^2, c_i <- c_i (1 - tau_i / max tau). out = the mu whose covariance had the least top eigenvalue.
 *
 * Tolerates f faulty vectors when 2f < n; vectors that are not finite have weight 0 from the start. Deterministic: the
 * eigenvector is computed exactly (ByzFL draws a random start and iterates once). The order of inputs matters in the last
 * bits only.
 */
export const caf = defineRule({
  name,
  summary: 'Takes weight from gradients that stand out in the direction of greatest variance (2f < n).',
  options: z.strictObject({ f: faultCount }),
  create: ({ f }, { kernels }) =>
    statelessRule({ name, f, condition: minority(f), aggregate: (gradients) => filter(kernels, gradients, f) }),
});

function filter(kernels: Kernels, gradients: readonly Float32Array[], f: number): Float32Array {
  const vectors = finiteIndices(kernels.squaredNorms(gradients)).map((index) => gradients[index]!);
  const squares = kernels.pairwiseSquaredDistances(vectors);
  let weights: Float64Array = new Float64Array(vectors.length).fill(1);
  let best = weights;
  let least = Infinity;
  do {
    const { largest, projections } = dominantDirection(squares, weights);
    if (largest < least) {
      least = largest;
      best = weights;
    }
    // A vector without weight has no say in which deviation is the greatest.
    const greatest = projections.reduce((most, tau, i) => (weights[i]! > 0 ? Math.max(most, tau) : most), 0);
    if (greatest === 0) break;
    weights = weights.map((weight, i) => (weight > 0 ? weight * Math.max(0, 1 - projections[i]! / greatest) : 0));
  } while (total(weights) > gradients.length - 2 * f);
  const used = [...best.keys()].filter((i) => best[i]! > 0);
  const chosen = used.map((i) => vectors[i]!);
  return kernels.weightedSum(
    chosen,
    Float64Array.from(used, (i) => best[i]!),
    total(best),
  );
}

function total(weights: Float64Array): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

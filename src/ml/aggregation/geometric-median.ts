/**
 * Geometric median: the point with the least sum of distances to all vectors, by smoothed Weiszfeld iterations.
 *
 * Source: Pillutla, Kakade and Harchaoui, "Robust aggregation for federated learning", 2022, algorithm 2; the start at 0
 * and the defaults are ByzFL's.
 */
import { z } from 'zod';
import { minority } from './checks.ts';
import { defineRule, statelessRule } from './rule.ts';
import { finiteIndices } from './selection.ts';

const name = 'geometric-median';

/**
 * z_0 = 0; z_{t+1} = sum_i w_i g_i / sum_i w_i with w_i = 1 / max(||g_i - z_t||, smoothing), `iterations` times.
 *
 * Tolerates f faulty vectors when 2f < n; vectors that are not finite are left out. With few iterations from 0 the
 * result is neither translation nor scale equivariant; the exact median is.
 */
export const geometricMedian = defineRule({
  name,
  summary: 'Point with the least sum of distances to all gradients, by smoothed Weiszfeld steps from 0 (2f < n).',
  options: z.strictObject({
    f: z.int().min(0).default(0).describe('f, the number of faulty vectors to tolerate; only checked against n'),
    smoothing: z
      .number()
      .positive()
      .default(0.1)
      .describe('nu, the least distance that counts, in units of the gradient, > 0'),
    iterations: z.int().min(1).max(100_000).default(3).describe('T, the number of Weiszfeld steps, in [1, 100000]'),
  }),
  create: ({ f, smoothing, iterations }, { kernels }) =>
    statelessRule({
      name,
      f,
      condition: minority(f),
      aggregate: (gradients) => {
        const norms = kernels.squaredNorms(gradients);
        const usable = finiteIndices(norms);
        const vectors = usable.map((index) => gradients[index]!);
        // Distances to z_0 = 0 are the norms.
        let squares = Float64Array.from(usable, (index) => norms[index]!);
        for (let step = 1; ; step++) {
          const weights = squares.map((square) => 1 / Math.max(Math.sqrt(square), smoothing));
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          const point = kernels.weightedSum(vectors, weights, total);
          if (step === iterations) return point;
          squares = Float64Array.from(kernels.squaredDistancesTo(vectors, point));
        }
      },
    }),
});

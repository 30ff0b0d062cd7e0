/**
 * Norm clipping: the mean of vectors shortened to a bound.
 *
 * Source: Sun et al., "Can you really backdoor federated learning?", 2019 (norm thresholding); FederatedScope
 * and FedML know it as norm bounding.
 */
import { z } from 'zod';
import { minority } from './checks.ts';
import { defineRule, statelessRule } from './rule.ts';
import { clippedShares } from './clipping.ts';

const name = 'norm-clipping';

/**
 * out = (1 / n) sum_i g_i min(1, bound / ||g_i||), where bound is a number or the median of the n norms.
 *
 * Bounds what f faulty vectors can do to f / n of the bound and does not remove it; 2f < n makes the median norm an honest
 * one's. Choice: a vector that is not finite has no direction and counts as 0.
 */
export const normClipping = defineRule({
  name,
  summary: 'Mean of gradients shortened to a bound on their norm (2f < n).',
  options: z.strictObject({
    f: z.int().min(0).default(0).describe('f, the number of faulty vectors to tolerate; only checked against n'),
    bound: z
      .union([z.number().positive(), z.literal('median')])
      .default('median')
      .describe("longest norm, in units of the gradient, > 0, or 'median' for the median of the norms received"),
  }),
  create: ({ f, bound }, { kernels }) =>
    statelessRule({
      name,
      f,
      condition: minority(f),
      aggregate: (gradients) => {
        const norms = kernels.squaredNorms(gradients).map(Math.sqrt);
        const limit = bound === 'median' ? lowerMedian(norms) : bound;
        const shares = clippedShares(norms, limit);
        const used = [...shares.keys()].filter((index) => Number.isFinite(norms[index]!));
        if (used.length === 0) return new Float32Array(gradients[0]!.length);
        return kernels.weightedSum(
          used.map((index) => gradients[index]!),
          Float64Array.from(used, (index) => shares[index]!),
          gradients.length,
        );
      },
    }),
});

/** For an even number the lower of the two middle values, which a minority of infinite norms cannot reach. */
function lowerMedian(values: Float64Array): number {
  return values.toSorted()[(values.length - 1) >> 1]!;
}

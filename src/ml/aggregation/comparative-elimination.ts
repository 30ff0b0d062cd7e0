/**
 * Comparative gradient elimination (CGE): drops the longest vectors.
 *
 * Source: Gupta, Liu and Vaidya, "Byzantine fault-tolerant distributed machine learning using stochastic gradient descent
 * and norm-based comparative gradient elimination", 2021.
 */
import { z } from 'zod';
import { minority } from './checks.ts';
import { defineRule, faultCount, statelessRule } from './rule.ts';
import { indicesOfSmallest } from './selection.ts';

const name = 'comparative-elimination';

/**
 * out = mean (or sum, as in the paper) of the n - f vectors of least norm; of equal norms the first are kept.
 *
 * Tolerates f faulty vectors when 2f < n, under the paper's assumptions on the costs; not translation equivariant, since
 * norms are measured from 0. Vectors that are not finite are infinitely long.
 */
export const comparativeElimination = defineRule({
  name,
  summary: 'Mean or sum of the n - f gradients of least norm (2f < n).',
  options: z.strictObject({
    f: faultCount,
    reduce: z
      .enum(['mean', 'sum'])
      .default('mean')
      .describe("'mean', comparable with other rules, or the paper's 'sum'"),
  }),
  create: ({ f, reduce }, { kernels }) =>
    statelessRule({
      name,
      f,
      condition: minority(f),
      aggregate: (gradients) => {
        const kept = indicesOfSmallest(kernels.squaredNorms(gradients), gradients.length - f).map(
          (index) => gradients[index]!,
        );
        return kernels.weightedSum(kept, new Float64Array(kept.length).fill(1), reduce === 'mean' ? kept.length : 1);
      },
    }),
});

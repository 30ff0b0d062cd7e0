/**
 * Static clipping: shortens each vector to a given norm.
 *
 * Source: ByzFL's pre-aggregation of this name; the clipping of Abadi et al., CCS 2016, section 3.1.
 */
import { z } from 'zod';
import { anyNumber, checkGradients } from './checks.ts';
import { clippedShares, scaled } from './clipping.ts';
import { definePreAggregation } from './pre-aggregation.ts';

const name = 'static-clipping';

/** y_i = g_i min(1, bound / ||g_i||). Choice: a vector that is not finite has no direction and becomes 0. */
export const staticClipping = definePreAggregation({
  name,
  summary: 'Shortens each gradient to a given norm.',
  options: z.strictObject({
    bound: z.number().positive().default(2).describe('c, the longest norm, in units of the gradient, > 0'),
  }),
  create: ({ bound }, { kernels }) => ({
    name,
    condition: anyNumber,
    outputs: (n) => n,
    init: () => null,
    apply: (vectors) => {
      checkGradients({ name, condition: anyNumber, f: 0 }, vectors);
      const shares = clippedShares(kernels.squaredNorms(vectors).map(Math.sqrt), bound);
      return { vectors: vectors.map((vector, index) => scaled(vector, shares[index]!)), state: null };
    },
  }),
});

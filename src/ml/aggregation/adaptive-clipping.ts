/**
 * Adaptive robust clipping (ARC): shortens the longest vectors to the length of the next.
 *
 * Source: Allouah et al., "Adaptive gradient clipping for robust federated learning", ICLR 2025.
 */
import { z } from 'zod';
import { checkGradients } from './checks.ts';
import { clippedShares, scaled } from './clipping.ts';
import { definePreAggregation } from './pre-aggregation.ts';
import { faultCount } from './rule.ts';

const name = 'adaptive-clipping';

/**
 * With k = floor(2 (f / n) (n - f)), y_i = g_i min(1, c / ||g_i||) where c is the (k + 1)-th largest norm.
 *
 * Holds for f < n. Choice: a vector that is not finite is longer than all others, has no direction and becomes 0.
 */
export const adaptiveClipping = definePreAggregation({
  name,
  summary: 'Shortens the longest gradients to the norm of the next one (f < n).',
  options: z.strictObject({ f: faultCount }),
  create: ({ f }, { kernels }) => {
    const condition = { text: 'f < n', holds: (n: number) => f < n };
    return {
      name,
      condition,
      outputs: (n) => n,
      init: () => null,
      apply: (vectors) => {
        checkGradients({ name, condition, f }, vectors);
        const n = vectors.length;
        const norms = kernels.squaredNorms(vectors).map(Math.sqrt);
        const clipped = Math.floor((2 * f * (n - f)) / n);
        const bound = norms.toSorted()[Math.max(0, n - 1 - clipped)]!;
        const shares = clippedShares(norms, bound);
        return { vectors: vectors.map((vector, index) => scaled(vector, shares[index]!)), state: null };
      },
    };
  },
});

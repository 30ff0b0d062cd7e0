/**
 * Mean: the plain average, which a single faulty vector can move anywhere.
 *
 * Source: seed paper section III; the aggregation of distributed SGD without faults.
 */
import { z } from 'zod';
import { anyNumber } from './checks.ts';
import { defineRule, statelessRule } from './rule.ts';

const name = 'mean';

/**
 * out[k] = (g_1[k] + ... + g_n[k]) / n.
 *
 * Tolerates no fault: one NaN or infinite vector makes the result so. The sum is taken in double and rounded to float32
 * once, so the order of inputs does not matter while the magnitudes in a coordinate lie within 2^29 / n of each other;
 * beyond that it may change the last bit.
 */
export const mean = defineRule({
  name,
  summary: 'Average of all gradients; tolerates no fault.',
  options: z.strictObject({}),
  create: (_options, { kernels }) =>
    statelessRule({
      name,
      f: 0,
      condition: anyNumber,
      aggregate: (gradients) =>
        kernels.weightedSum(gradients, new Float64Array(gradients.length).fill(1), gradients.length),
    }),
});

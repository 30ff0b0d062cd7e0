/**
 * Marginal median: the median of each coordinate by itself.
 *
 * Source: Yin et al., ICML 2018, definition 1 (coordinate-wise median); seed paper section III, Fig. 3b.
 */
import { z } from 'zod';
import { minority } from './checks.ts';
import { defineRule, faultCount, statelessRule } from './rule.ts';

const name = 'marginal-median';

/**
 * out[k] = median(g_1[k], ..., g_n[k]); for even n the mean of the two middle values.
 *
 * Tolerates f faulty vectors when 2f < n. NaN counts as +infinity, so f vectors with NaN or infinite coordinates cannot
 * make the result so. The order of inputs does not matter, to the last bit.
 */
export const marginalMedian = defineRule({
  name,
  summary: 'Median of each coordinate (2f < n).',
  options: z.strictObject({
    f: faultCount.default(0).describe('f, the number of faulty vectors to tolerate; only checked against n'),
  }),
  create: ({ f }, { kernels }) =>
    statelessRule({ name, f, condition: minority(f), aggregate: (gradients) => kernels.median(gradients) }),
});

/**
 * Mean around median (Meamed): the mean of the values nearest to the median of each coordinate.
 *
 * Source: Xie et al., "Generalized Byzantine-tolerant SGD", 2018.
 */
import { z } from 'zod';
import { minority } from './checks.ts';
import { defineRule, faultCount, statelessRule } from './rule.ts';

const name = 'mean-around-median';

/**
 * out[k] = mean of the n - f values of coordinate k nearest to their median; of two equally far the smaller is kept.
 *
 * Tolerates f faulty vectors when 2f < n. NaN counts as +infinity. The order of inputs does not matter, to the last bit.
 */
export const meanAroundMedian = defineRule({
  name,
  summary: 'Mean of the n - f values of each coordinate nearest to their median (2f < n).',
  options: z.strictObject({ f: faultCount }),
  create: ({ f }, { kernels }) =>
    statelessRule({
      name,
      f,
      condition: minority(f),
      aggregate: (gradients) => kernels.meanAroundMedian(gradients, f),
    }),
});

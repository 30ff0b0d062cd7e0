/**
 * Trimmed mean: the mean of each coordinate without its extremes.
 *
 * Source: Yin et al., ICML 2018, definition 2 (coordinate-wise trimmed mean), with beta = f / n.
 */
import { z } from 'zod';
import { minority } from './checks.ts';
import { defineRule, faultCount, statelessRule } from './rule.ts';

const name = 'trimmed-mean';

/**
 * out[k] = mean of the n - 2f values of coordinate k that remain without the f smallest and the f largest.
 *
 * Tolerates f faulty vectors when 2f < n. NaN counts as +infinity. The order of inputs does not matter, to the last bit.
 */
export const trimmedMean = defineRule({
  name,
  summary: 'Mean of each coordinate without its f smallest and f largest values (2f < n).',
  options: z.strictObject({ f: faultCount }),
  create: ({ f }, { kernels }) =>
    statelessRule({ name, f, condition: minority(f), aggregate: (gradients) => kernels.trimmedMean(gradients, f) }),
});

/**
 * Minimum-diameter averaging (MDA): the mean of the n - f vectors that lie closest together.
 *
 * Source: El Mhamdi et al., "Genuinely distributed Byzantine machine learning", PODC 2020; Garfield's "brute".
 */
import { z } from 'zod';
import { minority } from './checks.ts';
import { defineRule, faultCount, statelessRule } from './rule.ts';
import { meanOf } from './selection.ts';
import { smallestDiameterSubset } from './smallest-diameter.ts';

const name = 'minimum-diameter-averaging';

/**
 * out = mean of the subset of n - f vectors with the least diameter; of several the first in lexicographic order of indices.
 *
 * Tolerates f faulty vectors when 2f < n. Vectors that are not finite are infinitely far. Exact; `E_SEARCH_LIMIT` if the
 * search, exponential in f at worst, takes too long.
 */
export const minimumDiameterAveraging = defineRule({
  name,
  summary: 'Mean of the n - f gradients that lie closest together (2f < n).',
  options: z.strictObject({ f: faultCount }),
  create: ({ f }, { kernels }) =>
    statelessRule({
      name,
      f,
      condition: minority(f),
      aggregate: (gradients) => {
        const n = gradients.length;
        const subset = smallestDiameterSubset(kernels.pairwiseSquaredDistances(gradients), n, n - f);
        return meanOf(kernels, gradients, subset);
      },
    }),
});

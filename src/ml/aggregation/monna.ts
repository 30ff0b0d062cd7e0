/**
 * MoNNA: the mean of the vectors nearest to one that is trusted.
 *
 * Source: Farhadkhani et al., "Robust collaborative learning with linear gradient overhead", ICML 2023.
 */
import { z } from 'zod';
import { minority } from './checks.ts';
import { defineRule, faultCount, statelessRule } from './rule.ts';
import { indicesOfSmallest, meanOf } from './selection.ts';

const name = 'monna';

/**
 * out = mean of the n - f vectors nearest to g_trusted, itself included; ties take the first.
 *
 * Tolerates f faulty vectors when 2f < n, provided that the trusted one is not among them. Vectors that are not finite
 * are infinitely far.
 */
export const monna = defineRule({
  name,
  summary: 'Mean of the n - f gradients nearest to a trusted one (2f < n).',
  options: z.strictObject({
    f: faultCount,
    trusted: z
      .int()
      .min(0)
      .default(0)
      .describe(
        "index of the trusted vector, an integer in [0, n); in a run 0 with `learning.edgeServer.rootExamples`, else it is a worker's, in the order of arrival",
      ),
  }),
  create: ({ f, trusted }, { kernels }) => {
    const base = minority(f);
    return statelessRule({
      name,
      f,
      condition: { text: `${base.text} and n > ${trusted}`, holds: (n) => base.holds(n) && n > trusted },
      aggregate: (gradients) => {
        const distances = kernels.squaredDistancesTo(gradients, gradients[trusted]!);
        return meanOf(kernels, gradients, indicesOfSmallest(distances, gradients.length - f));
      },
    });
  },
});

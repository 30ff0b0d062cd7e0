/**
 * Multi-Krum: the mean of the vectors that Krum ranks best.
 *
 * Source: Blanchard et al., NeurIPS 2017, section 4 (m-Krum); the other variants are described in `krum-scores.ts`.
 */
import { z } from 'zod';
import { krumCondition, krumScorer, krumVariantHelp, krumVariants } from './krum-scores.ts';
import { defineRule, faultCount, statelessRule } from './rule.ts';
import { indicesOfSmallest, meanOf } from './selection.ts';

const name = 'multi-krum';

/**
 * out = mean of the `count` vectors with the least scores (default n - f, as in ByzFL); ties take the first.
 *
 * Tolerates f faulty vectors when n >= 2f + 3 (variant 'byzfl': 2f < n) and `count` <= n - f. Vectors that are not finite
 * are infinitely far. The order of inputs matters in ties, and in the last bit as for the mean.
 */
export const multiKrum = defineRule({
  name,
  summary: 'Mean of the gradients that Krum ranks best (n >= 2f + 3); the variant names whose score.',
  options: z.strictObject({
    f: faultCount,
    variant: z.enum(krumVariants).default('blanchard').describe(krumVariantHelp),
    count: z
      .int()
      .min(1)
      .optional()
      .describe('how many of the best to average, an integer in [1, n - f]; default n - f'),
  }),
  create: ({ f, variant, count }, context) => {
    const scores = krumScorer(name, variant, f, context);
    const base = krumCondition(variant, f);
    const condition =
      count === undefined
        ? base
        : { text: `${base.text} and n >= f + ${count}`, holds: (n: number) => base.holds(n) && n >= f + count };
    return statelessRule({
      name,
      f,
      condition,
      aggregate: (gradients) =>
        meanOf(context.kernels, gradients, indicesOfSmallest(scores(gradients), count ?? gradients.length - f)),
    });
  },
});

/**
 * Krum: the one vector that lies nearest to its neighbours.
 *
 * Source: Blanchard et al., NeurIPS 2017, section 3; the other variants are described in `krum-scores.ts`.
 */
import { z } from 'zod';
import { krumCondition, krumScorer, krumVariantHelp, krumVariants } from './krum-scores.ts';
import { defineRule, faultCount, statelessRule } from './rule.ts';
import { indexOfSmallest } from './selection.ts';

const name = 'krum';

/**
 * out = the vector with the least score; of equal scores the first, so the order of inputs matters in ties only.
 *
 * Tolerates f faulty vectors when n >= 2f + 3 (variant 'byzfl': 2f < n). Vectors that are not finite are infinitely far.
 */
export const krum = defineRule({
  name,
  summary: 'The gradient nearest to its neighbours (n >= 2f + 3); the variant names whose score.',
  options: z.strictObject({
    f: faultCount,
    variant: z.enum(krumVariants).default('blanchard').describe(krumVariantHelp),
  }),
  create: ({ f, variant }, context) => {
    const scores = krumScorer(name, variant, f, context);
    return statelessRule({
      name,
      f,
      condition: krumCondition(variant, f),
      aggregate: (gradients) => gradients[indexOfSmallest(scores(gradients))]!.slice(),
    });
  },
});

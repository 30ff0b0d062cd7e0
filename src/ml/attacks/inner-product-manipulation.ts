/**
 * Inner-product manipulation (IPM): the negated honest mean, scaled so that a rule may keep it.
 *
 * Source: Xie, Koyejo and Gupta, "Fall of empires", UAI 2019; Garfield's `empire`. Blades uses factors 0.1 and 100.
 */
import { z } from 'zod';
import { defineAttack, knowledgeOption } from './attack.ts';
import { honestGradients, meanVector } from './honest.ts';

const name = 'inner-product-manipulation';

/** v_i = -tau * mean of the honest gradients. */
export const innerProductManipulation = defineAttack({
  name,
  summary: 'The negated mean of the honest gradients, times a factor.',
  options: z.strictObject({
    tau: z.number().positive().default(2).describe('factor before the minus sign, dimensionless, > 0'),
    knowledge: knowledgeOption,
  }),
  create: ({ tau, knowledge }) => ({
    knowledge,
    prepare: (input) => {
      const mean = meanVector(honestGradients(input));
      return () => Float32Array.from(mean, (value) => -tau * value);
    },
  }),
});

/**
 * Sign flip as in ByzFL: the opposite of what the honest participants say on average.
 *
 * Source: Li et al., "Learning to detect malicious clients for robust federated learning", 2020; ByzFL's `SignFlipping`.
 */
import { z } from 'zod';
import { defineAttack, knowledgeOption } from './attack.ts';
import { honestGradients, meanVector } from './honest.ts';

const name = 'byzfl-sign-flip';

/** v_i = -mean of the honest gradients. */
export const byzflSignFlip = defineAttack({
  name,
  summary: "ByzFL's sign flip: the negated mean of the honest gradients.",
  options: z.strictObject({ knowledge: knowledgeOption }),
  create: ({ knowledge }) => ({
    knowledge,
    prepare: (input) => {
      const mean = meanVector(honestGradients(input));
      return () => Float32Array.from(mean, (value) => -value);
    },
  }),
});

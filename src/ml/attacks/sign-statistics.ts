/**
 * Sign statistics: noise with as many positive and negative coordinates as the honest mean, so that rules that look at the
 * shares of signs keep it.
 *
 * Source: Blades' attack on SignGuard (`SignGuardAdversary`).
 */
import { z } from 'zod';
import { permutation } from '../../random.ts';
import { defineAttack, knowledgeOption } from './attack.ts';
import { honestGradients, meanVector } from './honest.ts';

/**
 * v_i = the signs of the honest mean in a random order, each times a number drawn evenly from [0, bound). Blades: bound 1,
 * one vector for all; here every faulty participant draws for itself.
 */
export const signStatistics = defineAttack({
  name: 'sign-statistics',
  summary: 'Noise with as many positive and negative coordinates as the honest mean, in random places.',
  options: z.strictObject({
    bound: z.number().positive().default(1).describe('greatest magnitude, in units of the gradient, > 0'),
    knowledge: knowledgeOption,
  }),
  create: ({ bound, knowledge }) => ({
    knowledge,
    prepare: (input) => {
      const { random } = input;
      const signs = meanVector(honestGradients(input)).map(Math.sign);
      return () =>
        Float32Array.from(permutation(signs.length, random), (place) => signs[place]! * bound * random.uniform());
    },
  }),
});

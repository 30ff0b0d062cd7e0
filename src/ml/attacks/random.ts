/**
 * Uniform noise in place of a gradient.
 *
 * Source: FedML's Byzantine attack in mode `random`, uniform in [-1, 1).
 */
import { z } from 'zod';
import { defineAttack } from './attack.ts';

/** v_i[k] ~ U[-bound, bound), independent of the true gradient. */
export const random = defineAttack({
  name: 'random',
  summary: 'Every coordinate is drawn evenly from [-bound, bound).',
  options: z.strictObject({
    bound: z.number().positive().default(1).describe('half the width of the interval, in units of the gradient, > 0'),
  }),
  create: ({ bound }) => ({
    knowledge: 'own',
    prepare:
      ({ layout, random: stream }) =>
      () => {
        const sent = new Float32Array(layout.dimension);
        for (let k = 0; k < sent.length; k++) sent[k] = bound * (2 * stream.uniform() - 1);
        return sent;
      },
  }),
});

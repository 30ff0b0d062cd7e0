/**
 * Gaussian noise in place of a gradient.
 *
 * Source: the seed paper's authors use mean 0 and standard deviation 200; ByzFL's defaults are 0 and 1.
 */
import { z } from 'zod';
import { defineAttack } from './attack.ts';

/** v_i[k] ~ N(mean, standardDeviation^2), independent of the true gradient. */
export const gaussian = defineAttack({
  name: 'gaussian',
  summary: 'Every coordinate is drawn from a normal distribution; the first f of the buffer.',
  options: z.strictObject({
    mean: z.number().default(0).describe('mean of each coordinate, in units of the gradient'),
    standardDeviation: z
      .number()
      .min(0)
      .default(200)
      .describe(
        "standard deviation of each coordinate, in units of the gradient, >= 0; 200 is the authors', 1 ByzFL's",
      ),
  }),
  create: ({ mean, standardDeviation }) => ({
    knowledge: 'own',
    prepare:
      ({ layout, random }) =>
      () => {
        const sent = new Float32Array(layout.dimension);
        for (let k = 0; k < sent.length; k++) sent[k] = mean + standardDeviation * random.normal();
        return sent;
      },
  }),
});

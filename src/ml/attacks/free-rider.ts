/**
 * Free rider: takes part without computing anything.
 *
 * Source: Lin, Du and Liu, "Free-riders in federated learning: attacks and defenses", 2019 (delta weights and noise).
 */
import { z } from 'zod';
import { defineAttack } from './attack.ts';

/**
 * v_i = 0, or the last update of theta that was broadcast ('stale'; 0 in the first round), plus N(0, noise^2) in each
 * coordinate so that several free riders do not look the same.
 */
export const freeRider = defineAttack({
  name: 'free-rider',
  summary: 'Sends zeros or the last global update again, with a little noise, to save the computing.',
  options: z.strictObject({
    sends: z.enum(['zero', 'stale']).default('stale').describe("'zero', or 'stale' for the last update received"),
    noise: z
      .number()
      .min(0)
      .default(0)
      .describe('standard deviation of the noise on each coordinate, in units of the gradient, >= 0'),
  }),
  create: ({ sends, noise }) => ({
    knowledge: 'own',
    prepare:
      ({ layout, random, previousUpdate }) =>
      () => {
        const sent = new Float32Array(layout.dimension);
        if (sends === 'stale' && previousUpdate !== undefined) sent.set(previousUpdate);
        if (noise > 0) for (let k = 0; k < sent.length; k++) sent[k]! += noise * random.normal();
        return sent;
      },
  }),
});

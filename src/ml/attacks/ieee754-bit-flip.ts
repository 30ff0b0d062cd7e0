/**
 * True bit flips: each stored bit of a float32 gradient turns over with a given probability, as in faulty memory or links.
 *
 * The authors' attack called bit flip, a negation, is `bit-flip`.
 */
import { z } from 'zod';
import { defineAttack } from './attack.ts';

const BITS = 32;

/** Each of the 32 d bits of g_i flips independently with probability `rate`; results may be huge, infinite or NaN. */
export const ieee754BitFlip = defineAttack({
  name: 'ieee754-bit-flip',
  summary: 'Each bit of each float32 coordinate flips with a given probability.',
  options: z.strictObject({
    rate: z.number().min(0).max(1).default(0.001).describe('probability that a bit flips, dimensionless, in [0, 1]'),
  }),
  create: ({ rate }) => ({
    knowledge: 'own',
    prepare:
      ({ gradients, random }) =>
      (index) => {
        const sent = gradients[index]!.slice();
        const words = new Uint32Array(sent.buffer);
        // Gaps between flips are geometric, so that only flipped bits cost a draw; log1p(-1) makes every gap 0 for rate 1.
        const scale = Math.log1p(-rate);
        const gap = (): number => (rate === 0 ? Infinity : Math.floor(Math.log1p(-random.uniform()) / scale));
        for (let bit = gap(); bit < words.length * BITS; bit += 1 + gap()) {
          words[Math.floor(bit / BITS)]! ^= 1 << (bit % BITS);
        }
        return sent;
      },
  }),
});

/**
 * Bit flip as the seed paper's authors did it: not of bits, but the negated first gradient of the buffer.
 *
 * Source: seed paper section III, Fig. 3b. True flips of stored bits are `ieee754-bit-flip`.
 */
import { z } from 'zod';
import { defineAttack } from './attack.ts';

/** v_i = -g_0 for every faulty i, where g_0 is the first entry of the buffer, faulty or not. */
export const bitFlip = defineAttack({
  name: 'bit-flip',
  summary: "The authors' bit flip: every faulty entry becomes the negated first gradient; the first f of the buffer.",
  options: z.strictObject({}),
  create: () => ({
    knowledge: 'edge-server',
    prepare:
      ({ gradients }) =>
      () =>
        gradients[0]!.map((value) => -value),
  }),
});

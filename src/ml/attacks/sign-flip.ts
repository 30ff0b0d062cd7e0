/**
 * Sign flip as the seed paper's authors did it: weights point the other way, magnified; biases stay.
 *
 * Source: seed paper section III, Fig. 3b; the authors' published runs use magnitude 5. ByzFL's attack of this name is
 * `byzfl-sign-flip`.
 */
import { z } from 'zod';
import { defineAttack } from './attack.ts';

/** v_i[k] = -magnitude * g_i[k] for the coordinates of weights (or of all parameters), g_i[k] elsewhere. */
export const signFlip = defineAttack({
  name: 'sign-flip',
  summary: "The authors' sign flip: weights times -magnitude, biases untouched; a random f of the buffer.",
  options: z.strictObject({
    magnitude: z.number().positive().default(5).describe('factor before the minus sign, dimensionless, > 0'),
    parameters: z
      .enum(['weights', 'all'])
      .default('weights')
      .describe("which parameters are flipped: 'weights' (the authors) or 'all'"),
  }),
  create: ({ magnitude, parameters }) => ({
    knowledge: 'own',
    choice: 'random',
    prepare:
      ({ gradients, layout }) =>
      (index) => {
        const sent = Float32Array.from(gradients[index]!);
        for (const { role, offset, size } of layout.tensors) {
          if (parameters === 'weights' && role !== 'weights') continue;
          for (let k = offset; k < offset + size; k++) sent[k] = -magnitude * sent[k]!;
        }
        return sent;
      },
  }),
});

/**
 * Mimic: repeats one honest participant, so that the others' data go unheard.
 *
 * Source: Karimireddy, He and Jaggi, "Byzantine-robust learning on heterogeneous datasets via bucketing", ICLR 2022; the
 * simple form with a fixed victim is ByzFL's.
 */
import { z } from 'zod';
import { defineAttack, knowledgeOption } from './attack.ts';
import { honestGradients } from './honest.ts';

const name = 'mimic';

/** v_i = the honest gradient number `honest`, counted among honest ones; the last if there are not so many. */
export const mimic = defineAttack({
  name,
  summary: 'A copy of one honest gradient.',
  options: z.strictObject({
    honest: z.int().min(0).default(0).describe('which honest gradient to copy, counted from 0 among the honest ones'),
    knowledge: knowledgeOption,
  }),
  create: ({ honest, knowledge }) => ({
    knowledge,
    prepare: (input) => {
      const known = honestGradients(input);
      return () => known[Math.min(honest, known.length - 1)]!.slice();
    },
  }),
});

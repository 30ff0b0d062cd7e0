/**
 * Sign majority: each coordinate goes where most vectors point, by a fixed length.
 *
 * Source: Bernstein et al., "signSGD with majority vote is communication efficient and fault tolerant", ICLR 2019,
 * algorithm 1.
 */
import { z } from 'zod';
import { minority } from './checks.ts';
import { defineRule, statelessRule } from './rule.ts';

const name = 'sign-majority';

/**
 * out[k] = scale * sign(sum_i sign(g_i[k])); 0 where votes are even. Zeros and NaN abstain.
 *
 * Tolerates f faulty vectors when 2f < n, in the sense that honest vectors that agree in a coordinate's sign prevail. The
 * order of inputs does not matter, to the last bit.
 */
export const signMajority = defineRule({
  name,
  summary: 'The sign that most gradients have in each coordinate, times a scale (2f < n).',
  options: z.strictObject({
    f: z.int().min(0).default(0).describe('f, the number of faulty vectors to tolerate; only checked against n'),
    scale: z
      .number()
      .positive()
      .default(1)
      .describe('length of a step in each coordinate, in units of the gradient, > 0'),
  }),
  create: ({ f, scale }) =>
    statelessRule({
      name,
      f,
      condition: minority(f),
      aggregate: (gradients) => {
        const votes = new Int32Array(gradients[0]!.length);
        for (const gradient of gradients) {
          for (let k = 0; k < votes.length; k++) {
            const value = gradient[k]!;
            votes[k]! += value > 0 ? 1 : value < 0 ? -1 : 0;
          }
        }
        return Float32Array.from(votes, (vote) => scale * Math.sign(vote));
      },
    }),
});

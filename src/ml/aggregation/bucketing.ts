/**
 * Bucketing: averages random groups, so that a rule sees fewer and more similar vectors.
 *
 * Source: Karimireddy, He and Jaggi, "Byzantine-robust learning on heterogeneous datasets via bucketing", ICLR 2022,
 * algorithm 1.
 */
import { z } from 'zod';
import { permutation } from '../../random.ts';
import { anyNumber, checkGradients } from './checks.ts';
import { type DrawState, streamsOf } from './draws.ts';
import { definePreAggregation } from './pre-aggregation.ts';
import { meanOf } from './selection.ts';

const name = 'bucketing';

/**
 * Draws an order of the n vectors and averages them `size` at a time; the last bucket may be smaller. m = ceil(n / size).
 *
 * f faulty vectors spoil at most f buckets, so the rule that follows must tolerate f among m. State: the number of calls,
 * which keys the draws.
 */
export const bucketing = definePreAggregation({
  name,
  summary: 'Averages random groups of gradients, so that the rule sees fewer and more similar ones.',
  options: z.strictObject({
    size: z.int().min(1).default(2).describe('s, how many vectors a bucket holds, an integer >= 1'),
  }),
  create: ({ size }, { kernels, ...context }) => {
    const streams = streamsOf(name, context);
    return {
      name,
      condition: anyNumber,
      outputs: (n) => Math.ceil(n / size),
      init: (): DrawState => ({ calls: 0 }),
      apply: (vectors, state: DrawState) => {
        checkGradients({ name, condition: anyNumber, f: 0 }, vectors);
        const order = [...permutation(vectors.length, streams(state.calls))];
        const buckets: Float32Array[] = [];
        for (let start = 0; start < order.length; start += size) {
          buckets.push(meanOf(kernels, vectors, order.slice(start, start + size)));
        }
        return { vectors: buckets, state: { calls: state.calls + 1 } };
      },
    };
  },
});

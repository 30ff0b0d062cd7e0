/**
 * Divide and conquer (DnC): drops vectors that stand out along the dominant direction of randomly chosen coordinates.
 *
 * Source: Shejwalkar and Houmansadr, "Manipulating the Byzantine", NDSS 2021, algorithm 2; defaults are Blades'.
 */
import { z } from 'zod';
import { permutation, type RandomStream } from '../../random.ts';
import type { Kernels } from '../kernels/index.ts';
import { checkGradients, minority } from './checks.ts';
import { type DrawState, streamsOf } from './draws.ts';
import { defineRule, faultCount } from './rule.ts';
import { finiteIndices, indicesOfSmallest, meanOf } from './selection.ts';
import { dominantDirection } from './spectrum.ts';

const name = 'divide-and-conquer';

/**
 * `iterations` times: draw `coordinates` coordinates, centre the vectors there, and note the n - floor(filterFraction f)
 * vectors with the least squared projection on the top right singular vector. out = mean of those noted every time.
 *
 * Tolerates f faulty vectors when 2f < n; vectors that are not finite are dropped first. Choice: if no vector was noted
 * every time, those noted most often are averaged. State: the number of calls, which keys the draws.
 */
export const divideAndConquer = defineRule({
  name,
  summary: 'Drops gradients that stand out along the main direction of random coordinates (2f < n).',
  options: z.strictObject({
    f: faultCount,
    coordinates: z
      .int()
      .min(1)
      .default(10_000)
      .describe('b, how many coordinates each iteration looks at, an integer >= 1'),
    iterations: z.int().min(1).max(1000).default(5).describe('number of iterations, an integer in [1, 1000]'),
    filterFraction: z
      .number()
      .positive()
      .max(1)
      .default(1)
      .describe('c, the share of f that each iteration drops, dimensionless, in (0, 1]'),
  }),
  create: ({ f, coordinates, iterations, filterFraction }, { kernels, ...context }) => {
    const streams = streamsOf(name, context);
    const condition = minority(f);
    const dropped = Math.floor(filterFraction * f);
    return {
      name,
      condition,
      init: (): DrawState => ({ calls: 0 }),
      apply: (gradients: readonly Float32Array[], state: DrawState) => {
        checkGradients({ name, condition, f }, gradients);
        const stream = streams(state.calls);
        const finite = finiteIndices(kernels.squaredNorms(gradients));
        const vectors = finite.map((index) => gradients[index]!);
        const kept = Math.min(vectors.length, gradients.length - dropped);
        const noted = new Uint16Array(vectors.length);
        for (let iteration = 0; iteration < iterations; iteration++) {
          const seen = sample(vectors, coordinates, stream);
          for (const index of leastDeviating(kernels, seen, kept)) noted[index]!++;
        }
        const most = noted.reduce((a, b) => Math.max(a, b), 0);
        const good = [...noted.keys()].filter((index) => noted[index] === most);
        return { aggregate: meanOf(kernels, vectors, good), state: { calls: state.calls + 1 } };
      },
    };
  },
});

function leastDeviating(kernels: Kernels, vectors: readonly Float32Array[], kept: number): readonly number[] {
  const squares = kernels.pairwiseSquaredDistances(vectors);
  const { projections } = dominantDirection(squares, new Float64Array(vectors.length).fill(1));
  return indicesOfSmallest(projections, kept);
}

/** The same randomly chosen coordinates of each vector; all of them if there are not more. */
function sample(vectors: readonly Float32Array[], count: number, stream: RandomStream): readonly Float32Array[] {
  const dimension = vectors[0]!.length;
  if (count >= dimension) return vectors;
  const chosen = permutation(dimension, stream).subarray(0, count);
  return vectors.map((vector) => Float32Array.from(chosen, (k) => vector[k]!));
}

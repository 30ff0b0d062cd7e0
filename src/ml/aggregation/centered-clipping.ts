/**
 * Centered clipping: moves the previous result towards each vector, at most a given way; its state is that result.
 *
 * Source: Karimireddy, He and Jaggi, ICML 2021; defaults are ByzFL's.
 */
import { z } from 'zod';
import type { Kernels } from '../kernels/index.ts';
import { checkGradients, minority } from './checks.ts';
import { AggregationError } from './errors.ts';
import { defineRule } from './rule.ts';

const name = 'centered-clipping';

/**
 * `iterations` times v <- v + (1 / n) sum_i (g_i - v) min(1, threshold / ||g_i - v||), from the previous result (at first 0).
 *
 * Tolerates f faulty vectors when 2f < n. Choice: a vector that is not finite has no direction and moves v by nothing, and
 * so can never spoil the state. State: v, float32 of shape [d].
 */
export const centeredClipping = defineRule({
  name,
  summary: 'Moves the previous aggregate towards each gradient by a bounded step (2f < n); keeps it as state.',
  options: z.strictObject({
    f: z.int().min(0).default(0).describe('f, the number of faulty vectors to tolerate; only checked against n'),
    threshold: z
      .number()
      .positive()
      .default(100)
      .describe('tau, the longest step towards one vector, in units of the gradient, > 0'),
    iterations: z.int().min(1).max(10_000).default(1).describe('L, the number of moves in one call, in [1, 10000]'),
  }),
  create: ({ f, threshold, iterations }, { kernels }) => {
    const condition = minority(f);
    return {
      name,
      condition,
      init: (dimension: number) => new Float32Array(dimension),
      apply: (gradients: readonly Float32Array[], state: Float32Array) => {
        checkGradients({ name, condition, f }, gradients);
        checkState(state, gradients[0]!.length);
        let centre = state;
        for (let step = 0; step < iterations; step++) centre = move(kernels, gradients, centre, threshold);
        return { aggregate: centre, state: centre.slice() };
      },
    };
  },
});

function checkState(state: Float32Array, dimension: number): void {
  if (state.length === dimension) return;
  throw new AggregationError(
    'E_SHAPE_MISMATCH',
    `${name}: the state has ${state.length} coordinates, expected ${dimension} like the gradients; start from init(${dimension})`,
    { rule: name },
  );
}

/** One move, written as a weighted sum of the centre and the vectors so that it is rounded once. */
function move(
  kernels: Kernels,
  gradients: readonly Float32Array[],
  centre: Float32Array,
  threshold: number,
): Float32Array {
  const n = gradients.length;
  const distances = kernels.squaredDistancesTo(gradients, centre).map(Math.sqrt);
  const vectors = [centre];
  const weights = [n];
  for (const [index, distance] of distances.entries()) {
    if (!Number.isFinite(distance)) continue;
    const share = Math.min(1, threshold / distance);
    vectors.push(gradients[index]!);
    weights.push(share);
    weights[0]! -= share;
  }
  return kernels.weightedSum(vectors, Float64Array.from(weights), n);
}

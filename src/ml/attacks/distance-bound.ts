/**
 * Min-max and min-sum: the farthest shift of the honest mean that distances among honest gradients still excuse.
 *
 * Source: Shejwalkar and Houmansadr, "Manipulating the Byzantine", NDSS 2021 (AGR-agnostic attacks). The paper searches
 * gamma by halving; the bounds are quadratic in gamma, so it is solved for here.
 */
import { z } from 'zod';
import { type AttackDefinition, type AttackInput, defineAttack, knowledgeOption } from './attack.ts';
import { along, honestGradients, type Moments, momentsOf } from './honest.ts';

const directions = ['standard-deviation', 'unit-vector', 'sign'] as const;
type Direction = (typeof directions)[number];

const options = z.strictObject({
  direction: z
    .enum(directions)
    .default('standard-deviation')
    .describe("direction p of the shift, always against the mean: 'standard-deviation', 'unit-vector' or 'sign'"),
  knowledge: knowledgeOption,
});

/** v_i = mean + gamma p with the largest gamma such that max_i ||v - g_i|| <= max_ij ||g_i - g_j|| among the honest. */
export const minMax = distanceBoundAttack(
  'min-max',
  'The honest mean shifted as far as the largest distance between two honest gradients allows.',
  (honest, moments, direction) => {
    const bound = honest.reduce(
      (most, a, i) => honest.slice(i + 1).reduce((greatest, b) => Math.max(greatest, squaredDistance(a, b)), most),
      0,
    );
    return Math.min(...honest.map((vector) => largestShift([vector], moments.mean, direction, bound)));
  },
);

/** v_i = mean + gamma p with the largest gamma such that sum_i ||v - g_i||^2 <= max_i sum_j ||g_i - g_j||^2. */
export const minSum = distanceBoundAttack(
  'min-sum',
  'The honest mean shifted as far as the largest sum of squared distances of an honest gradient allows.',
  (honest, moments, direction) => {
    // Around the mean, sum_j ||g_i - g_j||^2 = n ||g_i - mean||^2 + sum_j ||g_j - mean||^2: n distances instead of n^2.
    const squares = honest.map((vector) => squaredDistance(vector, moments.mean));
    const total = squares.reduce((sum, square) => sum + square, 0);
    return largestShift(honest, moments.mean, direction, honest.length * Math.max(...squares) + total);
  },
);

function distanceBoundAttack(
  name: string,
  summary: string,
  shift: (honest: readonly Float32Array[], moments: Moments, direction: Float64Array) => number,
): AttackDefinition {
  return defineAttack({
    name,
    summary,
    options,
    create: ({ direction, knowledge }) => ({
      knowledge,
      prepare: (input: AttackInput) => {
        const honest = honestGradients(input);
        const moments = momentsOf(honest);
        const towards = directionVector(direction, moments);
        const gamma = shift(honest, moments, towards);
        return () => along(moments.mean, towards, gamma);
      },
    }),
  });
}

function directionVector(direction: Direction, { mean, deviation }: Moments): Float64Array {
  if (direction === 'standard-deviation') return deviation.map((value) => -value);
  if (direction === 'sign') return mean.map((value) => -Math.sign(value));
  const norm = Math.sqrt(mean.reduce((sum, value) => sum + value * value, 0));
  return mean.map((value) => (norm === 0 ? 0 : -value / norm));
}

/** Largest gamma >= 0 with sum over `vectors` of ||mean + gamma p - g||^2 <= bound; 0 for p = 0. */
function largestShift(
  vectors: readonly Float32Array[],
  mean: Float64Array,
  direction: Float64Array,
  bound: number,
): number {
  let [a, b, c] = [0, 0, -bound];
  for (const vector of vectors) {
    for (let k = 0; k < mean.length; k++) {
      const gap = mean[k]! - vector[k]!;
      a += direction[k]! * direction[k]!;
      b += direction[k]! * gap;
      c += gap * gap;
    }
  }
  if (a === 0) return 0;
  return Math.max(0, (-b + Math.sqrt(Math.max(0, b * b - a * c))) / a);
}

function squaredDistance(a: Float32Array, b: Float32Array | Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k]! - b[k]!) ** 2;
  return sum;
}

/**
 * Directed deviation: in each coordinate just beyond the honest values, on the side away from where they point.
 *
 * Source: Fang, Cao, Jia and Gong, "Local model poisoning attacks to Byzantine-robust federated learning", USENIX Security
 * 2020, section 4.3 (against trimmed mean and median, full knowledge, b = 2); Blades' `adaptive`.
 */
import { z } from 'zod';
import type { RandomStream } from '../../random.ts';
import { defineAttack, knowledgeOption } from './attack.ts';
import { honestGradients, meanVector } from './honest.ts';

/**
 * Where the honest mean is negative, v_i[k] is drawn evenly between their maximum and that times b (max > 0) or through b
 * (max < 0); where it is positive, between their minimum and that through b (min > 0) or times b (min < 0); else 0.
 * Every faulty participant draws for itself, as in the paper (Blades: one vector for all).
 */
export const directedDeviation = defineAttack({
  name: 'directed-deviation',
  summary: "Beyond all honest values of a coordinate, against the sign of their mean (Fang et al.; Blades' adaptive).",
  options: z.strictObject({
    b: z.number().gt(1).default(2).describe('how far beyond, as a factor, dimensionless, > 1'),
    knowledge: knowledgeOption,
  }),
  create: ({ b, knowledge }) => ({
    knowledge,
    prepare: (input) => {
      const honest = honestGradients(input);
      const mean = meanVector(honest);
      const edge = mean.map((value, k) => (value === 0 ? 0 : outermost(honest, k, value < 0)));
      return () =>
        Float32Array.from(edge, (value, k) => beyond(value, { isUpper: mean[k]! < 0, b, random: input.random }));
    },
  }),
});

/** The greatest or the least honest value of a coordinate. */
function outermost(honest: readonly Float32Array[], k: number, isUpper: boolean): number {
  let found = honest[0]![k]!;
  for (const vector of honest) if (isUpper ? vector[k]! > found : vector[k]! < found) found = vector[k]!;
  return found;
}

interface Beyond {
  readonly isUpper: boolean;
  readonly b: number;
  readonly random: RandomStream;
}

/** A number between `edge` and the limit beyond it: outwards is away from 0 for an upper edge > 0 and a lower one < 0. */
function beyond(edge: number, { isUpper, b, random }: Beyond): number {
  const limit = isUpper === edge > 0 ? edge * b : edge / b;
  return edge + random.uniform() * (limit - edge);
}

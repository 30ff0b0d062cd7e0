/**
 * Inner-product manipulation and a little is enough with the factor that hurts the defender's own rule the most.
 *
 * Source: Shejwalkar and Houmansadr, NDSS 2021 (AGR-tailored attacks), in ByzFL's form: a line search over the factor.
 */
import { z } from 'zod';
import { type AttackDefinition, type AttackInput, defineAttack, knowledgeOption } from './attack.ts';
import { AttackError } from './errors.ts';
import { along, honestGradients, type Moments, momentsOf } from './honest.ts';
import { maximise } from './line-search.ts';

const options = z.strictObject({
  evaluations: z.int().min(1).max(10_000).default(20).describe('how often the rule is tried, an integer in [1, 10000]'),
  start: z.number().min(0).default(0).describe('first factor tried, dimensionless, >= 0'),
  delta: z.number().positive().default(10).describe('first step of the search, dimensionless, > 0'),
  ratio: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.8)
    .describe('what a step shrinks by once doubling has ended, dimensionless, in (0, 1)'),
  knowledge: knowledgeOption,
});

/** v_i = -tau * mean, with tau maximising ||rule(honest and v) - mean||. */
export const optimalInnerProductManipulation = optimalAttack(
  'optimal-inner-product-manipulation',
  "Inner-product manipulation with the factor that moves the defender's rule the farthest.",
  ({ mean }, factor) => Float32Array.from(mean, (value) => -factor * value),
);

/** v_i = mean + tau * standard deviation, with tau maximising ||rule(honest and v) - mean||. */
export const optimalALittleIsEnough = optimalAttack(
  'optimal-a-little-is-enough',
  "A little is enough with the shift that moves the defender's rule the farthest.",
  ({ mean, deviation }, factor) => along(mean, deviation, factor),
);

function optimalAttack(
  name: string,
  summary: string,
  forge: (moments: Moments, factor: number) => Float32Array,
): AttackDefinition {
  return defineAttack({
    name,
    summary,
    options,
    create: ({ knowledge, ...search }) => ({
      knowledge,
      prepare: (input) => {
        const moments = momentsOf(honestGradients(input));
        const damage = damageOf(name, input, moments.mean);
        const factor = maximise((candidate) => damage(forge(moments, candidate)), search);
        return () => forge(moments, factor);
      },
    }),
  });
}

/** How far the rule lands from the honest mean if all faulty participants send the same vector. */
function damageOf(name: string, input: AttackInput, mean: Float64Array): (sent: Float32Array) => number {
  const { rule, gradients, faulty, layout } = input;
  if (rule === undefined) {
    throw new AttackError(
      'E_ATTACK_NO_RULE',
      name,
      `${name}: is optimised against a rule and was given none; name the defender's rule`,
    );
  }
  return (sent) => {
    const received = [...gradients];
    for (const index of faulty) received[index] = sent;
    const { aggregate } = rule.apply(received, rule.init(layout.dimension));
    return Math.sqrt(aggregate.reduce((sum, value, k) => sum + (value - mean[k]!) ** 2, 0));
  };
}

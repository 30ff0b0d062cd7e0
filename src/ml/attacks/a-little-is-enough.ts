/**
 * A little is enough (ALIE): shifts the honest mean by a few standard deviations in each coordinate.
 *
 * Source: Baruch, Baruch and Goldberg, "A little is enough: circumventing defenses for distributed learning", NeurIPS 2019.
 * Following ByzFL's code the standard deviation has n - 1 in its denominator (its documentation says n).
 */
import { z } from 'zod';
import { defineAttack, knowledgeOption } from './attack.ts';
import { along, honestGradients, momentsOf } from './honest.ts';
import { normalQuantile } from './normal-quantile.ts';

const name = 'a-little-is-enough';

/**
 * v_i = mean + tau * standard deviation of the honest gradients.
 *
 * With tau = 'auto' the paper's largest undetected shift: the quantile of (n - f - s) / (n - f), s = floor(n / 2 + 1) - f,
 * at least 0.
 */
export const aLittleIsEnough = defineAttack({
  name,
  summary: 'The honest mean shifted by tau standard deviations in each coordinate.',
  options: z.strictObject({
    tau: z
      .union([z.number(), z.literal('auto')])
      .default(1.5)
      .describe("shift in standard deviations, dimensionless, or 'auto' for the paper's choice from n and f"),
    knowledge: knowledgeOption,
  }),
  create: ({ tau, knowledge }) => ({
    knowledge,
    prepare: (input) => {
      const { mean, deviation } = momentsOf(honestGradients(input));
      const shift = tau === 'auto' ? undetectedShift(input.gradients.length, input.faulty.length) : tau;
      return () => along(mean, deviation, shift);
    },
  }),
});

function undetectedShift(n: number, f: number): number {
  const supporters = Math.floor(n / 2 + 1) - f;
  const share = (n - f - supporters) / (n - f);
  return share > 0.5 ? normalQuantile(Math.min(share, 1 - Number.EPSILON)) : 0;
}

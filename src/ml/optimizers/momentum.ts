/**
 * Momentum at the cloud server: the heavy ball, and Nesterov's look ahead.
 *
 * Source: Polyak, USSR Computational Mathematics and Mathematical Physics 4 (1964); Sutskever et al., ICML 2013, section 2.
 * The velocity holds gradients and not steps, so that a schedule acts at once (as in PyTorch's SGD).
 */
import { z } from 'zod';
import { commonOptions, decayed, defineOptimizer, requireLengths, type UpdateCount } from './optimizer.ts';
import { learningRateAt } from './schedule.ts';

const name = 'momentum';

/** Memory of momentum; `velocity` is float32 of shape [d]. */
export interface MomentumState extends UpdateCount {
  readonly velocity: Float32Array;
}

/**
 * With g = step + lambda theta: v' = mu v + g; theta' = theta - eta_t v', or theta - eta_t (g + mu v') with `nesterov`.
 *
 * v starts at 0, so the first update is plain SGD's (times 1 + mu with `nesterov`).
 */
export const momentum = defineOptimizer({
  name,
  summary: 'Keeps a velocity at the cloud server (heavy ball; optionally Nesterov).',
  options: z.strictObject({
    ...commonOptions,
    momentum: z.number().min(0).lt(1).default(0.9).describe('mu, the share of the velocity that is kept, in [0, 1)'),
    nesterov: z.boolean().default(false).describe('whether the step looks ahead along the velocity'),
  }),
  create: ({ learningRate, weightDecay, momentum: mu, nesterov }) => ({
    name,
    init: (dimension: number): MomentumState => ({ updates: 0, velocity: new Float32Array(dimension) }),
    apply: (theta, step, state: MomentumState, out) => {
      requireLengths(theta, { step, out, velocity: state.velocity });
      const eta = learningRateAt(learningRate, state.updates);
      const velocity = new Float32Array(theta.length);
      for (let index = 0; index < theta.length; index++) {
        const value = theta[index]!;
        const gradient = decayed(step[index]!, value, weightDecay);
        const speed = mu * state.velocity[index]! + gradient;
        velocity[index] = speed;
        out[index] = value - eta * (nesterov ? gradient + mu * speed : speed);
      }
      return { updates: state.updates + 1, velocity };
    },
  }),
});

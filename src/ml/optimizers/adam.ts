/**
 * Adam at the cloud server, on aggregates in place of gradients.
 *
 * Source: Kingma & Ba, ICLR 2015, algorithm 1; at the server of federated learning: Reddi et al., ICLR 2021.
 */
import { z } from 'zod';
import { commonOptions, decayed, defineOptimizer, requireLengths, type UpdateCount } from './optimizer.ts';
import { learningRateAt } from './schedule.ts';

const name = 'adam';

const decay = z.number().min(0).lt(1);

/** Memory of Adam; both moments are float32 of shape [d]. */
export interface AdamState extends UpdateCount {
  /** Running mean of gradients. */
  readonly first: Float32Array;
  /** Running mean of squared gradients. */
  readonly second: Float32Array;
}

/**
 * With g = step + lambda theta and t counted from 1: m' = b1 m + (1 - b1) g; v' = b2 v + (1 - b2) g^2;
 * theta' = theta - eta_t (m' / (1 - b1^t)) / (sqrt(v' / (1 - b2^t)) + epsilon).
 */
export const adam = defineOptimizer({
  name,
  summary: 'Scales each coordinate by running moments of the aggregates.',
  options: z.strictObject({
    ...commonOptions,
    beta1: decay.default(0.9).describe('b1, the share of the first moment that is kept, in [0, 1)'),
    beta2: decay.default(0.999).describe('b2, the share of the second moment that is kept, in [0, 1)'),
    epsilon: z.number().positive().default(1e-8).describe('added to the root of the second moment, > 0'),
  }),
  create: ({ learningRate, weightDecay, beta1, beta2, epsilon }) => ({
    name,
    init: (dimension: number): AdamState => ({
      updates: 0,
      first: new Float32Array(dimension),
      second: new Float32Array(dimension),
    }),
    apply: (theta, step, state: AdamState, out) => {
      requireLengths(theta, { step, out, first: state.first, second: state.second });
      const eta = learningRateAt(learningRate, state.updates);
      const updates = state.updates + 1;
      const firstScale = 1 / (1 - beta1 ** updates);
      const secondScale = 1 / (1 - beta2 ** updates);
      const first = new Float32Array(theta.length);
      const second = new Float32Array(theta.length);
      for (let index = 0; index < theta.length; index++) {
        const value = theta[index]!;
        const gradient = decayed(step[index]!, value, weightDecay);
        const mean = beta1 * state.first[index]! + (1 - beta1) * gradient;
        const square = beta2 * state.second[index]! + (1 - beta2) * gradient * gradient;
        first[index] = mean;
        second[index] = square;
        out[index] = value - (eta * mean * firstScale) / (Math.sqrt(square * secondScale) + epsilon);
      }
      return { updates, first, second };
    },
  }),
});

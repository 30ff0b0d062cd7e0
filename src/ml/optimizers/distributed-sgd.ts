/**
 * Distributed SGD: one step against the aggregate.
 *
 * Source: the seed paper, section I, step (6).
 */
import { z } from 'zod';
import { commonOptions, decayed, defineOptimizer, requireLengths, type UpdateCount } from './optimizer.ts';
import { learningRateAt } from './schedule.ts';

const name = 'distributed-sgd';

/**
 * theta' = theta - eta_t (step + lambda theta).
 *
 * State: the number of updates.
 */
export const distributedSgd = defineOptimizer({
  name,
  summary: "The seed paper's update: theta minus the learning rate times the aggregate.",
  options: z.strictObject(commonOptions),
  create: ({ learningRate, weightDecay }) => ({
    name,
    init: (): UpdateCount => ({ updates: 0 }),
    apply: (theta, step, { updates }: UpdateCount, out) => {
      requireLengths(theta, { step, out });
      const eta = learningRateAt(learningRate, updates);
      for (let index = 0; index < theta.length; index++) {
        const value = theta[index]!;
        out[index] = value - eta * decayed(step[index]!, value, weightDecay);
      }
      return { updates: updates + 1 };
    },
  }),
});

/** Distributed SGD under the name that `index.ts` exports; the optimizers themselves are in `optimizers/`. */
import { createOptimizer, type LearningRate, type Optimizer } from './optimizers/index.ts';

export type { Optimizer } from './optimizers/index.ts';

/** Settings of distributed SGD. */
export interface DistributedSgdOptions {
  /** eta, dimensionless, > 0, or a schedule. */
  readonly learningRate: LearningRate;
}

/**
 * The optimizer `distributed-sgd` without weight decay.
 *
 * @throws {OptimizerError} `E_OPTIMIZER_OPTIONS` if the learning rate is no finite number > 0.
 */
export function distributedSgd({ learningRate }: DistributedSgdOptions): Optimizer {
  return createOptimizer('distributed-sgd', { learningRate });
}

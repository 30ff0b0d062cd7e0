/** The server-side optimizers by name. */
import { byName, findByName } from '../definitions.ts';
import { adam } from './adam.ts';
import { distributedSgd } from './distributed-sgd.ts';
import { OptimizerError } from './errors.ts';
import { momentum } from './momentum.ts';
import type { Optimizer, OptimizerDefinition } from './optimizer.ts';

export { OptimizerError } from './errors.ts';
export { defineOptimizer } from './optimizer.ts';
export { learningRateAt, learningRateSpec } from './schedule.ts';
export type { OptimizerErrorCode } from './errors.ts';
export type { Optimizer, OptimizerDefinition } from './optimizer.ts';
export type { LearningRate } from './schedule.ts';

/** Every optimizer that an experiment may name. */
export const optimizers: ReadonlyMap<string, OptimizerDefinition> = byName([distributedSgd, momentum, adam]);

/**
 * Makes the optimizer called `name`.
 *
 * @param options - as in the experiment file; defaults are filled in.
 * @throws {OptimizerError} `E_UNKNOWN_OPTIMIZER`, or `E_OPTIMIZER_OPTIONS` if the options do not fit.
 * @example
 * const optimizer = createOptimizer('momentum', { learningRate: 0.1 });
 * const state = optimizer.apply(theta, aggregate, optimizer.init(theta.length), theta);
 */
export function createOptimizer(name: string, options: unknown = {}): Optimizer {
  const fail = (message: string): OptimizerError => new OptimizerError('E_UNKNOWN_OPTIMIZER', message);
  return findByName(optimizers, { kind: 'optimizer', name }, fail).create(options);
}

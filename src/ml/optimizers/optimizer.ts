/**
 * What a server-side optimizer is: how the cloud server turns an aggregate into the next theta, as `{name, init, apply}`.
 *
 * State goes in and out of every call, so a checkpoint holds all there is. Each optimizer is one file beside this one;
 * the registry is `index.ts`.
 */
import { z } from 'zod';
import { parseOptions } from '../definitions.ts';
import { OptimizerError } from './errors.ts';
import { learningRateSpec } from './schedule.ts';

/** Parameters after an update, and the optimizer's memory for the next one. */
export interface Optimizer<State = unknown> {
  readonly name: string;
  /**
   * State before the first update: plain data (numbers, float32 vectors and records of them).
   *
   * @param dimension - d, the length of theta.
   */
  readonly init: (dimension: number) => State;
  /**
   * Writes the updated parameters into `out`. Coordinates are computed in double precision and rounded once to float32.
   *
   * @param theta - float32 of shape [d]. Not modified, unless it is `out`.
   * @param step - the cloud server's aggregate, float32 of shape [d]. Not modified.
   * @param state - from `init` or the previous call. Not modified.
   * @param out - float32 of shape [d]; may be `theta` itself.
   * @returns State for the next call.
   * @throws {RangeError} if the lengths differ.
   */
  readonly apply: (theta: Float32Array, step: Float32Array, state: State, out: Float32Array) => State;
}

/** Memory of an optimizer that only counts: how many updates went before, which the schedule depends on. */
export interface UpdateCount {
  readonly updates: number;
}

/** An optimizer that can be made from options. */
export interface OptimizerDefinition {
  readonly name: string;
  /** One sentence for tables and help texts. */
  readonly summary: string;
  /** Strict object with defaults and descriptions. */
  readonly options: z.ZodObject;
  /** @throws {OptimizerError} `E_OPTIMIZER_OPTIONS` if the options do not fit, naming the option. */
  create(options: unknown): Optimizer;
}

/** Options that all optimizers have. */
export const commonOptions = {
  learningRate: learningRateSpec,
  weightDecay: z
    .number()
    .min(0)
    .default(0)
    .describe('lambda: lambda theta is added to the step, as by a penalty of lambda ||theta||^2 / 2; >= 0'),
};

/** Ties a schema to a constructor: options are checked before the optimizer sees them. */
export function defineOptimizer<Options extends z.ZodObject, State>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly options: Options;
  create(options: z.infer<Options>): Optimizer<State>;
}): OptimizerDefinition {
  const { name, summary, options } = definition;
  return {
    name,
    summary,
    options,
    create: (given) => {
      const fail = (message: string): OptimizerError => new OptimizerError('E_OPTIMIZER_OPTIONS', message);
      // The state is opaque to callers: they hand back what they were given.
      return definition.create(parseOptions(definition, given, fail)) as Optimizer;
    },
  };
}

/**
 * Checks that the vectors of one update have theta's length.
 *
 * @throws {RangeError} naming the vector, expected and got.
 */
export function requireLengths(theta: Float32Array, others: Readonly<Record<string, Float32Array>>): void {
  for (const [name, { length }] of Object.entries(others)) {
    if (length !== theta.length) {
      throw new RangeError(`${name}: expected a vector of length ${theta.length} like theta, got ${length}`);
    }
  }
}

/** One coordinate of step + lambda theta; without decay the step itself, also where theta is infinite. */
export function decayed(step: number, theta: number, weightDecay: number): number {
  return weightDecay === 0 ? step : step + weightDecay * theta;
}

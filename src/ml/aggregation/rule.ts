/**
 * What an aggregation rule is: n vectors of shape [d] to one, its state passed in and out.
 *
 * Edge servers and the cloud server call rules through the registry in `index.ts`; each rule is one file beside this one.
 */
import { z } from 'zod';
import type { Random, StreamKey } from '../../random.ts';
import { parseOptions } from '../definitions.ts';
import type { Kernels } from '../kernels/index.ts';
import { createKernels } from '../kernels/index.ts';
import type { ParameterLayout } from '../parameters.ts';
import { checkGradients } from './checks.ts';
import { AggregationError } from './errors.ts';

/** What must hold between n vectors and f tolerated faults, e.g. `2f < n`. */
export interface RuleCondition {
  readonly text: string;
  /** @param n - number of vectors, an integer >= 0. */
  holds(n: number): boolean;
}

/**
 * An aggregation rule as a value: nothing is remembered between calls but what the state says.
 *
 * The state is plain data (null, numbers, typed arrays and records of them), so that it can be checkpointed.
 */
export interface AggregationRule<State = unknown> {
  readonly name: string;
  readonly condition: RuleCondition;
  /**
   * The state before the first call; null for rules without state.
   *
   * @param dimension - d, the length of the vectors.
   */
  init(dimension: number): State;
  /**
   * @param gradients - n vectors of shape [d]. Not modified.
   * @param state - what `init` or the previous call returned. Not modified.
   * @returns A new vector of shape [d], and the state for the next call.
   * @throws {AggregationError} `E_NO_GRADIENTS` if n = 0; `E_SHAPE_MISMATCH` if lengths differ; `E_TOO_MANY_FAULTS` if
   *   `condition` does not hold.
   */
  apply(gradients: readonly Float32Array[], state: State): RuleResult<State>;
}

export interface RuleResult<State = unknown> {
  readonly aggregate: Float32Array;
  readonly state: State;
}

/** What a rule may need beside its options. */
export interface RuleContext {
  /** Arithmetic on blocks of coordinates; default: an instance of its own. */
  readonly kernels?: Kernels;
  /** For rules that draw (bucketing, divide-and-conquer): source and key of their streams. */
  readonly random?: Random;
  /** Keeps the draws of two users of one rule apart, e.g. `['edge-server', 2]`. */
  readonly keys?: readonly StreamKey[];
  /** For rules that look at one parameter tensor at a time. */
  readonly layout?: ParameterLayout;
}

/** The context as rules receive it: kernels are always there. */
export interface ResolvedContext extends RuleContext {
  readonly kernels: Kernels;
}

/** A rule that can be made from options. */
export interface RuleDefinition {
  readonly name: string;
  /** One sentence for tables and help texts. */
  readonly summary: string;
  /** Strict object with defaults and descriptions. */
  readonly options: z.ZodObject;
  /** @throws {AggregationError} `E_RULE_OPTIONS` if the options do not fit, naming the option. */
  create(options: unknown, context?: RuleContext): AggregationRule;
}

/** Number of faulty vectors that a rule tolerates, for the options of rules whose result depends on it. */
export const faultCount = z.int().min(0).describe('f, the number of faulty vectors to tolerate among n; integer >= 0');

/** Ties a schema to a constructor: options are checked before the rule sees them. */
export function defineRule<Options extends z.ZodObject>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly options: Options;
  create(options: z.infer<Options>, context: ResolvedContext): AggregationRule;
}): RuleDefinition {
  const { name, summary, options } = definition;
  return {
    name,
    summary,
    options,
    create: (given, context = {}) => {
      const checked = parseOptions(definition, given, (message) => new AggregationError('E_RULE_OPTIONS', message));
      return definition.create(checked, { ...context, kernels: context.kernels ?? createKernels() });
    },
  };
}

/** A rule without state: checks its input, then computes. */
export function statelessRule(spec: {
  readonly name: string;
  readonly condition: RuleCondition;
  /** Number of tolerated faults, for the message when the condition does not hold. */
  readonly f: number;
  aggregate(gradients: readonly Float32Array[]): Float32Array;
}): AggregationRule<null> {
  return {
    name: spec.name,
    condition: spec.condition,
    init: () => null,
    apply: (gradients) => {
      checkGradients(spec, gradients);
      return { aggregate: spec.aggregate(gradients), state: null };
    },
  };
}

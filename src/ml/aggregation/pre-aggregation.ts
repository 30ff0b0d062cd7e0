/**
 * What a pre-aggregation is: n vectors of shape [d] to m vectors of shape [d], before a rule makes one of them.
 */
import type { z } from 'zod';
import { createKernels } from '../kernels/index.ts';
import { parseOptions } from '../definitions.ts';
import { AggregationError } from './errors.ts';
import type { ResolvedContext, RuleCondition, RuleContext } from './rule.ts';

/** A pre-aggregation as a value; state as for rules. */
export interface PreAggregation<State = unknown> {
  readonly name: string;
  readonly condition: RuleCondition;
  /** m for n vectors. */
  outputs(n: number): number;
  /** The state before the first call; null for those without state. */
  init(): State;
  /**
   * @param vectors - n vectors of shape [d]. Not modified; the result may hold the same arrays where nothing changed.
   * @throws {AggregationError} `E_NO_GRADIENTS`, `E_SHAPE_MISMATCH`, `E_TOO_MANY_FAULTS`.
   */
  apply(
    vectors: readonly Float32Array[],
    state: State,
  ): { readonly vectors: readonly Float32Array[]; readonly state: State };
}

/** A pre-aggregation that can be made from options. */
export interface PreAggregationDefinition {
  readonly name: string;
  /** One sentence for tables and help texts. */
  readonly summary: string;
  /** Strict object with defaults and descriptions. */
  readonly options: z.ZodObject;
  /** @throws {AggregationError} `E_RULE_OPTIONS` or `E_RULE_CONTEXT`. */
  create(options: unknown, context?: RuleContext): PreAggregation;
}

/** Ties a schema to a constructor: options are checked before the pre-aggregation sees them. */
export function definePreAggregation<Options extends z.ZodObject>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly options: Options;
  create(options: z.infer<Options>, context: ResolvedContext): PreAggregation;
}): PreAggregationDefinition {
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

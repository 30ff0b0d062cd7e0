/**
 * The registry of aggregation rules by name, for experiment files and programs.
 */
import { AggregationError } from './errors.ts';
import { marginalMedian } from './marginal-median.ts';
import { mean } from './mean.ts';
import type { AggregationRule, RuleContext, RuleDefinition } from './rule.ts';

export { AggregationError } from './errors.ts';
export type { AggregationErrorCode, AggregationErrorDetails } from './errors.ts';
export { defineRule, statelessRule } from './rule.ts';
export type {
  AggregationRule,
  ResolvedContext,
  RuleCondition,
  RuleContext,
  RuleDefinition,
  RuleResult,
} from './rule.ts';

const definitions: readonly RuleDefinition[] = [mean, marginalMedian];

/** Every rule that an experiment may name. */
export const aggregationRules: ReadonlyMap<string, RuleDefinition> = new Map(
  definitions.map((definition) => [definition.name, definition]),
);

/**
 * Makes the rule called `name`.
 *
 * @param options - as in the experiment file; defaults are filled in.
 * @throws {AggregationError} `E_UNKNOWN_RULE`, `E_RULE_OPTIONS`, or `E_RULE_CONTEXT` if the rule needs what `context` lacks.
 */
export function createRule(name: string, options: unknown = {}, context: RuleContext = {}): AggregationRule {
  const definition = aggregationRules.get(name);
  if (definition === undefined) {
    throw new AggregationError(
      'E_UNKNOWN_RULE',
      `aggregation rule '${name}' is unknown; expected one of ${[...aggregationRules.keys()].join(', ')}`,
      { rule: name },
    );
  }
  return definition.create(options, context);
}

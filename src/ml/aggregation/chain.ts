/**
 * A rule behind pre-aggregations, as one rule.
 */
import type { PreAggregation } from './pre-aggregation.ts';
import type { AggregationRule, RuleCondition } from './rule.ts';

/** The states of all links, in order. */
export interface ChainState {
  readonly preAggregations: readonly unknown[];
  readonly rule: unknown;
}

/**
 * Applies the pre-aggregations in order, then the rule to what they leave.
 *
 * The result's condition on n is that every link's condition holds for the number of vectors that reach it.
 */
export function chain(preAggregations: readonly PreAggregation[], rule: AggregationRule): AggregationRule<ChainState> {
  const name = [...preAggregations, rule].map((link) => link.name).join(' > ');
  const condition = chainCondition(preAggregations, rule);
  return {
    name,
    condition,
    init: (dimension) => ({ preAggregations: preAggregations.map((link) => link.init()), rule: rule.init(dimension) }),
    apply: (gradients, state) => {
      let vectors = gradients;
      const states: unknown[] = [];
      for (const [index, link] of preAggregations.entries()) {
        const result = link.apply(vectors, state.preAggregations[index]);
        vectors = result.vectors;
        states.push(result.state);
      }
      const result = rule.apply(vectors, state.rule);
      return { aggregate: result.aggregate, state: { preAggregations: states, rule: result.state } };
    },
  };
}

function chainCondition(preAggregations: readonly PreAggregation[], rule: AggregationRule): RuleCondition {
  const links = [...preAggregations, rule];
  const text = links.map((link) => `${link.condition.text} (${link.name})`).join(' and ');
  return {
    text,
    holds: (n) => {
      let reaching = n;
      for (const link of preAggregations) {
        if (!link.condition.holds(reaching)) return false;
        reaching = link.outputs(reaching);
      }
      return rule.condition.holds(reaching);
    },
  };
}

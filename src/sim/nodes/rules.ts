/**
 * The rule that a tier aggregates with, and what it does when attendance is too small for it.
 *
 * Vehicles come and go, so a rule that wants n >= 2 f + 1 vectors may get fewer. The experiment declares what happens
 * then: skip (the vectors are rejected), wait for more, relax f as far as needed, or fall back to another rule.
 * Choice: the paper does not say; each case is counted (docs/decisions/0014-too-few-vectors.md).
 */
import { chain, type AggregationRule, type RuleContext } from '../../ml/index.ts';
import type { NamedSpec, TierSpec } from '../experiment/schema.ts';
import type { Registries } from '../plugins.ts';

/** How a rule was found for n vectors. */
export type Adaptation = 'as-declared' | 'relaxed' | 'fallback';

/** What to do with n vectors. */
export type RuleChoice =
  | {
      readonly kind: 'aggregate';
      readonly rule: AggregationRule;
      readonly adaptation: Adaptation;
      /** Names the rule among those of its node: its state is kept under it. */
      readonly key: string;
    }
  | { readonly kind: 'skip' }
  | { readonly kind: 'wait' };

/** What rules are made from. */
export interface RuleSources extends RuleContext {
  readonly registries: Pick<Registries, 'rules' | 'preAggregations'>;
}

/** The rules of one node; each keeps a state of its own in the node. */
export interface RuleChooser {
  /** The rule as declared. */
  readonly declared: AggregationRule;
  /** @param inputs - n, >= 1. */
  choose(inputs: number): RuleChoice;
}

/**
 * @param spec - rule, pre-aggregations and policy, as the experiment resolved them.
 * @throws {AggregationError} a rule needs what `context` lacks.
 */
export function createRuleChooser(spec: TierSpec, sources: RuleSources): RuleChooser {
  const declared = buildRule(spec, sources);
  const adapted = new Map<string, AggregationRule>();
  const remember = (key: string, build: () => AggregationRule): AggregationRule => {
    const known = adapted.get(key) ?? build();
    adapted.set(key, known);
    return known;
  };
  return {
    declared,
    choose(inputs) {
      if (declared.condition.holds(inputs)) return choice('declared', declared, 'as-declared');
      const { tooFew } = spec;
      if (tooFew === 'skip' || tooFew === 'wait') return { kind: tooFew };
      if (tooFew === 'relax') {
        for (let f = largestFaultCount(spec) - 1; f >= 0; f--) {
          const rule = remember(`f=${f}`, () => buildRule(withFaultCount(spec, f), sources));
          if (rule.condition.holds(inputs)) return choice(`f=${f}`, rule, 'relaxed');
        }
        return { kind: 'skip' };
      }
      const rule = remember('fallback', () => buildNamed(tooFew.fallback, sources.registries.rules, sources));
      return rule.condition.holds(inputs) ? choice('fallback', rule, 'fallback') : { kind: 'skip' };
    },
  };
}

function choice(key: string, rule: AggregationRule, adaptation: Adaptation): RuleChoice {
  return { kind: 'aggregate', key, rule, adaptation };
}

function buildRule(
  { rule, preAggregations }: Pick<TierSpec, 'rule' | 'preAggregations'>,
  sources: RuleSources,
): AggregationRule {
  const last = buildNamed(rule, sources.registries.rules, sources);
  if (preAggregations.length === 0) return last;
  const links = preAggregations.map((one) => buildNamed(one, sources.registries.preAggregations, sources));
  return chain(links, last);
}

function buildNamed<Built>(
  spec: NamedSpec,
  registry: ReadonlyMap<string, { create(options: unknown, context: RuleContext): Built }>,
  context: RuleSources,
): Built {
  const { name, ...options } = typeof spec === 'string' ? { name: spec } : spec;
  return registry.get(name)!.create(options, context);
}

/** f of the rule and the pre-aggregations that have one; 0 when none has. */
function largestFaultCount({ rule, preAggregations }: TierSpec): number {
  return Math.max(0, ...[rule, ...preAggregations].map((spec) => faultCountOf(spec) ?? 0));
}

function withFaultCount({ rule, preAggregations }: TierSpec, f: number): Pick<TierSpec, 'rule' | 'preAggregations'> {
  const limit = (spec: NamedSpec): NamedSpec =>
    typeof spec === 'string' || faultCountOf(spec) === undefined
      ? spec
      : { ...spec, f: Math.min(f, faultCountOf(spec)!) };
  return { rule: limit(rule), preAggregations: preAggregations.map(limit) };
}

function faultCountOf(spec: NamedSpec): number | undefined {
  if (typeof spec === 'string') return undefined;
  const { f } = spec as { readonly f?: unknown };
  return typeof f === 'number' ? f : undefined;
}

/**
 * The registries of aggregation rules and pre-aggregations by name, for experiment files and programs.
 */
import { byName, findByName } from '../definitions.ts';
import { adaptiveClipping } from './adaptive-clipping.ts';
import { bucketing } from './bucketing.ts';
import { bulyan } from './bulyan.ts';
import { caf } from './caf.ts';
import { centeredClipping } from './centered-clipping.ts';
import { clippedClustering } from './clipped-clustering.ts';
import { comparativeElimination } from './comparative-elimination.ts';
import { divideAndConquer } from './divide-and-conquer.ts';
import { AggregationError } from './errors.ts';
import { fltrust } from './fltrust.ts';
import { geometricMedian } from './geometric-median.ts';
import { krum } from './krum.ts';
import { marginalMedian } from './marginal-median.ts';
import { mean } from './mean.ts';
import { meanAroundMedian } from './mean-around-median.ts';
import { minimumDiameterAveraging } from './minimum-diameter-averaging.ts';
import { monna } from './monna.ts';
import { multiKrum } from './multi-krum.ts';
import { nearestNeighbourMixing } from './nearest-neighbour-mixing.ts';
import { normClipping } from './norm-clipping.ts';
import type { PreAggregation, PreAggregationDefinition } from './pre-aggregation.ts';
import type { AggregationRule, RuleContext, RuleDefinition } from './rule.ts';
import { signGuard } from './sign-guard.ts';
import { signMajority } from './sign-majority.ts';
import { smea } from './smea.ts';
import { staticClipping } from './static-clipping.ts';
import { trimmedMean } from './trimmed-mean.ts';

export { chain } from './chain.ts';
export type { ChainState } from './chain.ts';
export { AggregationError } from './errors.ts';
export type { AggregationErrorCode, AggregationErrorDetails } from './errors.ts';
export { definePreAggregation } from './pre-aggregation.ts';
export type { PreAggregation, PreAggregationDefinition } from './pre-aggregation.ts';
export { defineRule, statelessRule } from './rule.ts';
export type {
  AggregationRule,
  ResolvedContext,
  RuleCondition,
  RuleContext,
  RuleDefinition,
  RuleResult,
} from './rule.ts';

/** Every rule that an experiment may name. */
export const aggregationRules: ReadonlyMap<string, RuleDefinition> = byName([
  mean,
  marginalMedian,
  trimmedMean,
  meanAroundMedian,
  geometricMedian,
  krum,
  multiKrum,
  bulyan,
  minimumDiameterAveraging,
  monna,
  centeredClipping,
  normClipping,
  comparativeElimination,
  divideAndConquer,
  caf,
  smea,
  signMajority,
  clippedClustering,
  signGuard,
  fltrust,
]);

/** Every pre-aggregation that an experiment may name. */
export const preAggregations: ReadonlyMap<string, PreAggregationDefinition> = byName([
  nearestNeighbourMixing,
  bucketing,
  staticClipping,
  adaptiveClipping,
]);

/**
 * Makes the rule called `name`.
 *
 * @param options - as in the experiment file; defaults are filled in.
 * @throws {AggregationError} `E_UNKNOWN_RULE`, `E_RULE_OPTIONS`, or `E_RULE_CONTEXT` if the rule needs what `context` lacks.
 */
export function createRule(name: string, options: unknown = {}, context: RuleContext = {}): AggregationRule {
  return findByName(aggregationRules, { kind: 'aggregation rule', name }, unknown(name)).create(options, context);
}

/**
 * Makes the pre-aggregation called `name`; parameters and errors as for `createRule`.
 */
export function createPreAggregation(name: string, options: unknown = {}, context: RuleContext = {}): PreAggregation {
  return findByName(preAggregations, { kind: 'pre-aggregation', name }, unknown(name)).create(options, context);
}

/** Makes the error for a name that is not known. */
function unknown(rule: string): (message: string) => AggregationError {
  return (message) => new AggregationError('E_UNKNOWN_RULE', message, { rule });
}

/** The traffic policies by name. */
import { byName } from '../../ml/index.ts';
import { detourToCoverage } from './detour-to-coverage.ts';
import { holdWhileSending } from './hold-while-sending.ts';
import type { TrafficPolicy, TrafficPolicyDefinition } from './policy.ts';
import { slowInRange } from './slow-in-range.ts';

export { defineTrafficPolicy, letGo, NEEDS_NO_MORE } from './policy.ts';
export type { Decision, PolicyNeeds, TrafficPolicy, TrafficPolicyDefinition } from './policy.ts';

/** Every policy that an experiment may name without a plugin. */
export const trafficPolicies: ReadonlyMap<string, TrafficPolicyDefinition> = byName([
  holdWhileSending,
  slowInRange,
  detourToCoverage,
]);

/**
 * The policy of an experiment; undefined where nobody acts on traffic.
 *
 * @param spec - `traffic.policy`, its name known to the registry.
 */
export function trafficPolicyOf(
  spec: string | { readonly name: string } | undefined,
  registry: ReadonlyMap<string, TrafficPolicyDefinition>,
): TrafficPolicy | undefined {
  if (spec === undefined) return undefined;
  const { name, ...options } = typeof spec === 'string' ? { name: spec } : spec;
  return registry.get(name)!.create(options);
}

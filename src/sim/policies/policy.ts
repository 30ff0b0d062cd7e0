/**
 * What a traffic policy is: who decides, after every step, what is done to vehicles before the next.
 *
 * Each policy is one file beside this one; the registry is `index.ts`. State goes in and out of every call, so that a
 * checkpoint holds all there is and the same moment of a run always has the same answer.
 */
import type { z } from 'zod';
import { UsageError } from '../../errors.ts';
import type { TrafficAction, TrafficView } from '../mobility/actions.ts';
import type { Coverage } from '../mobility/live.ts';
import { parseOptions } from '../../ml/index.ts';

/** What a policy has to be shown. */
export interface PolicyNeeds {
  /** Vehicles up to so many metres beyond the ranges, >= 1, or all; each that is seen costs something in every step. */
  readonly coverage: Coverage;
  /** The nearest road of each edge server, read from the network. */
  readonly roads: boolean;
}

/** What is to be done, and the policy's memory. */
export interface Decision<State> {
  /** Carried out in this order. */
  readonly actions: readonly TrafficAction[];
  readonly state: State;
}

/** A way to act on traffic. */
export interface TrafficPolicy<State = unknown> {
  readonly needs: PolicyNeeds;
  /** Memory before the first view: plain data (numbers, texts, lists and records of them). */
  readonly initial: State;
  /**
   * @param state - from `initial` or the last decision. Not modified.
   * @param draw - uniform in [0, 1), keyed by the vehicle's id: always the same for a vehicle in a run.
   */
  decide(view: TrafficView, state: State, draw: (vehicleId: string) => number): Decision<State>;
}

/** A policy that can be made from options. */
export interface TrafficPolicyDefinition {
  readonly name: string;
  /** One sentence for tables and help texts. */
  readonly summary: string;
  /** Strict object with defaults and descriptions. */
  readonly options: z.ZodObject;
  /** @throws {UsageError} `E_TRAFFIC_POLICY_OPTIONS` if the options do not fit, naming the option. */
  create(options: unknown): TrafficPolicy;
}

/** Vehicles in range and one metre around, which every run sees, and no roads. */
export const NEEDS_NO_MORE: PolicyNeeds = { coverage: 1, roads: false };

/** Ties a schema to a constructor: options are checked before the policy sees them. */
export function defineTrafficPolicy<Options extends z.ZodObject, State>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly options: Options;
  create(options: z.infer<Options>): TrafficPolicy<State>;
}): TrafficPolicyDefinition {
  const { name, summary, options } = definition;
  return {
    name,
    summary,
    options,
    create: (given) =>
      definition.create(
        parseOptions(definition, given, (message) => new UsageError(message, { code: 'E_TRAFFIC_POLICY_OPTIONS' })),
      ),
  };
}

/** Lets vehicles go that were held back, but for those that have left the map. */
export function letGo(vehicles: Iterable<string>, { arrived }: TrafficView): readonly TrafficAction[] {
  const gone = new Set(arrived);
  return [...vehicles].filter((vehicle) => !gone.has(vehicle)).map((vehicle) => ({ kind: 'resume', vehicle }));
}

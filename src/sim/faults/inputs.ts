/**
 * Byzantine inputs of an aggregation: which of the n are faulty, and what the adversary makes of them.
 *
 * With persistent identities the inputs bring along which faults their senders are subject to. With `per-buffer`, as in
 * the authors' program, any of the inputs are chosen where they are aggregated, anew each time; each attack says how
 * (`choice`). Pure: the draws come from streams keyed by tier, edge server and number of the aggregation.
 */
import type { AggregationRule, Attack, ParameterLayout } from '../../ml/index.ts';
import type { Random } from '../../random.ts';
import { isPersistent, type FaultPlan } from './plan.ts';
import { isOpen } from './windows.ts';

/** A Byzantine fault as the aggregators of one tier see it. */
export interface PlannedFault {
  /** Position in the experiment's list of faults. */
  readonly index: number;
  /** Undefined where the harm was done before, in the data trained on. */
  readonly attack: Attack | undefined;
  /** With identities per buffer: faulty inputs among `inputs` at an aggregation; 0 with persistent identities. */
  countAmong(inputs: number, key: AggregationKey): number;
}

/** Names one aggregation: the streams of its draws are keyed by tier, node and serial. */
export interface AggregationKey {
  readonly tier: 'edge-server' | 'cloud';
  /** Name of the edge server, or `cloud`. */
  readonly node: string;
  /** How many aggregations the node made before. */
  readonly serial: number;
  /** Simulated time, integer ms. */
  readonly timeMs: number;
}

/** For each fault, the positions of its faulty inputs, ascending. */
export type FaultyInputs = readonly (readonly number[])[];

/**
 * The Byzantine faults that show in what one tier aggregates: those of workers at edge servers, those of edge servers and
 * their links at the cloud server.
 */
export function faultsAt(tier: AggregationKey['tier'], plans: readonly FaultPlan[]): readonly PlannedFault[] {
  return plans
    .filter(({ spec }) => spec.kind === 'byzantine' && (spec.node === 'worker') === (tier === 'edge-server'))
    .map((plan) => ({
      index: plan.index,
      attack: plan.attack,
      countAmong: (inputs, { node, timeMs }) => {
        const { count, rate, edgeServers } = plan.spec;
        if (isPersistent(plan) || !isOpen(plan.windows, timeMs)) return 0;
        if (edgeServers !== undefined && !edgeServers.includes(node)) return 0;
        return count ?? Math.floor((rate ?? 0) * inputs);
      },
    }));
}

/**
 * The faulty inputs of one aggregation.
 *
 * @param inputFaults - for each of the n inputs, the indices of the faults that its sender is subject to.
 */
export function chooseFaulty(
  faults: readonly PlannedFault[],
  inputFaults: readonly (readonly number[])[],
  key: AggregationKey,
  random: Random,
): FaultyInputs {
  return faults.map((fault, position) => {
    const chosen = chooseAny(fault, inputFaults.length, key, () =>
      random.stream('faulty', key.tier, key.node, key.serial, position),
    );
    const brought = inputFaults.flatMap((indices, input) => (indices.includes(fault.index) ? [input] : []));
    return ascending([...chosen, ...brought]);
  });
}

/** Any of the inputs, by the attack's choice. */
function chooseAny(
  fault: PlannedFault,
  inputs: number,
  key: AggregationKey,
  openStream: () => ReturnType<Random['stream']>,
): readonly number[] {
  const count = Math.min(inputs, fault.countAmong(inputs, key));
  if (count === 0) return [];
  const positions = Array.from({ length: inputs }, (_, position) => position);
  if (fault.attack?.choice === 'random') {
    const stream = openStream();
    for (let at = 0; at < count; at++) {
      const other = at + stream.integer(inputs - at);
      const kept = positions[at]!;
      positions[at] = positions[other]!;
      positions[other] = kept;
    }
  }
  return positions.slice(0, count);
}

/** Applies the attacks one after another; `vectors` are not modified. */
export function corrupt(
  vectors: readonly Float32Array[],
  faults: readonly PlannedFault[],
  faulty: FaultyInputs,
  context: {
    readonly key: AggregationKey;
    readonly layout: ParameterLayout;
    readonly random: Random;
    readonly rule: AggregationRule;
    /** What the cloud server stepped along last, shape [d]; absent before its first update. */
    readonly previousUpdate?: Float32Array;
    /** Honest gradients at other edge servers. */
    readonly others?: readonly Float32Array[];
  },
): readonly Float32Array[] {
  return faults.reduce((current, { attack }, position) => {
    const positions = faulty[position] ?? [];
    if (attack === undefined || positions.length === 0) return current;
    const { tier, node, serial } = context.key;
    return attack.apply({
      gradients: current,
      faulty: positions,
      layout: context.layout,
      random: context.random.stream('attack', tier, node, serial, position),
      rule: context.rule,
      ...(context.previousUpdate && { previousUpdate: context.previousUpdate }),
      ...(context.others && { others: context.others }),
    });
  }, vectors);
}

/** Union of the faulty positions, ascending. */
export function faultyPositions(faulty: FaultyInputs): readonly number[] {
  return ascending(faulty.flat());
}

function ascending(positions: readonly number[]): readonly number[] {
  return [...new Set(positions)].sort((a, b) => a - b);
}

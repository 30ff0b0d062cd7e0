/**
 * Byzantine inputs of an aggregation: which of the n are faulty, and what the adversary makes of them.
 *
 * As in the authors' program the faulty inputs are chosen where they are aggregated, anew each time; each attack says
 * how (`choice`). Pure: the draws come from streams keyed by tier, edge server and number of the aggregation.
 */
import type { AggregationRule, Attack, ParameterLayout } from '../ml/index.ts';
import type { Random } from '../random.ts';

/** An attack on one tier. */
export interface PlannedFault {
  readonly attack: Attack;
  /** Faulty inputs among `inputs`. */
  countAmong(inputs: number): number;
}

/** Names one aggregation: the streams of its draws are keyed by it. */
export interface AggregationKey {
  readonly tier: 'edge-server' | 'cloud';
  /** Name of the edge server, or `cloud`. */
  readonly node: string;
  /** How many aggregations the node made before. */
  readonly serial: number;
}

/** For each fault, the positions of its faulty inputs, ascending. */
export type FaultyInputs = readonly (readonly number[])[];

/** Chooses the faulty inputs of one aggregation of `inputs` vectors. */
export function chooseFaulty(
  faults: readonly PlannedFault[],
  inputs: number,
  key: AggregationKey,
  random: Random,
): FaultyInputs {
  return faults.map((fault, index) => {
    const count = Math.min(inputs, fault.countAmong(inputs));
    if (fault.attack.choice === 'first') return Array.from({ length: count }, (_, position) => position);
    const stream = random.stream('faulty', key.tier, key.node, key.serial, index);
    const positions = Array.from({ length: inputs }, (_, position) => position);
    for (let at = 0; at < count; at++) {
      const other = at + stream.integer(inputs - at);
      const kept = positions[at]!;
      positions[at] = positions[other]!;
      positions[other] = kept;
    }
    return positions.slice(0, count).sort((a, b) => a - b);
  });
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
  },
): readonly Float32Array[] {
  return faults.reduce((current, fault, index) => {
    const positions = faulty[index] ?? [];
    if (positions.length === 0) return current;
    const { tier, node, serial } = context.key;
    return fault.attack.apply({
      gradients: current,
      faulty: positions,
      layout: context.layout,
      random: context.random.stream('attack', tier, node, serial, index),
      rule: context.rule,
    });
  }, vectors);
}

/** Union of the faulty positions, ascending. */
export function faultyPositions(faulty: FaultyInputs): readonly number[] {
  return [...new Set(faulty.flat())].sort((a, b) => a - b);
}

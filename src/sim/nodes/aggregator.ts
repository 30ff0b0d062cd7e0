/**
 * The part that edge servers and the cloud server share: n vectors in, the adversary's hand, a rule, one vector out.
 *
 * A rule's state is passed from one aggregation to the next in the order in which they were asked for, whatever order
 * the numbers arrive in.
 */
import type { AggregationRule, ParameterLayout } from '../../ml/index.ts';
import type { Random } from '../../random.ts';
import {
  chooseFaulty,
  corrupt,
  faultyPositions,
  type AggregationKey,
  type FaultyInputs,
  type PlannedFault,
} from '../faults/inputs.ts';
import type { Adaptation, RuleChooser } from './rules.ts';

/** A vector on its way, and how stale it is. */
export interface AggregatorInput {
  readonly value: Promise<Float32Array>;
  /** Cloud updates since the theta it belongs to; >= 0. */
  readonly staleness: number;
  /** Indices of the faults that its sender is subject to, with persistent identities; none by default. */
  readonly faults?: readonly number[];
}

/** What an aggregation will give; undefined where the inputs are rejected. */
export interface Aggregation {
  /** Positions of inputs that the adversary replaced, ascending. */
  readonly faulty: readonly number[];
  readonly adaptation: Adaptation;
  /** float32, shape [d]. */
  readonly value: Promise<Float32Array>;
}

/** The aggregating half of a node. */
export interface Aggregator {
  /** True when the node should rather collect more than aggregate `inputs` vectors. */
  waitsFor(inputs: number): boolean;
  /**
   * Undefined when the rule cannot work with so few and the experiment says to skip.
   *
   * @param timeMs - simulated time, integer ms: faults may be limited to a part of it.
   */
  aggregate(inputs: readonly AggregatorInput[], timeMs?: number): Aggregation | undefined;
}

/** What an aggregator is made of. */
export interface AggregatorOptions {
  readonly tier: AggregationKey['tier'];
  readonly node: string;
  readonly rules: RuleChooser;
  readonly faults: readonly PlannedFault[];
  readonly layout: ParameterLayout;
  readonly random: Random;
  /** a of the weight (1 + s)^-a; 0: no weight. */
  readonly stalenessExponent: number;
}

/** An aggregator with fresh rule state. */
export function createAggregator(options: AggregatorOptions): Aggregator {
  const { rules, faults, layout, random, stalenessExponent } = options;
  let serial = 0;
  const states = new Map<AggregationRule, Promise<unknown>>();

  const work = async (
    inputs: readonly AggregatorInput[],
    faulty: FaultyInputs,
    key: AggregationKey,
    rule: AggregationRule,
  ): Promise<{ aggregate: Float32Array; state: unknown }> => {
    const before = states.get(rule) ?? Promise.resolve(rule.init(layout.dimension));
    const received = await Promise.all(inputs.map(({ value }) => value));
    const weighted = received.map((vector, index) => weigh(vector, inputs[index]!.staleness, stalenessExponent));
    const vectors = corrupt(weighted, faults, faulty, { key, layout, random, rule });
    return rule.apply(vectors, await before);
  };
  return {
    waitsFor: (inputs) => rules.choose(inputs).kind === 'wait',
    aggregate(inputs, timeMs = 0) {
      const key: AggregationKey = { tier: options.tier, node: options.node, serial: serial++, timeMs };
      const choice = rules.choose(inputs.length);
      if (choice.kind !== 'aggregate') return undefined;
      const { rule, adaptation } = choice;
      const brought = inputs.map((input) => input.faults ?? []);
      const faulty = chooseFaulty(faults, brought, key, random);
      const result = work(inputs, faulty, key, rule);
      const state = result.then((done) => done.state);
      // Whoever awaits the value sees the failure; the chain of states only must not report it a second time.
      state.catch(() => undefined);
      states.set(rule, state);
      return { faulty: faultyPositions(faulty), adaptation, value: result.then((done) => done.aggregate) };
    },
  };
}

/** (1 + s)^-a times the vector; the vector itself when the weight is one. */
function weigh(vector: Float32Array, staleness: number, exponent: number): Float32Array {
  if (exponent === 0 || staleness === 0) return vector;
  const weight = (1 + staleness) ** -exponent;
  return vector.map((coordinate) => coordinate * weight);
}

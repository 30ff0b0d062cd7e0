/**
 * The part that edge servers and the cloud server share: n vectors in, the adversary's hand, a rule, one vector out.
 *
 * The rule's state is passed from one aggregation to the next in the order in which they were asked for, whatever order
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
} from '../faults.ts';

/** A vector on its way, and how stale it is. */
export interface AggregatorInput {
  readonly value: Promise<Float32Array>;
  /** Cloud updates since the theta it belongs to; >= 0. */
  readonly staleness: number;
}

/** What an aggregation will give. */
export interface Aggregation {
  /** Positions of inputs that the adversary replaced, ascending. */
  readonly faulty: readonly number[];
  /** float32, shape [d]; undefined when the rule's condition on n does not hold and the inputs are rejected. */
  readonly value: Promise<Float32Array> | undefined;
}

/** The aggregating half of a node. */
export interface Aggregator {
  aggregate(inputs: readonly AggregatorInput[]): Aggregation;
}

export interface AggregatorOptions {
  readonly tier: AggregationKey['tier'];
  readonly node: string;
  readonly rule: AggregationRule;
  readonly faults: readonly PlannedFault[];
  readonly layout: ParameterLayout;
  readonly random: Random;
  /** a of the weight (1 + s)^-a; 0: no weight. */
  readonly stalenessExponent: number;
}

/** An aggregator with fresh rule state. */
export function createAggregator(options: AggregatorOptions): Aggregator {
  const { rule, faults, layout, random, stalenessExponent } = options;
  let serial = 0;
  let state: Promise<unknown> = Promise.resolve(rule.init(layout.dimension));

  const work = async (
    inputs: readonly AggregatorInput[],
    faulty: FaultyInputs,
    key: AggregationKey,
    before: Promise<unknown>,
  ): Promise<{ aggregate: Float32Array; state: unknown }> => {
    const received = await Promise.all(inputs.map(({ value }) => value));
    const weighted = received.map((vector, index) => weigh(vector, inputs[index]!.staleness, stalenessExponent));
    const vectors = corrupt(weighted, faults, faulty, { key, layout, random, rule });
    return rule.apply(vectors, await before);
  };
  return {
    aggregate(inputs) {
      const key: AggregationKey = { tier: options.tier, node: options.node, serial: serial++ };
      if (!rule.condition.holds(inputs.length)) return { faulty: [], value: undefined };
      const faulty = chooseFaulty(faults, inputs.length, key, random);
      const result = work(inputs, faulty, key, state);
      state = result.then((done) => done.state);
      // Whoever awaits the value sees the failure; the chain of states only must not report it a second time.
      state.catch(() => undefined);
      return { faulty: faultyPositions(faulty), value: result.then((done) => done.aggregate) };
    },
  };
}

/** (1 + s)^-a times the vector; the vector itself when the weight is one. */
function weigh(vector: Float32Array, staleness: number, exponent: number): Float32Array {
  if (exponent === 0 || staleness === 0) return vector;
  const weight = (1 + staleness) ** -exponent;
  return vector.map((coordinate) => coordinate * weight);
}

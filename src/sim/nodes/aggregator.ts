/**
 * The part that edge servers and the cloud server share: n vectors in, the adversary's hand, a rule, one vector out.
 *
 * A rule's state is passed from one aggregation to the next in the order in which they were asked for, whatever order
 * the numbers arrive in.
 */
import type { AggregationRule, ParameterLayout, RuleResult } from '../../ml/index.ts';
import type { Random } from '../../random.ts';
import {
  chooseFaulty,
  corrupt,
  faultyPositions,
  type AggregationKey,
  type FaultyInputs,
  type PlannedFault,
} from '../faults/inputs.ts';
import type { AggregateMemory } from './aggregate-memory.ts';
import type { Adaptation, RuleChooser } from './rules.ts';

/** A vector on its way, and how stale it is. */
export interface AggregatorInput {
  readonly value: Promise<Float32Array>;
  /** Cloud updates since the theta it belongs to; >= 0. */
  readonly staleness: number;
  /** Indices of the faults that its sender is subject to, with persistent identities; none by default. */
  readonly faults?: readonly number[];
}

/** A vector that the node computed itself. */
export interface OwnVector {
  /** float32, shape [d]. */
  readonly vector: Float32Array;
  /** Gives the vector's memory back; called once. */
  release(): void;
}

/** What the adversary sees beside the vectors that it corrupts. */
export interface AdversaryView {
  /** What the cloud server stepped along last, in the units of a gradient, shape [d]; absent before its first update. */
  readonly previousUpdate?: Promise<Float32Array>;
  /** Honest gradients at other edge servers, for attacks that know all; their memory must stay until the aggregate is done. */
  readonly others?: readonly Promise<Float32Array>[];
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
  aggregate(inputs: readonly AggregatorInput[], timeMs: number, view?: AdversaryView): Aggregation | undefined;
  /** All that later aggregations depend on, once the numbers of those asked for so far have arrived. */
  snapshot(): Promise<AggregatorSnapshot>;
}

/** What an aggregator remembers; plain data for a checkpoint. */
export interface AggregatorSnapshot {
  /** Aggregations asked for. */
  readonly serial: number;
  /** State of each rule that was used, by `RuleChoice.key`. */
  readonly states: Readonly<Record<string, unknown>>;
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
  /**
   * The node's own vector for an aggregation, by its serial: the rule gets it before all others, the adversary does not
   * see it. @default the node has none
   */
  readonly own?: ((serial: number) => Promise<OwnVector>) | undefined;
  /** Told of each aggregate, where they are given back. */
  readonly memory?: Pick<AggregateMemory, 'made'> | undefined;
  /** To go on from. @default a start from nothing */
  readonly from?: AggregatorSnapshot | undefined;
}

export function createAggregator(options: AggregatorOptions): Aggregator {
  const { rules, faults, layout, random, stalenessExponent, own, memory, from } = options;
  const ownVectors = own === undefined ? 0 : 1;
  let serial = from?.serial ?? 0;
  const states = new Map<string, Promise<unknown>>(
    Object.entries(from?.states ?? {}).map(([key, state]) => [key, Promise.resolve(state)]),
  );

  const work = async (
    inputs: readonly AggregatorInput[],
    rule: AggregationRule,
    before: Promise<unknown> | undefined,
    { faulty, key, view }: Adversary,
  ): Promise<RuleResult> => {
    const computed = own?.(key.serial);
    computed?.catch(() => undefined); // awaited below, perhaps not before it fails
    const received = await Promise.all(inputs.map(({ value }) => value));
    const weighted = received.map((vector, index) => weigh(vector, inputs[index]!.staleness, stalenessExponent));
    const previousUpdate = await view.previousUpdate;
    const others = view.others && (await Promise.all(view.others));
    const seen = { ...(previousUpdate && { previousUpdate }), ...(others && { others }) };
    const vectors = corrupt(weighted, faults, faulty, { key, layout, random, rule, ...seen });
    const state = before === undefined ? rule.init(layout.dimension) : await before;
    const mine = await computed;
    try {
      const result = rule.apply(mine === undefined ? vectors : [mine.vector, ...vectors], state);
      memory?.made(result);
      return result;
    } finally {
      mine?.release();
    }
  };
  return {
    waitsFor: (inputs) => rules.choose(inputs + ownVectors).kind === 'wait',
    aggregate(inputs, timeMs, view = {}) {
      const key: AggregationKey = { tier: options.tier, node: options.node, serial: serial++, timeMs };
      const choice = rules.choose(inputs.length + ownVectors);
      if (choice.kind !== 'aggregate') return undefined;
      const { rule, adaptation } = choice;
      const brought = inputs.map((input) => input.faults ?? []);
      const faulty = chooseFaulty(faults, brought, key, random);
      const result = work(inputs, rule, states.get(choice.key), { faulty, key, view });
      const state = result.then((done) => done.state);
      // Whoever awaits the value sees the failure; the chain of states only must not report it a second time.
      state.catch(() => undefined);
      states.set(choice.key, state);
      return { faulty: faultyPositions(faulty), adaptation, value: result.then((done) => done.aggregate) };
    },
    async snapshot() {
      const saved = { serial, states: [...states] };
      const settled = await Promise.all(saved.states.map(async ([key, state]) => [key, await state] as const));
      return { serial: saved.serial, states: Object.fromEntries(settled) };
    },
  };
}

/** Who is faulty in an aggregation, and what the adversary knows. */
interface Adversary {
  readonly faulty: FaultyInputs;
  readonly key: AggregationKey;
  readonly view: AdversaryView;
}

/** (1 + s)^-a times the vector; the vector itself when the weight is one. */
function weigh(vector: Float32Array, staleness: number, exponent: number): Float32Array {
  if (exponent === 0 || staleness === 0) return vector;
  const weight = (1 + staleness) ** -exponent;
  return vector.map((coordinate) => coordinate * weight);
}

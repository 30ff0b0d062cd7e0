import test from 'ava';
import {
  createAttack,
  createRule,
  statelessRule,
  type AggregationRule,
  type RuleResult,
} from '../../../src/ml/index.ts';
import { createRandom } from '../../../src/random.ts';
import { bytesOf, decodeState, encodeState } from '../../../src/sim/checkpoints/state-codec.ts';
import type { TierSpec } from '../../../src/sim/experiment/schema.ts';
import type { PlannedFault } from '../../../src/sim/faults/inputs.ts';
import {
  createAggregator,
  type Aggregator,
  type AggregatorInput,
  type AggregatorOptions,
  type AggregatorSnapshot,
} from '../../../src/sim/nodes/aggregator.ts';
import { createRuleChooser } from '../../../src/sim/nodes/rules.ts';
import { BUILT_IN } from '../../../src/sim/plugins.ts';

const layout = { dimension: 1, tensors: [{ name: 'w', role: 'weights', shape: [1], offset: 0, size: 1 }] } as const;

/** A chooser that knows one rule and skips where its condition does not hold. */
function only(rule: AggregationRule): AggregatorOptions['rules'] {
  return {
    declared: rule,
    choose: (inputs) =>
      rule.condition.holds(inputs)
        ? { kind: 'aggregate', key: 'only', rule, adaptation: 'as-declared' }
        : { kind: 'skip' },
  };
}

function aggregator(changes: Partial<AggregatorOptions> = {}) {
  return createAggregator({
    tier: 'edge-server',
    node: 'a',
    rules: only(createRule('mean')),
    faults: [],
    layout,
    random: createRandom(1),
    stalenessExponent: 0,
    ...changes,
  });
}

const input = (value: number, staleness = 0) => ({ value: Promise.resolve(Float32Array.of(value)), staleness });

test('aggregator - applies the rule to what arrives', async (t) => {
  const { faulty, value } = aggregator().aggregate([input(1), input(2), input(6)], 0)!;
  t.deepEqual(faulty, []);
  t.deepEqual(await value, Float32Array.of(3));
});

test('aggregator - tells what its rule has made', async (t) => {
  const made: RuleResult[] = [];
  const { value } = aggregator({ memory: { made: (result) => made.push(result) } }).aggregate([input(1), input(3)], 0)!;
  t.deepEqual(made, []);
  t.deepEqual(made, [{ aggregate: await value, state: null }]);
});

test('aggregator - a gradient s rounds old weighs (1 + s)^-a', async (t) => {
  const { value } = aggregator({ stalenessExponent: 0.5 }).aggregate([input(4, 0), input(4, 3)], 0)!;
  // (4 * 1 + 4 * 4^-0.5) / 2
  t.deepEqual(await value, Float32Array.of(3));
});

test("aggregator - the node's own vector comes first, unseen by the adversary, and is given back once", async (t) => {
  let released = 0;
  const asked: number[] = [];
  const own = (serial: number) => {
    asked.push(serial);
    return Promise.resolve({ vector: Float32Array.of(100), release: () => released++ });
  };
  const seen: number[][] = [];
  const rule = statelessRule({
    name: 'first of two or more',
    f: 0,
    condition: { text: 'n >= 2', holds: (n) => n >= 2 },
    aggregate: (gradients) => {
      seen.push(gradients.map((gradient) => gradient[0]!));
      if (gradients.length > 3) throw new Error('too many');
      return gradients[0]!.slice();
    },
  });
  const faults = [{ index: 0, attack: createAttack('sign-flip', { magnitude: 5 }), countAmong: () => 1 }];
  const node = aggregator({ own, rules: only(rule), faults });
  const { faulty, value } = node.aggregate([input(1)], 0)!;
  t.deepEqual(await value, Float32Array.of(100));
  t.deepEqual([faulty, seen], [[0], [[100, -5]]]);
  await t.throwsAsync(node.aggregate([input(1), input(2), input(3)], 0)!.value, { message: 'too many' });
  t.deepEqual([asked, released], [[0, 1], 2]);
});

test('aggregator - the adversary comes before the rule and after the weight', async (t) => {
  const faults = [{ index: 0, attack: createAttack('sign-flip', { magnitude: 5 }), countAmong: () => 2 }];
  const { faulty, value } = aggregator({ faults, stalenessExponent: 1 }).aggregate([input(1, 1), input(1, 1)], 0)!;
  t.deepEqual(faulty, [0, 1]);
  t.deepEqual(await value, Float32Array.of(-2.5));
});

test('aggregator - refuses fewer inputs than the rule can work with, before anything is awaited', (t) => {
  const never = new Promise<Float32Array>(() => undefined);
  const rule = createRule('trimmed-mean', { f: 1 });
  const inputs = [
    { value: never, staleness: 0 },
    { value: never, staleness: 0 },
  ];
  t.is(aggregator({ rules: only(rule) }).aggregate(inputs, 0), undefined);
});

/** out = state = state + sum of the inputs. */
const running: AggregationRule<number> = {
  name: 'running',
  condition: { text: 'any n', holds: () => true },
  init: () => 0,
  apply(gradients, state) {
    const next = gradients.reduce((sum, gradient) => sum + gradient[0]!, state);
    return { aggregate: Float32Array.of(next), state: next };
  },
};

test('aggregator - the state goes from call to call in order, even when numbers arrive in another', async (t) => {
  let arrive: (value: Float32Array) => void = () => undefined;
  const late = new Promise<Float32Array>((resolve) => {
    arrive = resolve;
  });
  const stateful = aggregator({ rules: only(running) });
  const first = stateful.aggregate([{ value: late, staleness: 0 }], 0)!;
  const second = stateful.aggregate([input(10)], 0)!;
  arrive(Float32Array.of(1));
  t.deepEqual(await second.value, Float32Array.of(11));
  t.deepEqual(await first.value, Float32Array.of(1));
});

test('aggregator - a failure reaches whoever waits for the value', async (t) => {
  const rule = statelessRule({
    name: 'broken',
    condition: { text: 'any n', holds: () => true },
    f: 0,
    aggregate() {
      throw new Error('broken rule');
    },
  });
  await t.throwsAsync(aggregator({ rules: only(rule) }).aggregate([input(1)], 0)!.value, { message: 'broken rule' });
});

const plan = (attack: PlannedFault['attack'], index = 0): PlannedFault => ({ index, attack, countAmong: () => 0 });

test('aggregator - a stale free rider repeats what the cloud server stepped along last', async (t) => {
  const faults = [plan(createAttack('free-rider'))];
  const inputs = [{ ...input(3), faults: [0] }, input(6)];
  const stale = aggregator({ faults });
  const first = stale.aggregate(inputs, 0)!;
  t.deepEqual(first.faulty, [0]);
  t.deepEqual(await first.value, Float32Array.of(3), 'nothing to repeat yet: zero');
  const second = stale.aggregate(inputs, 0, { previousUpdate: Promise.resolve(Float32Array.of(10)) })!;
  t.deepEqual(await second.value, Float32Array.of(8));
});

test('aggregator - an adversary that knows all gets the honest gradients of other edge servers, once they arrive', async (t) => {
  const inputs = [{ ...input(0), faults: [0] }, input(1), input(3)];
  const late = new Promise<Float32Array>((resolve) => setImmediate(() => { resolve(Float32Array.of(11)); })); // prettier-ignore
  const view = { others: [late] };
  const aggregateWith = (knowledge: string) =>
    aggregator({ faults: [plan(createAttack('inner-product-manipulation', { tau: 1, knowledge }))] }) //
      .aggregate(inputs, 0, view)!.value;
  // -(1 + 3) / 2 and -(1 + 3 + 11) / 3 in place of the first, then the mean of three.
  t.deepEqual(await aggregateWith('edge-server'), Float32Array.of(2 / 3));
  t.deepEqual(await aggregateWith('all'), Float32Array.of(-1 / 3));
});

const wide = { dimension: 40, tensors: [{ name: 'w', role: 'weights', shape: [40], offset: 0, size: 40 }] } as const;

/** Two aggregations of seven vectors, then of four, which some rules must adapt to, then of seven again. */
function inputsOf(turn: number): readonly AggregatorInput[] {
  const stream = createRandom(3).stream('inputs', turn);
  return Array.from({ length: turn === 2 ? 4 : 7 }, () => ({
    value: Promise.resolve(Float32Array.from({ length: 40 }, () => stream.normal())),
    staleness: 0,
  }));
}

for (const [title, spec] of Object.entries({
  'centered clipping (its centre)': { rule: { name: 'centered-clipping', threshold: 1 }, tooFew: 'skip' },
  'bucketing (its draws)': { preAggregations: ['bucketing'], rule: 'marginal-median', tooFew: 'skip' },
  'bucketing before a rule that remembers': {
    preAggregations: [{ name: 'bucketing', size: 2 }],
    rule: { name: 'centered-clipping', threshold: 1 },
    tooFew: 'skip',
  },
  'a relaxed rule with a state of its own': {
    rule: { name: 'centered-clipping', f: 2, threshold: 1 },
    tooFew: 'relax',
  },
  'a fallback that remembers': {
    rule: { name: 'trimmed-mean', f: 3 },
    tooFew: { fallback: { name: 'centered-clipping', threshold: 1 } },
  },
} satisfies Readonly<Record<string, Partial<TierSpec>>>)) {
  test(`aggregator - saved and restored, it goes on with the same bits: ${title}`, async (t) => {
    const make = (from?: AggregatorSnapshot) => {
      const random = createRandom(5);
      const full = { preAggregations: [], ...spec } as TierSpec;
      return aggregator({
        rules: createRuleChooser(full, { random, layout: wide, registries: BUILT_IN, keys: ['edge-server', 'a'] }),
        faults: [{ ...plan(createAttack('gaussian')), countAmong: () => 1 }],
        layout: wide,
        random,
        from,
      });
    };
    const turns = async (node: Aggregator, numbers: readonly number[]) =>
      Promise.all(numbers.map((turn) => node.aggregate(inputsOf(turn), 0)!.value));
    const [, , , ...expected] = await turns(make(), [0, 1, 2, 3, 2]);
    const before = make();
    const early = turns(before, [0, 1, 2]);
    const saving = before.snapshot();
    const goingOn = turns(before, [3, 2]);
    const { state } = decodeExactly(await saving);
    t.deepEqual(await turns(make(state), [3, 2]), expected);
    t.deepEqual(await goingOn, expected);
    await early;
    t.notDeepEqual(await turns(make(), [3, 2]), expected, 'there was something to remember');
  });
}

/** Through the form in which checkpoints keep a state. */
function decodeExactly(snapshot: AggregatorSnapshot): { readonly state: AggregatorSnapshot } {
  const encoded = encodeState(snapshot);
  const { state, tensors } = decodeState(encoded.json);
  for (const [index, { tensor }] of tensors.entries()) bytesOf(tensor).set(bytesOf(encoded.tensors[index]!.tensor));
  return { state: state as AggregatorSnapshot };
}

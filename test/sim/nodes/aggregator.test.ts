import test from 'ava';
import { createAttack, createRule, statelessRule, type AggregationRule } from '../../../src/ml/index.ts';
import { createRandom } from '../../../src/random.ts';
import { createAggregator, type AggregatorOptions } from '../../../src/sim/nodes/aggregator.ts';

const layout = { dimension: 1, tensors: [{ name: 'w', role: 'weights', shape: [1], offset: 0, size: 1 }] } as const;

/** A chooser that knows one rule and skips where its condition does not hold. */
function only(rule: AggregationRule): AggregatorOptions['rules'] {
  return {
    declared: rule,
    choose: (inputs) =>
      rule.condition.holds(inputs) ? { kind: 'aggregate', rule, adaptation: 'as-declared' } : { kind: 'skip' },
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
  const { faulty, value } = aggregator().aggregate([input(1), input(2), input(6)])!;
  t.deepEqual(faulty, []);
  t.deepEqual(await value, Float32Array.of(3));
});

test('aggregator - a gradient s rounds old weighs (1 + s)^-a', async (t) => {
  const { value } = aggregator({ stalenessExponent: 0.5 }).aggregate([input(4, 0), input(4, 3)])!;
  // (4 * 1 + 4 * 4^-0.5) / 2
  t.deepEqual(await value, Float32Array.of(3));
});

test('aggregator - the adversary comes before the rule and after the weight', async (t) => {
  const faults = [{ index: 0, attack: createAttack('sign-flip', { magnitude: 5 }), countAmong: () => 2 }];
  const { faulty, value } = aggregator({ faults, stalenessExponent: 1 }).aggregate([input(1, 1), input(1, 1)])!;
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
  t.is(aggregator({ rules: only(rule) }).aggregate(inputs), undefined);
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
  const first = stateful.aggregate([{ value: late, staleness: 0 }])!;
  const second = stateful.aggregate([input(10)])!;
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
  await t.throwsAsync(aggregator({ rules: only(rule) }).aggregate([input(1)])!.value, { message: 'broken rule' });
});

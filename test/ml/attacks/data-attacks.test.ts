import test from 'ava';
import { z } from 'zod';
import {
  AttackError,
  createDataAttack,
  dataAttacks,
  defineDataAttack,
  withTrigger,
  type DataAttackInput,
  type LabelledBatch,
} from '../../../src/ml/attacks/index.ts';
import { createRandom } from '../../../src/random.ts';
import { inputOf, sampleDataset } from '../engine/reference.ts';

const input = (count: number, featureShape: readonly number[] = [3, 4], classes = 10): DataAttackInput => ({
  batch: {
    features: new Float32Array(count * featureShape.reduce((product, size) => product * size, 1)),
    labels: Uint8Array.from({ length: count }, (_, index) => index % classes),
  },
  shape: { classes, featureShape },
  random: createRandom(2).stream('attack'),
});

test('label-flip - mirrors the classes and keeps the features', (t) => {
  const given = input(4);
  const sent = createDataAttack('label-flip').apply(given);
  t.deepEqual([...sent.labels], [9, 8, 7, 6]);
  t.is(sent.features, given.batch.features);
  t.deepEqual([...given.batch.labels], [0, 1, 2, 3]);
});

test('backdoor - stamps the lower right corner and relabels', (t) => {
  const given = input(2);
  const sent = createDataAttack('backdoor', { target: 7, fraction: 1, size: 2, value: 0.5 }).apply(given);
  const stamped = [0, 0, 0, 0, 0, 0, 0.5, 0.5, 0, 0, 0.5, 0.5];
  t.deepEqual([...sent.features], [...stamped, ...stamped]);
  t.deepEqual([...sent.labels], [7, 7]);
  t.true(given.batch.features.every((value) => value === 0));
  t.deepEqual([...given.batch.labels], [0, 1]);
});

test('backdoor - covers all channels of a colour image', (t) => {
  const sent = createDataAttack('backdoor', { fraction: 1, size: 1 }).apply(input(1, [2, 2, 3]));
  t.deepEqual([...sent.features], [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
});

test('backdoor - stamps about the given share, the same for the same draws', (t) => {
  const apply = () => createDataAttack('backdoor', { fraction: 0.25, size: 1 }).apply(input(2000, [2, 2]));
  const sent = apply();
  const share = sent.features.filter((value) => value === 1).length / 2000;
  t.true(Math.abs(share - 0.25) < 0.05, `share ${share}`);
  t.deepEqual(apply(), sent);
});

test('data attacks - what does not fit is refused', (t) => {
  const refused = (act: () => unknown, code: string, message: RegExp): void => {
    t.throws(act, { instanceOf: AttackError, code, message });
  };
  refused(() => createDataAttack('label-swap'), 'E_UNKNOWN_ATTACK', /'label-swap'.*label-flip/);
  refused(() => createDataAttack('backdoor', { fraction: 2 }), 'E_ATTACK_OPTIONS', /fraction/);
  refused(() => createDataAttack('backdoor', { size: 9 }).apply(input(1)), 'E_ATTACK_OPTIONS', /size 9/);
  refused(() => createDataAttack('backdoor', { target: 10 }).apply(input(1)), 'E_ATTACK_OPTIONS', /target 10/);
  refused(() => createDataAttack('backdoor').apply(input(1, [12])), 'E_ATTACK_OPTIONS', /shape \[12\]/);
  const given = input(3);
  const ragged = { ...given, batch: { ...given.batch, features: new Float32Array(5) } };
  refused(() => createDataAttack('label-flip').apply(ragged), 'E_ATTACK_INPUT', /5 features for 3 labels/);
  const outside = { ...given, shape: { ...given.shape, classes: 2 } };
  refused(() => createDataAttack('label-flip').apply(outside), 'E_ATTACK_INPUT', /label 2 is 2/);
});

test('backdoor - triggered test examples are all stamped, labelled with the target, and float32 after scaling', (t) => {
  const dataset = sampleDataset({ featureShape: [4, 4], classes: 3, testCount: 30 });
  const { triggered, test: untouched } = withTrigger(dataset, [
    createDataAttack('backdoor', { target: 1, size: 2, value: 0.5, fraction: 0 }),
  ]);
  const others = [...dataset.test.labels.keys()].filter((index) => dataset.test.labels[index] !== 1);
  t.is(triggered!.count, others.length);
  t.true(triggered!.labels.every((label) => label === 1));
  for (const [row, index] of others.entries()) {
    const expected = [...inputOf(dataset.test, index, dataset)];
    for (const pixel of [10, 11, 14, 15]) expected[pixel] = 0.5;
    t.deepEqual(triggered!.features.slice(16 * row, 16 * row + 16), Float32Array.from(expected));
  }
  t.is(untouched, dataset.test);
  const all = { ...dataset, test: { ...dataset.test, labels: new Uint8Array(30).fill(1) } };
  const triggerOf = (options: object) => () => withTrigger(all, [createDataAttack('backdoor', options)]);
  t.throws(triggerOf({ target: 1 }), { code: 'E_ATTACK_INPUT', message: /all 30 test examples/ });
  t.throws(triggerOf({ size: 5 }), { code: 'E_ATTACK_OPTIONS', message: /size 5/ });
});

test('backdoor - of several, each has its test examples; attacks without a trigger add none', (t) => {
  const dataset = sampleDataset({ featureShape: [4, 4], classes: 3, testCount: 30 });
  t.is(withTrigger(dataset, [createDataAttack('label-flip')]), dataset);
  const attacks = [0, 2].map((target) => createDataAttack('backdoor', { target, size: target + 1 }));
  const [one, other] = attacks.map((attack) => withTrigger(dataset, [attack]).triggered!);
  const both = withTrigger(dataset, [createDataAttack('label-flip'), ...attacks]).triggered!;
  t.deepEqual([...both.labels], [...one!.labels, ...other!.labels]);
  t.deepEqual([...both.features], [...one!.features, ...other!.features]);
});

test('backdoor - a trigger of a plugin must leave features as many as they are', (t) => {
  const cut = defineDataAttack({
    name: 'cut',
    summary: 'Cuts examples short.',
    options: z.strictObject({}),
    create: () => (given) => given.batch,
    trigger: () => ({ target: 0, mark: ({ batch }) => batch.features.slice(1) }),
  });
  const dataset = sampleDataset({ featureShape: [4, 4], classes: 3, testCount: 30 });
  const message = /its trigger made \d+ features/;
  t.throws(() => withTrigger(dataset, [cut.create({})]), { code: 'E_ATTACK_INPUT', message });
});

test('data attacks - what an attack of a plugin makes must fit as well', (t) => {
  const make = (sent: Partial<LabelledBatch>) =>
    defineDataAttack({
      name: 'odd',
      summary: 'Gives back something odd.',
      options: z.strictObject({}),
      create: () => (given) => ({ ...given.batch, ...sent }),
    }).create({});
  for (const [sent, message] of [
    [{ labels: new Uint8Array(1) }, /made 1 examples of 2/],
    [{ labels: Uint8Array.of(1, 10) }, /label 1 is 10/],
    [{ features: new Float32Array(3) }, /3 features for 2 labels/],
  ] as const)
    t.throws(() => make(sent).apply(input(2)), { instanceOf: AttackError, code: 'E_ATTACK_INPUT', message });
});

test('data attacks - every definition describes each of its options', (t) => {
  for (const [name, definition] of dataAttacks) {
    t.is(definition.name, name);
    t.regex(definition.summary, /^.{20,160}\.$/s, name);
    for (const [option, schema] of Object.entries(definition.options.shape)) {
      t.truthy((schema as { description?: string }).description, `${name}.${option}`);
    }
  }
});

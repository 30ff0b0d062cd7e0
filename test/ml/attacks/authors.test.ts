import test from 'ava';
import { z } from 'zod';
import { AttackError, attacks, createAttack, defineAttack } from '../../../src/ml/attacks/index.ts';
import type { AttackInput } from '../../../src/ml/attacks/index.ts';
import { createRandom } from '../../../src/random.ts';

const layout = {
  dimension: 3,
  tensors: [
    { name: 'dense/kernel', role: 'weights', shape: [2, 1], offset: 0, size: 2 },
    { name: 'dense/bias', role: 'biases', shape: [1], offset: 2, size: 1 },
  ],
} as const;

const input = (faulty: readonly number[], rows: readonly (readonly number[])[]): AttackInput => ({
  gradients: rows.map((row) => Float32Array.from(row)),
  faulty,
  layout,
  random: createRandom(1).stream('attack'),
});

const rows = [
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
];

test('sign-flip - turns and magnifies weights, leaves biases', (t) => {
  const attack = createAttack('sign-flip', { magnitude: 5 });
  const sent = attack.apply(input([1], rows));
  t.deepEqual(
    sent.map((vector) => [...vector]),
    [
      [1, 2, 3],
      [-20, -25, 6],
      [7, 8, 9],
    ],
  );
  t.is(attack.choice, 'random');
  t.is(attack.knowledge, 'own');
});

test('sign-flip - flips all parameters when asked to', (t) => {
  const sent = createAttack('sign-flip', { magnitude: 1, parameters: 'all' }).apply(input([2], rows));
  t.deepEqual([...sent[2]!], [-7, -8, -9]);
});

test('bit-flip - every faulty entry becomes the negated first gradient', (t) => {
  const attack = createAttack('bit-flip');
  t.deepEqual(
    attack.apply(input([0, 1], rows)).map((vector) => [...vector]),
    [
      [-1, -2, -3],
      [-1, -2, -3],
      [7, 8, 9],
    ],
  );
  t.deepEqual([...attack.apply(input([2], rows))[2]!], [-1, -2, -3]);
  t.is(attack.choice, 'first');
});

test('gaussian - draws N(0, 200^2) from the stream it is given', (t) => {
  const dimension = 20_000;
  const wide: AttackInput = {
    gradients: [new Float32Array(dimension), new Float32Array(dimension)],
    faulty: [0],
    layout: { dimension, tensors: [] },
    random: createRandom(3).stream('attack'),
  };
  const attack = createAttack('gaussian');
  const [noise, honest] = attack.apply(wide);
  const mean = noise!.reduce((sum, value) => sum + value, 0) / dimension;
  const deviation = Math.sqrt(noise!.reduce((sum, value) => sum + (value - mean) ** 2, 0) / dimension);
  t.true(Math.abs(mean) < 6, `mean ${mean}`);
  t.true(Math.abs(deviation - 200) < 4, `standard deviation ${deviation}`);
  t.is(honest, wide.gradients[1]);
  t.deepEqual(attack.apply({ ...wide, random: createRandom(3).stream('attack') })[0], noise);
  t.notDeepEqual(attack.apply({ ...wide, random: createRandom(4).stream('attack') })[0], noise);
});

for (const name of ['sign-flip', 'bit-flip', 'gaussian']) {
  test(`${name} - leaves its input and honest entries alone, and sends vectors of its own`, (t) => {
    const given = input([0, 2], rows);
    const sent = createAttack(name).apply(given);
    t.deepEqual(
      given.gradients.map((vector) => [...vector]),
      rows,
    );
    t.is(sent[1], given.gradients[1]);
    t.false(given.gradients.includes(sent[0]!));
    t.false(given.gradients.includes(sent[2]!));
    t.not(sent[0], sent[2]);
  });

  test(`${name} - without faulty entries nothing changes`, (t) => {
    const given = input([], rows);
    t.deepEqual(createAttack(name).apply(given), given.gradients);
  });
}

test('attacks - whoever knows its own gradient alone is shown no other', (t) => {
  const seen: number[] = [];
  const spy = (knowledge: 'own' | 'edge-server') =>
    defineAttack({
      name: 'spy',
      summary: 'Looks around.',
      options: z.strictObject({}),
      create: () => ({
        knowledge,
        prepare: ({ gradients, others }) => {
          seen.push(...gradients.map(({ length }) => length), others!.length);
          return (index) => gradients[index]!.slice();
        },
      }),
    }).create({});
  const given = { ...input([1], rows), others: [new Float32Array(3)] };
  t.deepEqual(spy('own').apply(given), given.gradients);
  t.deepEqual(spy('edge-server').apply(given), given.gradients);
  t.deepEqual(seen, [0, 3, 0, 0, 3, 3, 3, 0]);
});

test('attacks - what an attack of a plugin makes must be as long as a gradient', (t) => {
  const short = defineAttack({
    name: 'short',
    summary: 'Sends too little.',
    options: z.strictObject({}),
    create: () => ({ knowledge: 'own', prepare: () => () => new Float32Array(2) }),
  }).create({});
  const message = /short: made 2 coordinates, expected 3/;
  t.throws(() => short.apply(input([1], rows)), { instanceOf: AttackError, code: 'E_ATTACK_INPUT', message });
});

test('attacks - unknown names, options and indices are refused', (t) => {
  const unknown = t.throws(() => createAttack('sign-flop'), { instanceOf: AttackError, code: 'E_UNKNOWN_ATTACK' });
  t.regex(unknown.message, /'sign-flop'.*sign-flip/);
  t.throws(() => createAttack('sign-flip', { magnitude: 0 }), { code: 'E_ATTACK_OPTIONS', message: /magnitude/ });
  t.throws(() => createAttack('bit-flip', { rate: 1 }), { code: 'E_ATTACK_OPTIONS', message: /rate/ });
  const attack = createAttack('bit-flip');
  for (const faulty of [[3], [-1], [0.5], [0, 0]]) {
    t.throws(() => attack.apply(input(faulty, rows)), { code: 'E_ATTACK_INPUT', message: /faulty index/ });
  }
  t.throws(() => attack.apply(input([0], [[1, 2]])), { code: 'E_ATTACK_INPUT', message: /expected 3/ });
});

test('attacks - every definition describes each of its options', (t) => {
  for (const [name, definition] of attacks) {
    t.is(definition.name, name);
    t.regex(definition.summary, /^.{20,160}\.$/s, name);
    for (const [option, schema] of Object.entries(definition.options.shape)) {
      t.truthy((schema as { description?: string }).description, `${name}.${option}`);
    }
  }
});

import test from 'ava';
import { attackPropertyChecks } from '../../../scripts/conformance-ml/attack-properties.ts';
import { createRule } from '../../../src/ml/aggregation/index.ts';
import { AttackError, attacks, createAttack } from '../../../src/ml/attacks/index.ts';
import { normalQuantile } from '../../../src/ml/attacks/normal-quantile.ts';
import { attackInput, close, type Rows, vectors } from './helpers.ts';

const rows: Rows = [
  [1, 2, 3],
  [3, 2, 1],
  [2, 5, -1],
  [2, 2, 2],
];
const rule = createRule('marginal-median', { f: 1 });

const others = vectors([
  [40, 0, 8],
  [20, 9, 9],
]);

for (const { title, run } of attackPropertyChecks())
  test(title, (t) => {
    t.is(run(), undefined);
  });

test('attacks - where all are faulty, colluders take what they would have sent for honest', (t) => {
  const among = (knowledge: object) => ({ ...attackInput(rows, [0, 1, 2, 3]), rule, ...knowledge });
  for (const [name] of attacks) t.is(createAttack(name).apply(among({})).length, 4, name);
  // -(1 + 3 + 2 + 2) / 4 and so on; with knowledge of all, the honest ones elsewhere are honest enough.
  const attack = createAttack('inner-product-manipulation', { tau: 1, knowledge: 'all' });
  t.deepEqual(attack.apply(among({}))[2], Float32Array.of(-2, -2.75, -1.25));
  t.deepEqual(attack.apply(among({ others }))[2], Float32Array.of(-30, -4.5, -8.5));
});

test('attacks - those that need a rule say so', (t) => {
  const blind = () => createAttack('optimal-a-little-is-enough').apply(attackInput(rows, [0]));
  t.throws(blind, { instanceOf: AttackError, code: 'E_ATTACK_NO_RULE' });
});

test('zero, infinity, nan - fill every coordinate', (t) => {
  t.deepEqual(createAttack('zero').apply(attackInput(rows, [0]))[0], Float32Array.of(0, 0, 0));
  t.deepEqual(createAttack('infinity').apply(attackInput(rows, [0]))[0], new Float32Array(3).fill(Infinity));
  t.deepEqual(createAttack('nan').apply(attackInput(rows, [0]))[0], new Float32Array(3).fill(NaN));
});

test('random - is uniform in [-bound, bound)', (t) => {
  const dimension = 20_000;
  const [sent] = createAttack('random', { bound: 4 }).apply(attackInput([new Array<number>(dimension).fill(0)], [0]));
  const mean = sent!.reduce((sum, value) => sum + value, 0) / dimension;
  const variance = sent!.reduce((sum, value) => sum + value * value, 0) / dimension;
  t.true(sent!.every((value) => value >= -4 && value <= 4));
  t.true(Math.abs(mean) < 0.08, `mean ${mean}`);
  t.true(Math.abs(variance - 16 / 3) < 0.15, `variance ${variance}`);
});

test('ieee754-bit-flip - flips no, all, or the given share of bits', (t) => {
  const dimension = 4000;
  const row = Array.from({ length: dimension }, (_, k) => k * 0.37 - 500);
  const flipped = (rate: number): number => {
    const input = attackInput([row], [0]);
    const before = new Uint32Array(input.gradients[0]!.slice().buffer);
    const after = new Uint32Array(createAttack('ieee754-bit-flip', { rate }).apply(input)[0]!.buffer);
    return before.reduce((sum, word, k) => sum + popCount(word ^ after[k]!), 0);
  };
  t.is(flipped(0), 0);
  t.is(flipped(1), 32 * dimension);
  for (const rate of [0.001, 0.3]) {
    const expected = 32 * dimension * rate;
    const deviation = Math.sqrt(expected * (1 - rate));
    t.true(Math.abs(flipped(rate) - expected) < 5 * deviation, `rate ${rate}: ${flipped(rate)} of ${expected}`);
  }
});

function popCount(word: number): number {
  let count = 0;
  for (let rest = word >>> 0; rest > 0; rest = (rest & (rest - 1)) >>> 0) count++;
  return count;
}

test("a-little-is-enough - tau 'auto' is the paper's quantile", (t) => {
  // n = 10, f = 3: s = 3, (10 - 3 - 3) / 7 = 4/7, whose normal quantile is 0.18001.
  const honest = Array.from({ length: 7 }, (_, index) => [index]);
  const sent = createAttack('a-little-is-enough', { tau: 'auto' }).apply(
    attackInput([...honest, [0], [0], [0]], [7, 8, 9]),
  );
  const deviation = Math.sqrt(28 / 6);
  t.true(close(sent[7]!, [3 + 0.1800123697927052 * deviation]));
});

test('normal quantile - known values', (t) => {
  for (const [probability, z] of [
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.001, -3.090232306167813],
    [0.9999, 3.719016485455709],
  ] as const) {
    t.true(Math.abs(normalQuantile(probability) - z) < 1e-9, `${probability}: ${normalQuantile(probability)}`);
  }
});

const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.sqrt(Array.from(a).reduce((sum, value, k) => sum + (value - b[k]!) ** 2, 0));

test('min-max - hand-worked: two honest gradients at 0 and 2', (t) => {
  // mean 1, deviation sqrt 2; |v - 2| = 2 at v = 0.
  const sent = createAttack('min-max').apply(attackInput([[0], [2], [9]], [2]));
  t.true(close(sent[2]!, [0]));
});

for (const direction of ['standard-deviation', 'unit-vector', 'sign']) {
  test(`min-max, min-sum - reach their bounds along ${direction}`, (t) => {
    const honest = vectors(rows.slice(0, 3));
    const [byMax] = createAttack('min-max', { direction })
      .apply(attackInput(rows, [3]))
      .slice(3);
    const reach = Math.max(...honest.map((vector) => distance(vector, byMax!)));
    const bound = Math.max(...honest.flatMap((a) => honest.map((b) => distance(a, b))));
    t.true(Math.abs(reach - bound) < 1e-5 * bound, `${reach} of ${bound}`);
    const [bySum] = createAttack('min-sum', { direction })
      .apply(attackInput(rows, [3]))
      .slice(3);
    const sumTo = (to: Float32Array): number => honest.reduce((sum, vector) => sum + distance(vector, to) ** 2, 0);
    const most = Math.max(...honest.map(sumTo));
    t.true(Math.abs(sumTo(bySum!) - most) < 1e-5 * most, `${sumTo(bySum!)} of ${most}`);
  });
}

test('min-max, min-sum - honest gradients that agree leave no room', (t) => {
  for (const name of ['min-max', 'min-sum']) {
    t.deepEqual(
      createAttack(name).apply(
        attackInput(
          [
            [1, 2],
            [1, 2],
            [5, 5],
          ],
          [2],
        ),
      )[2],
      Float32Array.of(1, 2),
      name,
    );
  }
});

test('free-rider - sends zeros or the last update, with noise when asked for', (t) => {
  const previousUpdate = Float32Array.of(9, 8, 7);
  const given = attackInput(rows, [0]);
  const send = (options: object, update?: Float32Array) =>
    createAttack('free-rider', options).apply(update === undefined ? given : { ...given, previousUpdate: update })[0];
  t.deepEqual(send({}, previousUpdate), previousUpdate);
  t.deepEqual(send({}), Float32Array.of(0, 0, 0));
  t.deepEqual(send({ sends: 'zero' }, previousUpdate), Float32Array.of(0, 0, 0));
  const noisy = send({ noise: 0.1 }, previousUpdate)!;
  t.notDeepEqual(noisy, previousUpdate);
  t.true(distance(noisy, previousUpdate) < 1);
});

for (const [name, definition] of attacks) {
  const canKnowAll = Object.hasOwn(definition.options.shape, 'knowledge');

  if (!canKnowAll || name === 'mimic') continue;
  test(`${name} - who knows all works with the honest gradients of all edge servers`, (t) => {
    const attack = createAttack(name, { knowledge: 'all' });
    t.is(attack.knowledge, 'all');
    // Faulty last, so that dropping them leaves the honest ones in the order in which a single edge server would have them.
    const honest = [rows[0]!, rows[2]!];
    const local = { ...attackInput([...honest, [9, 9, 9]], [2]), rule };
    const single = { ...attackInput([...honest, ...others.map((vector) => [...vector]), [9, 9, 9]], [4]), rule };
    if (name.startsWith('optimal')) {
      // The rule still sees one edge server's vectors only, so what is optimal differs; the honest mean does not.
      t.notDeepEqual(attack.apply({ ...local, others })[2], createAttack(name).apply(local)[2]);
      return;
    }
    t.deepEqual(attack.apply({ ...local, others })[2], createAttack(name).apply(single)[4]);
  });
}

test('mimic - who knows all may copy an honest gradient of another edge server', (t) => {
  const sent = createAttack('mimic', { honest: 3, knowledge: 'all' }).apply({ ...attackInput(rows, [1, 3]), others });
  t.deepEqual(sent[1], others[1]);
  t.not(sent[1], others[1]);
});

test('attacks - gradients of other edge servers must fit the layout', (t) => {
  const given = { ...attackInput(rows, [1]), others: [new Float32Array(2)] };
  t.throws(() => createAttack('mimic').apply(given), { code: 'E_ATTACK_INPUT', message: /gradient 4 has 2 coord/ });
});

test('directed-deviation - beyond the honest values, on the side away from where they point', (t) => {
  // Means: positive with least 1; positive with least -4; negative with greatest -2; negative with greatest 4; zero.
  const honest = [
    [1, -4, -2, 4, 3],
    [5, 6, -6, -8, -3],
  ];
  const given = attackInput([...honest, ...Array.from({ length: 40 }, () => [9, 9, 9, 9, 9])], [...Array(40).keys()].map((i) => i + 2)); // prettier-ignore
  const sent = createAttack('directed-deviation').apply(given).slice(2);
  const bounds: readonly (readonly [number, number])[] = [[0.5, 1], [-8, -4], [-2, -1], [4, 8], [0, 0]]; // prettier-ignore
  for (const [k, [low, high]] of bounds.entries()) {
    const values = sent.map((vector) => vector[k]!);
    t.true(Math.min(...values) >= low && Math.max(...values) <= high, `${k}: ${values.join(' ')}`);
    // Forty draws come close to both ends.
    t.true(Math.max(...values) - Math.min(...values) >= 0.8 * (high - low));
  }
});

test('sign-statistics - as many of each sign as the honest mean, elsewhere', (t) => {
  const honest = Array.from({ length: 3 }, () => Array.from({ length: 60 }, (_, k) => Math.sign(k - 20)));
  const given = attackInput([...honest, Array<number>(60).fill(7), Array<number>(60).fill(7)], [3, 4]);
  const [one, other] = createAttack('sign-statistics', { bound: 0.5 }).apply(given).slice(3);
  for (const sent of [one!, other!]) {
    t.deepEqual([-1, 0, 1].map((sign) => sent.filter((value) => Math.sign(value) === sign).length), [20, 1, 39]); // prettier-ignore
    t.true(Math.max(...sent) < 0.5 && Math.max(...sent) > 0.4);
    t.notDeepEqual([...sent].map(Math.sign), honest[0]);
  }
  t.notDeepEqual(one, other);
});

import test from 'ava';
import { createRandom, permutation, philox } from '../src/random.ts';

// Known answers of the Random123 distribution (kat_vectors, philox4x32 10 rounds).
const knownAnswers = [
  { counter: [0, 0, 0, 0], key: [0, 0], words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
];

for (const [index, { counter, key, words }] of knownAnswers.entries()) {
  test(`random - philox4x32-10 gives known answer ${index}`, (t) => {
    const block = Uint32Array.from(counter);
    philox(block, key[0]!, key[1]!);
    t.deepEqual([...block], words);
  });
}

test('random - the same key gives the same draws, another key others', (t) => {
  const draws = (seed: number, name: string, entity: number): number[] => {
    const stream = createRandom(seed).stream(name, entity);
    return Array.from({ length: 8 }, () => stream.uint32());
  };
  t.deepEqual(draws(1, 'shuffle', 3), draws(1, 'shuffle', 3));
  t.notDeepEqual(draws(1, 'shuffle', 3), draws(2, 'shuffle', 3));
  t.notDeepEqual(draws(1, 'shuffle', 3), draws(1, 'penetration', 3));
  t.notDeepEqual(draws(1, 'shuffle', 3), draws(1, 'shuffle', 4));
});

test('random - uniform and normal have the moments of their distributions', (t) => {
  const stream = createRandom(7).stream('moments');
  const count = 100_000;
  let sum = 0;
  let squares = 0;
  let uniformSum = 0;
  for (let index = 0; index < count; index++) {
    const normal = stream.normal();
    sum += normal;
    squares += normal * normal;
    const uniform = stream.uniform();
    t.true(uniform >= 0 && uniform < 1);
    uniformSum += uniform;
  }
  t.true(Math.abs(sum / count) < 0.02);
  t.true(Math.abs(squares / count - 1) < 0.03);
  t.true(Math.abs(uniformSum / count - 0.5) < 0.01);
});

test('random - integer is unbiased over a bound that does not divide 2^32, and refuses a bad bound', (t) => {
  const stream = createRandom(3).stream('integer');
  const counts = [0, 0, 0];
  for (let index = 0; index < 30_000; index++) counts[stream.integer(3)]!++;
  for (const count of counts) t.true(Math.abs(count - 10_000) < 400);
  t.throws(() => stream.integer(0), { instanceOf: RangeError });
});

test('random - permutation holds every index once', (t) => {
  const order = permutation(1000, createRandom(1).stream('shuffle', 0));
  t.deepEqual(
    [...order].sort((a, b) => a - b),
    Array.from({ length: 1000 }, (_, index) => index),
  );
  t.notDeepEqual(
    [...order],
    [...order].sort((a, b) => a - b),
  );
});

test('random - a seed that is no integer >= 0 is refused', (t) => {
  t.throws(() => createRandom(-1), { message: /seed: expected an integer >= 0, got -1/ });
  t.throws(() => createRandom(0.5));
});

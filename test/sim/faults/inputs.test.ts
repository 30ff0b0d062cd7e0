import test from 'ava';
import { createAttack, createRule, type Attack } from '../../../src/ml/index.ts';
import { createRandom } from '../../../src/random.ts';
import { chooseFaulty, corrupt, faultyPositions, type AggregationKey } from '../../../src/sim/faults/inputs.ts';

const random = createRandom(1);
const key = (serial: number): AggregationKey => ({ tier: 'edge-server', node: 'a', serial, timeMs: 0 });
const layout = {
  dimension: 2,
  tensors: [
    { name: 'w', role: 'weights', shape: [1, 1], offset: 0, size: 1 },
    { name: 'b', role: 'biases', shape: [1], offset: 1, size: 1 },
  ],
} as const;
const planned = (attack: Attack, count: number) => ({ index: 0, attack, countAmong: () => count });
/** Inputs whose senders are all honest. */
const honest = (count: number): number[][] => Array.from({ length: count }, () => []);

test('faults - bit-flip takes the first f, sign-flip f at random, anew in each aggregation', (t) => {
  const bitFlip = planned(createAttack('bit-flip'), 2);
  const signFlip = planned(createAttack('sign-flip'), 2);
  t.deepEqual(chooseFaulty([bitFlip], honest(10), key(3), random), [[0, 1]]);
  const seen = new Set<number>();
  for (let serial = 0; serial < 100; serial++) {
    const [positions] = chooseFaulty([signFlip], honest(10), key(serial), random);
    t.is(new Set(positions).size, 2);
    for (const position of positions!) seen.add(position);
  }
  t.is(seen.size, 10);
  t.deepEqual(
    chooseFaulty([signFlip], honest(10), key(7), random),
    chooseFaulty([signFlip], honest(10), key(7), random),
  );
});

test('faults - never more faulty inputs than inputs', (t) => {
  t.deepEqual(chooseFaulty([planned(createAttack('bit-flip'), 5)], honest(3), key(0), random), [[0, 1, 2]]);
});

test('faults - corrupt replaces the faulty vectors and only those', (t) => {
  const vectors = [Float32Array.of(1, 2), Float32Array.of(3, 4), Float32Array.of(5, 6)];
  const faults = [planned(createAttack('sign-flip', { magnitude: 5 }), 1)];
  const sent = corrupt(vectors, faults, [[1]], { key: key(0), layout, random, rule: createRule('mean') });
  t.deepEqual(
    sent.map((vector) => [...vector]),
    // Weights only: the bias keeps its sign.
    [
      [1, 2],
      [-15, 4],
      [5, 6],
    ],
  );
  t.deepEqual([...vectors[1]!], [3, 4]);
});

test('faults - positions faulty in two ways are counted once', (t) => {
  t.deepEqual(
    faultyPositions([
      [0, 2],
      [2, 1],
    ]),
    [0, 1, 2],
  );
});

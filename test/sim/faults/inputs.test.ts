import test from 'ava';
import { createAttack, createRule, type Attack } from '../../../src/ml/index.ts';
import { createRandom } from '../../../src/random.ts';
import {
  chooseFaulty,
  corrupt,
  faultsAt,
  faultyPositions,
  type AggregationKey,
} from '../../../src/sim/faults/inputs.ts';
import { plansOf } from '../../helpers/faults.ts';

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

test('faults - identities per buffer: the draws of the releases before persistent identities', (t) => {
  const faults = faultsAt(
    'edge-server',
    plansOf([
      { kind: 'crash', rate: 1 },
      { attack: 'sign-flip', count: 2, identities: 'per-buffer' },
      { attack: 'random', rate: 0.3, identities: 'per-buffer' },
      { attack: 'zero', node: 'edge-server', count: 1, identities: 'per-buffer' },
    ]),
  );
  const seeded = createRandom(2);
  const at = (serial: number): AggregationKey => ({ tier: 'edge-server', node: 'rsu1', serial, timeMs: 0 });
  t.deepEqual(chooseFaulty(faults, honest(10), at(0), seeded), [
    [0, 9],
    [0, 1, 2],
  ]);
  t.deepEqual(chooseFaulty(faults, honest(10), at(7), seeded), [
    [6, 7],
    [0, 1, 2],
  ]);
});

test('faults - inputs bring along what their senders are subject to; per buffer is chosen beside them', (t) => {
  const plans = plansOf([
    { kind: 'delay', rate: 1, factor: 2 },
    { attack: 'zero', rate: 0.5 },
    { attack: 'label-flip', rate: 0.5 },
    { attack: 'bit-flip', count: 1, identities: 'per-buffer' },
    { attack: 'nan', node: 'cloud-link', rate: 0.5 },
    { attack: 'nan', node: 'edge-server', rate: 0.5 },
  ]);
  t.deepEqual(chooseFaulty(faultsAt('edge-server', plans), [[], [1, 2], [2], [1]], key(0), random), [
    [1, 3],
    [1, 2],
    [0],
  ]);
  t.deepEqual(chooseFaulty(faultsAt('cloud', plans), [[5], [4, 5], []], { ...key(0), tier: 'cloud' }, random), [
    [1],
    [0, 1],
  ]);
});

test('faults - who trained on altered data counts as faulty and sends what it computed', (t) => {
  const faults = faultsAt('edge-server', plansOf([{ attack: 'label-flip', rate: 0.5 }]));
  const vectors = [Float32Array.of(1, 2), Float32Array.of(3, 4)];
  const faulty = chooseFaulty(faults, [[], [0]], key(0), random);
  t.deepEqual(faultyPositions(faulty), [1]);
  t.is(corrupt(vectors, faults, faulty, { key: key(0), layout, random, rule: createRule('mean') }), vectors);
});

test('faults - per buffer in a window of time and at some edge servers', (t) => {
  const faults = faultsAt(
    'edge-server',
    plansOf([{ attack: 'bit-flip', count: 1, identities: 'per-buffer', edgeServers: ['a'], during: { fromS: 2 } }]),
  );
  const faultyAt = (node: string, timeMs: number) =>
    chooseFaulty(faults, honest(3), { ...key(0), node, timeMs }, random);
  t.deepEqual(faultyAt('a', 2000), [[0]]);
  t.deepEqual(faultyAt('a', 1999), [[]]);
  t.deepEqual(faultyAt('b', 2000), [[]]);
});

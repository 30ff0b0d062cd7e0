/**
 * ByzFL's values: honest vectors X1 or H, one forged vector. The expected numbers are in ByzFL's documentation or were given
 * by its code.
 */
import test from 'ava';
import { chain, createPreAggregation, createRule } from '../../../src/ml/aggregation/index.ts';
import { createAttack } from '../../../src/ml/attacks/index.ts';
import { attackInput, close, type Rows } from './helpers.ts';

const X1: Rows = [
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
];
const H: Rows = [
  [1, 2, -1, 0.5],
  [1.2, 1.8, -0.9, 0.4],
  [0.9, 2.2, -1.1, 0.7],
  [1.1, 1.9, -1.3, 0.6],
  [0.8, 2.1, -0.8, 0.3],
];

/** ByzFL's defence in its own examples. */
const defence = (f: number) =>
  chain(
    [createPreAggregation('nearest-neighbour-mixing', { f }), createPreAggregation('static-clipping', { bound: 2 })],
    createRule('trimmed-mean', { f }),
  );

const cases: readonly (readonly [name: string, options: object, honest: Rows, f: number, wanted: readonly number[]])[] =
  [
    ['byzfl-sign-flip', {}, X1, 1, [-4, -5, -6]],
    ['byzfl-sign-flip', {}, H, 2, [-1, -2, 1.02, -0.5]],
    ['inner-product-manipulation', { tau: 2 }, X1, 1, [-8, -10, -12]],
    ['inner-product-manipulation', {}, H, 2, [-2, -4, 2.04, -1]],
    ['a-little-is-enough', { tau: 1.5 }, X1, 1, [8.5, 9.5, 10.5]],
    ['a-little-is-enough', {}, H, 2, [1.23717082451, 2.23717082451, -0.731469239075, 0.737170824513]],
    ['mimic', {}, X1, 1, [1, 2, 3]],
    ['mimic', { honest: 2 }, H, 2, [0.9, 2.2, -1.1, 0.7]],
    ['infinity', {}, X1, 1, [Infinity, Infinity, Infinity]],
    ['optimal-inner-product-manipulation', {}, X1, 1, [-2.74877906944, -3.4359738368, -4.12316860416]],
    ['optimal-inner-product-manipulation', {}, H, 2, [0, 0, 0, 0]],
    ['optimal-a-little-is-enough', {}, X1, 1, [12.9198511627, 13.9198511627, 14.9198511627]],
    ['optimal-a-little-is-enough', {}, H, 2, [2.58113883008, 3.58113883008, 0.903538406167, 2.08113883008]],
  ];

for (const [name, options, honest, f, wanted] of cases) {
  test(`golden - ByzFL's ${name} ${JSON.stringify(options)} among ${honest.length} honest`, (t) => {
    // Faulty participants' own gradients are large, so that using one by mistake shows.
    const rows = [...honest, ...Array.from({ length: f }, () => honest[0]!.map(() => 1000))];
    const faulty = Array.from({ length: f }, (_, index) => honest.length + index);
    const sent = createAttack(name, options).apply({ ...attackInput(rows, faulty), rule: defence(f) });
    for (const index of faulty) {
      const forged = sent[index]!.map((value) => value + 0);
      t.true(close(forged, wanted), `got ${forged.join(' ')}, expected ${wanted.join(' ')}`);
    }
  });
}

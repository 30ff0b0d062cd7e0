import test from 'ava';
import { blockBytes, createBlocks } from '../../../src/ml/engine/blocks.ts';
import { createElementwise } from '../../../src/ml/engine/elementwise-wasm.ts';
import * as plain from '../../../src/ml/engine/elementwise.ts';
import { createRandom } from '../../../src/random.ts';

// Widths around the SIMD width and the blocks of 16, so that every tail is met.
const sizes = [
  [1, 1],
  [3, 4],
  [5, 10],
  [7, 16],
  [2, 33],
  [100, 128],
] as const;

for (const [rows, columns] of sizes) {
  const count = rows * columns;

  test(`elementwise - ${rows} x ${columns}: SIMD gives the bits of the plain definition`, (t) => {
    const blocks = createBlocks(2 * blockBytes(4 * count) + 2 * blockBytes(4 * columns));
    const simd = createElementwise(blocks);
    const values = blocks.floats(count);
    const others = blocks.floats(count);
    const row = blocks.floats(columns);
    const sums = blocks.floats(columns);
    for (const relu of [true, false]) {
      values.values.set(numbers(count, 'values'));
      row.values.set(numbers(columns, 'row'));
      const expected = values.values.slice();
      plain.addBiases(expected, row.values, { rows, columns }, relu);
      simd.addBiases(values, row, { rows, columns }, relu);
      t.deepEqual(values.values, expected);
    }
    others.values.set(numbers(count, 'others'));
    const masked = values.values.slice();
    plain.maskByRelu(masked, others.values, { rows, columns });
    simd.maskByRelu(values, others, { rows, columns });
    t.deepEqual(values.values, masked);

    others.values.set(numbers(count, 'finite').map((value) => (Number.isFinite(value) ? value : 1)));
    const expectedSums = new Float32Array(columns).fill(9);
    plain.sumRows(others.values, { rows, columns }, expectedSums);
    sums.values.fill(9);
    simd.sumRows(others, { rows, columns }, sums);
    t.deepEqual(sums.values, expectedSums);
  });
}

for (const count of [0, 1, 15, 16, 17, 784]) {
  test(`elementwise - ${count} bytes become floats, and not one more`, (t) => {
    const blocks = createBlocks(blockBytes(count + 1) + blockBytes(4 * (count + 1)));
    const simd = createElementwise(blocks);
    const bytes = blocks.bytes(count + 1);
    const floats = blocks.floats(count + 1);
    for (let index = 0; index <= count; index++) bytes.values[index] = 255 - ((index * 37) % 256);
    floats.values.fill(-1);
    const expected = floats.values.slice();
    simd.expandBytes(bytes, floats, count);
    plain.expandBytes(bytes.values, expected, count);
    t.deepEqual(floats.values, expected);
    t.is(expected[count], -1);
  });
}

test('elementwise - plain definitions by hand, NaN passing through', (t) => {
  const values = Float32Array.of(1, -5, NaN, 4);
  plain.addBiases(values, Float32Array.of(1, 2), { rows: 2, columns: 2 }, true);
  t.deepEqual([...values], [2, 0, NaN, 6]);
  const sums = new Float32Array(2);
  plain.sumRows(values, { rows: 2, columns: 2 }, sums);
  t.deepEqual([...sums], [NaN, 6]);
  const deltas = Float32Array.of(7, 8, 9, 10);
  plain.maskByRelu(deltas, values, { rows: 2, columns: 2 });
  t.deepEqual([...deltas], [7, 0, 9, 10]);
});

/** Normal deviates with every kind of special value among them. */
function numbers(count: number, name: string): Float32Array {
  const stream = createRandom(2).stream(name);
  const specials = [0, -0, NaN, Infinity, -Infinity];
  return Float32Array.from({ length: count }, () => {
    const kind = stream.integer(20);
    return kind < specials.length ? specials[kind]! : stream.normal();
  });
}

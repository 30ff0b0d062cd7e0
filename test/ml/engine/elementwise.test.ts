import test from 'ava';
import { findRuns, mostBounds } from '../../../src/ml/engine/column-runs.ts';
import { blockBytes, createElementwise } from '../../../src/ml/engine/elementwise-wasm.ts';
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
    const simd = createElementwise(2 * blockBytes(4 * count) + 2 * blockBytes(4 * columns));
    const values = simd.floats(count);
    const others = simd.floats(count);
    const row = simd.floats(columns);
    const sums = simd.floats(columns);
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
    const simd = createElementwise(blockBytes(count + 1) + blockBytes(4 * (count + 1)));
    const bytes = simd.bytes(count + 1);
    const floats = simd.floats(count + 1);
    for (let index = 0; index <= count; index++) bytes.values[index] = 255 - ((index * 37) % 256);
    floats.values.fill(-1);
    const expected = floats.values.slice();
    simd.expandBytes(bytes, floats, count);
    plain.expandBytes(bytes.values, expected, count);
    t.deepEqual(floats.values, expected);
    t.is(expected[count], -1);
  });
}

for (const [rows, columns] of [...sizes, [3, 90]] as const) {
  test(`elementwise - ${rows} x ${columns}: used columns and their runs are those of the plain definitions`, (t) => {
    const count = rows * columns;
    const simd = createElementwise(
      blockBytes(count) + blockBytes(columns) + blockBytes(4 * mostBounds(columns)) + blockBytes(4 * (count + 1)),
    );
    const [stored, used] = [simd.bytes(count), simd.bytes(columns)];
    const [bounds, out] = [simd.integers(mostBounds(columns)), simd.floats(count + 1)];
    const stream = createRandom(3).stream('pixels', rows, columns);
    // Few pixels, so that some columns stay zero, in runs of all lengths.
    for (let index = 0; index < count; index++)
      stored.values[index] = index % columns < columns / 2 && stream.integer(4) === 0 ? 1 + stream.integer(255) : 0;
    const expectedUsed = new Uint8Array(columns).fill(9);
    plain.markColumns(stored.values, { rows, columns }, expectedUsed);
    used.values.fill(9);
    simd.markColumns(stored, { rows, columns }, used);
    t.deepEqual(used.values, expectedUsed);

    const runs = findRuns(used.values, bounds.values);
    const expected = new Float32Array(count + 1).fill(-1);
    plain.expandRuns(stored.values, { rows, columns }, runs, expected);
    out.values.fill(-1);
    simd.expandRuns(stored, { rows, columns }, { runs, bounds }, out);
    t.deepEqual(out.values, expected);
    t.true(
      out.values.subarray(rows * runs.columns).every((value) => value === -1),
      'and not one more',
    );
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
  const pixels = Uint8Array.of(0, 1, 0, 4, 5, 0, 2, 0, 0, 6);
  const used = new Uint8Array(5);
  plain.markColumns(pixels, { rows: 2, columns: 5 }, used);
  t.deepEqual([...used], [0, 3, 0, 4, 7]);
  const runs = findRuns(used, new Int32Array(mostBounds(5)));
  t.deepEqual([runs.columns, ...runs.bounds], [3, 1, 1, 3, 2]);
  const compact = new Float32Array(6);
  plain.expandRuns(pixels, { rows: 2, columns: 5 }, runs, compact);
  t.deepEqual([...compact], [1, 4, 5, 2, 0, 6]);
});

test('elementwise - blocks do not overlap, and more than the memory holds is refused', (t) => {
  const simd = createElementwise(65536);
  const [first, second] = [simd.floats(3), simd.bytes(5)];
  t.true(second.address >= first.address + 12);
  t.is(second.address % 64, 0);
  t.throws(() => simd.floats(65536), { instanceOf: RangeError, message: /65536 bytes at most/ });
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

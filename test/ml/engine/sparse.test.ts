import test from 'ava';
import { createBlocks, type Blocks } from '../../../src/ml/engine/blocks.ts';
import * as plain from '../../../src/ml/engine/sparse.ts';
import { createEntries, createSparseProducts, viewLists } from '../../../src/ml/engine/sparse-wasm.ts';
import type { SparseBlock } from '../../../src/ml/engine/sparse-wasm.ts';
import { createRandom, type RandomStream } from '../../../src/random.ts';

// Widths around the sixteen columns that are computed at once, so that every tail is met.
const sizes = [
  { lists: 1, columns: 1, width: 1 },
  { lists: 3, columns: 4, width: 10 },
  { lists: 7, columns: 5, width: 16 },
  { lists: 4, columns: 30, width: 33 },
  { lists: 100, columns: 60, width: 128 },
];

for (const { lists, columns, width } of sizes) {
  const what = `${lists} lists over ${columns} columns by ${width}`;

  test(`sparse - ${what}: products have the bits of the plain definition`, (t) => {
    const blocks = createBlocks(1 << 20);
    const simd = createSparseProducts(blocks);
    const stream = createRandom(4).stream(what);
    const sparse = randomLists(blocks, stream, { lists, columns });
    const matrix = blocks.floats(columns * width);
    const factor = { width, alpha: 1 / 255 };
    const [added, written] = [blocks.floats(lists * width), blocks.floats(2 * lists * width)];
    const targets = blocks.integers(lists);
    for (let index = 0; index < matrix.values.length; index++) matrix.values[index] = stream.normal();
    for (let index = 0; index < added.values.length; index++) added.values[index] = stream.normal();
    // Every other row, from the last to the first; the rows between keep what they hold.
    for (let list = 0; list < lists; list++) targets.values[list] = 2 * (lists - 1 - list);
    written.values.fill(NaN);

    const expectedSum = added.values.slice();
    plain.addProduct(viewLists(sparse), { ...factor, matrix: matrix.values }, expectedSum);
    simd.addProduct(sparse, { ...factor, matrix }, added);
    t.deepEqual(added.values, expectedSum);

    const expectedRows = written.values.slice();
    plain.writeProduct(viewLists(sparse), { ...factor, matrix: matrix.values }, targets.values, expectedRows);
    simd.writeProduct(sparse, { ...factor, matrix }, targets, written);
    t.deepEqual(written.values, expectedRows);
    t.true(written.values.some(Number.isNaN));
  });

  test(`sparse - ${what}: entries by column are those of the plain definition`, (t) => {
    const blocks = createBlocks(1 << 20);
    const simd = createSparseProducts(blocks);
    const sparse = randomLists(blocks, createRandom(5).stream(what), { lists, columns });
    const count = sparse.starts.values[lists]!;
    const places = blocks.integers(columns);
    for (let column = 0; column < columns; column++) places.values[column] = columns - 1 - column;
    const room = (): SparseBlock => ({
      lists: columns,
      starts: blocks.integers(columns + 2),
      entries: createEntries(blocks, count),
    });
    const [expected, turned] = [room(), room()];
    turned.starts.values.fill(-1);
    plain.transpose(viewLists(sparse), places.values, viewLists(expected));
    simd.transpose(sparse, places, turned);
    t.deepEqual(turned.entries.values, expected.entries.values);
    t.deepEqual(turned.starts.values.slice(0, columns + 1), expected.starts.values.slice(0, columns + 1));
    t.is(turned.starts.values[columns], count);
  });

  test(`sparse - ${what}: rows are taken out and put back`, (t) => {
    const blocks = createBlocks(1 << 20);
    const simd = createSparseProducts(blocks);
    const [whole, rows, back] = [columns, lists, columns].map((count) => blocks.floats(count * width));
    const indices = blocks.integers(Math.min(lists, columns));
    for (let row = 0; row < indices.values.length; row++) indices.values[row] = columns - 1 - row;
    for (let index = 0; index < whole!.values.length; index++) whole!.values[index] = index + 1;
    const expected = rows!.values.slice();
    plain.takeRows(whole!.values, indices.values, width, expected);
    simd.takeRows(whole!, indices, width, rows!);
    t.deepEqual(rows!.values, expected);
    const expectedBack = back!.values.slice();
    plain.putRows(expected, indices.values, width, expectedBack);
    simd.putRows(rows!, indices, width, back!);
    t.deepEqual(back!.values, expectedBack);
    t.deepEqual(
      back!.values.filter((value) => value !== 0).sort(),
      whole!.values.slice((columns - indices.values.length) * width),
    );
  });
}

for (const { rows, features } of [
  { rows: 1, features: 4 },
  { rows: 3, features: 15 },
  { rows: 5, features: 16 },
  { rows: 255, features: 37 },
]) {
  test(`sparse - ${rows} examples of ${features} bytes: uses and records are those of the plain definitions`, (t) => {
    const blocks = createBlocks(1 << 20);
    const simd = createSparseProducts(blocks);
    const stream = createRandom(6).stream('bytes', rows, features);
    const stored = blocks.bytes(rows * features);
    // The first column is always used, the last one never.
    for (let index = 0; index < stored.values.length; index++) {
      const column = index % features;
      if (column < features - 1 && (column === 0 || stream.integer(4) === 0))
        stored.values[index] = 1 + stream.integer(255);
    }
    const uses = blocks.bytes(features);
    const expectedUses = new Uint8Array(features).fill(9);
    const block = { stored, rows, features };
    plain.countUses({ ...block, stored: stored.values }, expectedUses);
    simd.countUses(block, uses);
    t.deepEqual(uses.values, expectedUses);
    t.deepEqual([uses.values[0], uses.values[features - 1]], [rows, 0]);

    const [common, mask] = [blocks.integers(8), blocks.bytes(features)];
    common.values.set([0, 1, 2, features - 1, 0, 1, 2, 3]);
    mask.values.fill(255);
    for (const column of common.values) mask.values[column] = 0;
    const [starts, words] = [blocks.integers(rows + 1), blocks.integers(rows * (features + 3))];
    const expected = { starts: new Int32Array(rows + 1), words: new Uint32Array(rows * (features + 3)) };
    plain.packRows({ ...block, stored: stored.values }, { common: common.values, mask: mask.values }, expected);
    simd.packRows(block, { common, mask }, { starts, words });
    t.deepEqual(starts.values, expected.starts);
    t.deepEqual(Uint32Array.from(words.values), expected.words);
  });
}

test('sparse - plain definitions by hand', (t) => {
  // [[0, 2, 0], [3, 0, 4]] and [[1, 10], [2, 20], [3, 30]].
  const values = Float32Array.of(0, 2, 0, 3, 0, 4);
  const columns = new Int32Array(values.buffer);
  columns.set([1, 0, 2].flatMap((column, entry) => [column, columns[2 * entry + 1]!]));
  const sparse = { lists: 2, starts: Int32Array.of(0, 1, 3), columns, values };
  const factor = { matrix: Float32Array.of(1, 10, 2, 20, 3, 30), width: 2, alpha: 0.5 };
  const out = Float32Array.of(100, 100, 100, 100);
  plain.addProduct(sparse, factor, out);
  t.deepEqual([...out], [102, 120, 107.5, 175]);
  plain.writeProduct(sparse, factor, Int32Array.of(1, 0), out);
  t.deepEqual([...out], [7.5, 75, 2, 20]);

  const turnedValues = new Float32Array(6);
  const turned = {
    lists: 3,
    starts: new Int32Array(4),
    columns: new Int32Array(turnedValues.buffer),
    values: turnedValues,
  };
  plain.transpose(sparse, Int32Array.of(0, 1, 2), turned);
  t.deepEqual([...turned.starts], [0, 1, 2, 3]);
  t.deepEqual([turned.columns[0], turned.columns[2], turned.columns[4]], [1, 0, 1]);
  t.deepEqual([turnedValues[1], turnedValues[3], turnedValues[5]], [3, 2, 4]);

  const records = { starts: new Int32Array(3), words: new Uint32Array(8) };
  const stored = Uint8Array.of(1, 0, 0, 2, 0, 0, 0, 6, 7, 0, /**/ 3, 0, 0, 0, 0, 0, 0, 0, 9, 8);
  const mask = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 255, 255);
  plain.packRows({ stored, rows: 2, features: 10 }, { common: Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7), mask }, records);
  t.deepEqual([...records.starts], [0, 4, 8]);
  t.deepEqual([...new Uint8Array(records.words.buffer, 0, 8)], [1, 0, 0, 2, 0, 0, 0, 6]);
  t.deepEqual([...records.words.subarray(2, 4)], [8 * 256 + 7, 0]);
  t.deepEqual([...records.words.subarray(6)], [8 * 256 + 9, 9 * 256 + 8]);
});

/** Lists of nought to all columns, ascending, with values of both signs. */
function randomLists(
  blocks: Blocks,
  stream: RandomStream,
  { lists, columns }: { readonly lists: number; readonly columns: number },
): SparseBlock {
  const starts = blocks.integers(lists + 2);
  const entries = createEntries(blocks, lists * columns);
  let to = 0;
  for (let list = 0; list < lists; list++) {
    const share = stream.integer(4);
    for (let column = 0; column < columns; column++) {
      if (stream.integer(4) >= share) continue;
      entries.columns[2 * to] = column;
      entries.values[2 * to + 1] = stream.normal();
      to++;
    }
    starts.values[list + 1] = to;
  }
  return { lists, starts, entries };
}

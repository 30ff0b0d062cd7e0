import test from 'ava';
import { selectionNetwork } from '../../../src/ml/kernels/network.ts';
import { encodeNetwork, type NetworkExports } from '../../../src/ml/kernels/network-code.ts';
import { compileModule, createMemory, instantiate } from '../../../src/ml/kernels/webassembly.ts';
import { createRandom, type RandomStream } from '../../../src/random.ts';

const COLUMNS = 12;
const UNTOUCHED = -77;
const ROWS_AT = 64;

for (const count of [1, 2, 3, 5, 8, 10, 13, 32]) {
  test(`network code - ${count} rows: all ranges of ranks are sorted into their rows, and nothing else is written`, (t) => {
    for (let first = 0; first < count; first++) {
      for (let last = first; last < count; last += count > 10 ? 7 : 1) {
        const rowBytes = 16 * (COLUMNS / 4) + 16 * (first % 2);
        const rows = sortedRows(t.title, count, [first, last], rowBytes);
        for (const [rank, { actual, expected }] of rows.entries()) {
          const wanted = rank >= first && rank <= last ? expected : actual.map(() => UNTOUCHED);
          // The last four columns lie beyond the end.
          t.deepEqual(actual.slice(0, COLUMNS - 4), wanted.slice(0, COLUMNS - 4), `${first} to ${last}, rank ${rank}`);
          t.deepEqual(actual.slice(COLUMNS - 4), Array(4).fill(UNTOUCHED));
        }
      }
    }
  });
}

/** What lies in each row after sorting, UNTOUCHED where it is what was there before; and what would by plain sorting. */
function sortedRows(
  name: string,
  count: number,
  ranks: readonly [first: number, last: number],
  rowBytes: number,
): readonly { readonly actual: number[]; readonly expected: number[] }[] {
  const memory = createMemory(1);
  const module = compileModule(encodeNetwork(selectionNetwork(count, ...ranks), { count, rowBytes, ranks }));
  const stream = createRandom(8).stream(name, ...ranks);
  const views = Array.from({ length: count }, (_, row) => {
    const view = new Float32Array(memory.buffer, ROWS_AT + row * rowBytes, COLUMNS);
    return view.map(() => awkward(stream));
  });
  for (const [row, values] of views.entries())
    new Float32Array(memory.buffer, ROWS_AT + row * rowBytes, COLUMNS).set(values);
  (instantiate(module, memory) as NetworkExports).run(ROWS_AT, ROWS_AT + 4 * (COLUMNS - 4));
  const columns = Array.from({ length: COLUMNS }, (_, column) =>
    views.map((values) => (Number.isNaN(values[column]) ? Infinity : values[column]! + 0)).sort((a, b) => a - b),
  );
  return views.map((before, rank) => ({
    actual: Array.from(new Float32Array(memory.buffer, ROWS_AT + rank * rowBytes, COLUMNS), (value, column) =>
      Object.is(value, before[column]) && !wasWritten(ranks, rank, column) ? UNTOUCHED : value,
    ),
    expected: columns.map((values) => values[rank]!),
  }));
}

function wasWritten([first, last]: readonly [number, number], rank: number, column: number): boolean {
  return rank >= first && rank <= last && column < COLUMNS - 4;
}

function awkward(stream: RandomStream): number {
  const special = [NaN, Infinity, -Infinity, 0, -0, 3e38];
  return stream.uniform() < 0.3 ? special[stream.integer(special.length)]! : stream.integer(9) - 4;
}

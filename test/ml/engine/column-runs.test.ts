import test from 'ava';
import { findRuns, gatherRows, mostBounds, rowsBetween, scatterRows } from '../../../src/ml/engine/column-runs.ts';

const cases = [
  { what: 'nothing used', used: [0, 0, 0], runs: [] },
  { what: 'all used', used: [1, 2, 3], runs: [0, 3] },
  { what: 'gaps at both ends', used: [0, 9, 9, 0], runs: [1, 2] },
  { what: 'every other one, the most runs there can be', used: [5, 0, 5, 0, 5], runs: [0, 1, 2, 1, 4, 1] },
] as const;

for (const { what, used, runs: expected } of cases) {
  test(`column runs - ${what}: found, taken out and put back`, (t) => {
    const width = 2;
    const runs = findRuns(Uint8Array.from(used), new Int32Array(mostBounds(used.length)));
    t.deepEqual([...runs.bounds], [...expected]);
    const kept = used.map((value) => value !== 0);
    t.is(runs.columns, kept.filter(Boolean).length);

    const whole = Float32Array.from({ length: used.length * width }, (_, index) => index + 1);
    const isKept = (index: number): boolean => kept[Math.floor(index / width)]!;
    const compact = new Float32Array(runs.columns * width);
    gatherRows(whole, runs, width, compact);
    t.deepEqual(
      [...compact],
      [...whole].filter((_, index) => isKept(index)),
    );
    t.deepEqual(
      [...rowsBetween(whole, runs, width)].flatMap((rows) => [...rows]),
      [...whole].filter((_, index) => !isKept(index)),
    );
    const back = new Float32Array(whole.length).fill(NaN);
    scatterRows(compact, runs, width, back);
    t.deepEqual(
      [...back],
      [...whole].map((value, index) => (isKept(index) ? value : 0)),
    );
  });
}

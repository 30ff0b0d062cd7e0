import test from 'ava';
import { createRule } from '../../../src/ml/aggregation/index.ts';

const aggregate = (name: string, rows: readonly (readonly number[])[]): number[] => {
  const rule = createRule(name);
  const gradients = rows.map((row) => Float32Array.from(row));
  return [...rule.apply(gradients, rule.init(gradients[0]!.length)).aggregate];
};

test('mean - averages each coordinate', (t) => {
  t.deepEqual(
    aggregate('mean', [
      [1, 2],
      [3, -4],
      [5, 8],
    ]),
    [3, 2],
  );
  t.deepEqual(aggregate('mean', [[7, -1]]), [7, -1]);
});

test('mean - sums in double: a small value survives two large ones', (t) => {
  t.deepEqual(aggregate('mean', [[2 ** 25], [1], [-(2 ** 25)]]), [Math.fround(1 / 3)]);
});

test('mean - one infinite vector is enough to break it', (t) => {
  t.deepEqual(aggregate('mean', [[1], [Infinity]]), [Infinity]);
});

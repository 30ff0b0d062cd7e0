import test from 'ava';
import { createRule } from '../../../src/ml/aggregation/index.ts';

const aggregate = (rows: readonly (readonly number[])[], f = 0): number[] => {
  const rule = createRule('marginal-median', { f });
  const gradients = rows.map((row) => Float32Array.from(row));
  return [...rule.apply(gradients, rule.init(gradients[0]!.length)).aggregate];
};

test('marginal-median - takes the middle value of each coordinate', (t) => {
  t.deepEqual(
    aggregate([
      [1, 5],
      [2, 4],
      [9, 6],
    ]),
    [2, 5],
  );
});

test('marginal-median - an even number averages the two middle values', (t) => {
  t.deepEqual(
    aggregate([
      [1, -8],
      [2, 0],
      [4, 1],
      [100, 2],
    ]),
    [3, 0.5],
  );
});

test('marginal-median - NaN and infinities of a minority do not reach the result', (t) => {
  t.deepEqual(aggregate([[1], [NaN], [3], [2], [-Infinity]], 2), [2]);
  t.deepEqual(aggregate([[1], [NaN], [3], [2]], 1), [2.5]);
  t.deepEqual(aggregate([[-Infinity], [-Infinity], [3], [2], [4]], 2), [2]);
});

test('marginal-median - two huge middle values do not overflow', (t) => {
  const huge = Math.fround(3e38);
  t.deepEqual(aggregate([[huge], [huge]]), [huge]);
});

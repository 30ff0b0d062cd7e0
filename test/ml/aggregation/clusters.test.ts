/** The rules that keep the larger of two groups: hand-worked cases, a published value, what they remember. */
import test from 'ava';
import { largerCluster, largerOfTwoMeans } from '../../../src/ml/aggregation/clustering.ts';
import { createRule } from '../../../src/ml/aggregation/index.ts';

type Rows = readonly (readonly number[])[];
const vectors = (rows: Rows): Float32Array[] => rows.map((row) => Float32Array.from(row));

const aggregate = (name: string, options: object, rows: Rows): number[] => {
  const rule = createRule(name, options);
  return [...rule.apply(vectors(rows), rule.init(rows[0]!.length)).aggregate];
};

/** Distances of points on a line. */
const onLine = (points: readonly number[]): Float64Array =>
  Float64Array.from(points.flatMap((a) => points.map((b) => Math.abs(a - b))));

test('clustering - single linkage follows a chain, average linkage does not', (t) => {
  // Steps of 1.5 along the chain, 1.9 to the pair at the end: only single linkage goes all the way.
  const points = [0, 1.5, 3, 4.5, 6.4, 6.5];
  t.deepEqual(largerCluster(onLine(points), 6, 'single'), [0, 1, 2, 3]);
  t.deepEqual(largerCluster(onLine([0, 1, 2, 3, 4, 5, 7.5, 7.6]), 8, 'single'), [0, 1, 2, 3, 4, 5]);
  t.deepEqual(largerCluster(onLine([0, 1, 4, 5, 5.5]), 5, 'average'), [2, 3, 4]);
});

test('clustering - of equally large clusters that with the first point; one point is a cluster', (t) => {
  t.deepEqual(largerCluster(onLine([9, 0, 0.5, 9.5]), 4, 'average'), [0, 3]);
  t.deepEqual(largerCluster(onLine([9, 1]), 2, 'average'), [0]);
  t.deepEqual(largerCluster(onLine([9]), 1, 'single'), [0]);
});

test('clustering - 2-means: the larger group, all where all are the same', (t) => {
  t.deepEqual(largerOfTwoMeans([[0], [9], [1], [8], [2]]), [0, 2, 4]);
  t.deepEqual(largerOfTwoMeans([[1], [5]]), [0]);
  // 0 to 2 and 2 to 4 are equally far: the lower one is begun with, whatever the order.
  t.deepEqual(largerOfTwoMeans([[4], [2], [0]]), [1, 2]);
  t.deepEqual(largerOfTwoMeans([[0], [2], [4]]), [0, 1]);
  t.deepEqual(largerOfTwoMeans([[3, 1], [3, 1], [3, 1]]), [0, 1, 2]); // prettier-ignore
});

test('clipped-clustering - norms of earlier calls count, as many as are remembered', (t) => {
  const first = vectors([[1, 0], [1, 0], [1, 0]]); // prettier-ignore
  const second = vectors([[8, 0], [8, 0], [8, 0]]); // prettier-ignore
  const twice = (options: object): number => {
    const rule = createRule('clipped-clustering', options);
    const { state } = rule.apply(first, rule.init(2));
    return rule.apply(second, state).aggregate[0]!;
  };
  t.is(twice({}), 4.5); // median of 1, 1, 1, 8, 8, 8
  t.is(twice({ history: 5 }), 8);
  t.is(twice({ bound: 2 }), 2);
});

test('clipped-clustering - vectors that are not finite are neither averaged nor remembered', (t) => {
  const rule = createRule('clipped-clustering');
  const { aggregate: result, state } = rule.apply(vectors([[2, 0], [NaN, 1], [2, 0], [Infinity, 0]]), rule.init(2)); // prettier-ignore
  t.deepEqual([...result], [2, 0]);
  t.deepEqual(state, { norms: Float64Array.of(2, 2) });
});

test('clipped-clustering - a zero vector is at a right angle to all others', (t) => {
  const rows = [[0, 0], [3, 0], [3, 0.1], [-3, 0]]; // prettier-ignore
  t.deepEqual(aggregate('clipped-clustering', { bound: 3 }, rows).map((value) => value.toFixed(3)), ['1.999', '0.033']); // prettier-ignore
});

test('sign-guard - unusual norms and unusual signs are dropped, long ones are shortened to the median', (t) => {
  const rows: Rows = [
    [1, 1, -1, 1], // norm 2
    [2, 2, -2, 2], // norm 4: shortened to 2
    [1, -1, 1, 1],
    [-1, -1, -1, -1], // other signs
    [9, 9, 9, -9], // norm 18, more than three times the median of 2
  ];
  t.deepEqual(
    aggregate('sign-guard', {}, rows),
    [1, 1 / 3, -1 / 3, 1].map((value) => Math.fround(value)),
  );
  // Norm 0.1 is less than a tenth of the median.
  t.deepEqual(aggregate('sign-guard', {}, [[3, 4], [3, 4], [0.06, 0.08]]), [3, 4]); // prettier-ignore
  t.deepEqual(aggregate('sign-guard', {}, [[0, 0], [0, 0]]), [0, 0]); // prettier-ignore
});

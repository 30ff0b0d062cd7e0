import test from 'ava';
import { dbscan } from '../../src/city/dbscan.ts';

/** Points on a line. */
const onLine = (...xs: readonly number[]): Float64Array => Float64Array.from(xs.flatMap((x) => [x, 0]));

test('dbscan - worked by hand: a chain, a pair, a border point, noise', (t) => {
  // Radius 1, three points: 0, 1, 2 (1 is inside; 0 and 2 have but two around them), 10 and 10.5 are too few.
  t.deepEqual([...dbscan(onLine(0, 1, 2, 10, 10.5), 1, 3)], [0, 0, 0, -1, -1]);
  // With two points all of the pair are inside.
  t.deepEqual([...dbscan(onLine(0, 1, 2, 10, 10.5, 20), 1, 2)], [0, 0, 0, 1, 1, -1]);
  // 3 and 5 are inside clusters of their own; 4, between them, is inside neither and goes with the first.
  t.deepEqual([...dbscan(onLine(3, 2.5, 2, 4, 5, 5.5, 6), 1, 4)], [0, 0, 0, 0, 1, 1, 1]);
  t.deepEqual([...dbscan(onLine(5, 5.5, 6, 4, 3, 2.5, 2), 1, 4)], [0, 0, 0, 0, 1, 1, 1]);
});

test('dbscan - the border of the radius counts, in both directions, also across cells', (t) => {
  t.deepEqual([...dbscan(Float64Array.of(-0.5, -0.5, -0.5, 0.5), 1, 2)], [0, 0]);
  t.deepEqual([...dbscan(Float64Array.of(-0.5, -0.5, -0.5, 0.51), 1, 2)], [-1, -1]);
});

test('dbscan - the same as looking at all pairs, on points on a grid', (t) => {
  const positions = Float64Array.from({ length: 600 }, (_, index) => (index * index * 7919) % 263);
  const count = positions.length / 2;
  const radius = 5;
  const minimum = 4;
  const near = (a: number, b: number): boolean =>
    (positions[2 * a]! - positions[2 * b]!) ** 2 + (positions[2 * a + 1]! - positions[2 * b + 1]!) ** 2 <= radius ** 2;
  const all = Array.from({ length: count }, (_, index) => index);
  const inside = all.map((a) => all.filter((b) => near(a, b)).length >= minimum);
  const clusters = dbscan(positions, radius, minimum);
  t.true(new Set(clusters).size > 3);
  for (const a of all) {
    t.is(
      clusters[a] !== -1,
      all.some((b) => inside[b] && near(a, b)),
      `point ${a}`,
    );
    for (const b of all) if (inside[a] && inside[b] && near(a, b)) t.is(clusters[a], clusters[b]);
  }
});

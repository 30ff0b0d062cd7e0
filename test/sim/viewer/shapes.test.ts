import test from 'ava';
import {
  circle,
  cross,
  predict,
  rectangle,
  ring,
  serverSign,
  viewBoundary,
  wedge,
} from '../../../src/sim/viewer/shapes.ts';

test('viewer shapes - every corner of a circle lies at the radius, and it is closed', (t) => {
  const corners = circle([10, -5], 50);
  t.is(corners.length, 65);
  t.deepEqual(corners[0], [60, -5]);
  for (const [x, y] of corners) t.true(Math.abs(Math.hypot(x - 10, y + 5) - 50) < 1e-9);
  t.deepEqual(corners.at(-1), corners[0]);
});

test('viewer shapes - a rectangle has its four corners and is closed', (t) => {
  t.deepEqual(
    rectangle([
      [1, 2],
      [3, 5],
    ]),
    [
      [1, 2],
      [3, 2],
      [3, 5],
      [1, 5],
      [1, 2],
    ],
  );
});

test('viewer shapes - the sign lies inside a sixth of the range', (t) => {
  const { disc, mast } = serverSign({ x: 100, y: 200, range: 50 });
  for (const [x, y] of [...disc, ...mast]) t.true(Math.hypot(x - 100, y - 200) <= 8 + 1e-9);
});

test('viewer shapes - the view holds all ranges and a tenth of the larger side around them', (t) => {
  // x from -50 to 330, y from -50 to 120: 380 by 170 m, margin 38 m.
  const sites = [
    { x: 0, y: 0, range: 50 },
    { x: 300, y: 90, range: 30 },
  ];
  t.deepEqual(viewBoundary(sites), [
    [-88, -88],
    [368, 158],
  ]);
});

test('viewer shapes - a vehicle is expected to go on as it did, unless it jumped or is new', (t) => {
  t.deepEqual(predict([10, 20], [7, 24], 70), [13, 16]);
  t.deepEqual(predict([10, 20], undefined, 70), [10, 20]);
  t.deepEqual(predict([100, 0], [0, 0], 70), [100, 0]);
});

test('viewer shapes - a wedge is broad at its start and a point at its end; none without a way', (t) => {
  t.deepEqual(wedge([0, 0], [10, 0], 4), [
    [0, 2],
    [0, -2],
    [10, 0],
  ]);
  t.is(wedge([3, 4], [3, 4], 4), undefined);
});

test('viewer shapes - a cross has twelve corners and four arms alike, within its circle', (t) => {
  const corners = cross([5, 5], 10).map(([x, y]) => [x - 5, y - 5] as const);
  t.is(corners.length, 12);
  for (const [x, y] of corners) {
    t.true(Math.hypot(x, y) <= 10.3);
    t.true(
      corners.some(([a, b]) => Math.abs(a + y) < 1e-9 && Math.abs(b - x) < 1e-9),
      'the same turned by a quarter',
    );
  }
});

test('viewer shapes - a ring has a hole', (t) => {
  const radii = ring([1, 2], 10).map(([x, y]) => Math.round(10 * Math.hypot(x - 1, y - 2)) / 10);
  t.deepEqual([...new Set(radii)], [10, 6.2]);
});

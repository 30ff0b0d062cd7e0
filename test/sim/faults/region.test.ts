import test from 'ava';
import { area, isInside } from '../../../src/sim/faults/region.ts';

test('region - the rim of a circle belongs to it', (t) => {
  const circle = { x: 10, y: 20, radius: 5 };
  t.true(isInside(circle, 13, 24));
  t.false(isInside(circle, 13.01, 24));
});

/** An L: the square of side 2 without its upper right quarter. */
const corner = {
  polygon: [
    [0, 0],
    [2, 0],
    [2, 1],
    [1, 1],
    [1, 2],
    [0, 2],
  ] as [number, number][],
};

test('region - a polygon with a notch', (t) => {
  t.true(isInside(corner, 0.5, 1.5));
  t.true(isInside(corner, 1.5, 0.5));
  t.false(isInside(corner, 1.5, 1.5));
  t.false(isInside(corner, -0.5, 0.5));
  t.is(area(corner.polygon), 3);
});

test('region - a point on a common side belongs to one of two squares', (t) => {
  const square = (x: number) => ({
    polygon: [
      [x, 0],
      [x + 1, 0],
      [x + 1, 1],
      [x, 1],
    ] as [number, number][],
  });
  const hits = [square(0), square(1)].filter((region) => isInside(region, 1, 0.5));
  t.is(hits.length, 1);
});

test('region - the order of corners does not matter', (t) => {
  const reversed = { polygon: [...corner.polygon].reverse() };
  for (let x = -0.25; x < 2.5; x += 0.5)
    for (let y = -0.25; y < 2.5; y += 0.5) t.is(isInside(reversed, x, y), isInside(corner, x, y));
});

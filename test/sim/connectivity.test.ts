import test from 'ava';
import { connect, NO_LINK } from '../../src/sim/connectivity.ts';
import { frame } from '../helpers/frames.ts';

const sites = [
  { x: 0, y: 0, range: 50 },
  { x: 80, y: 0, range: 50 },
];

const cases: readonly (readonly [string, readonly [number, number], number])[] = [
  ['at the site', [0, 0], 0],
  ['exactly at range', [-30, 40], 0],
  ['a hair out of range', [-30, 40.0001], NO_LINK],
  ['nearest of two in range', [41, 0], 1],
  ['as near to both: the first', [40, 0], 0],
  ['far away', [1000, 1000], NO_LINK],
];

for (const [name, position, expected] of cases) {
  test(`connectivity - ${name}`, (t) => {
    t.is(connect(frame(1, { v: position }).vehicles, sites)[0], expected);
  });
}

test('connectivity - a larger range elsewhere does not win over a nearer edge server', (t) => {
  const wide = [
    { x: 0, y: 0, range: 1000 },
    { x: 80, y: 0, range: 10 },
  ];
  t.deepEqual([...connect(frame(1, { a: [75, 0], b: [65, 0] }).vehicles, wide)], [1, 0]);
});

test('connectivity - writes into the given array when it is long enough', (t) => {
  const into = new Int32Array(3);
  t.is(connect(frame(1, { a: [0, 0], b: [500, 0] }).vehicles, sites, into), into);
  t.deepEqual([...into.subarray(0, 2)], [0, NO_LINK]);
});

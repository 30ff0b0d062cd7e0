import test from 'ava';
import { findReach } from '../../src/city/reach.ts';
import { networkOf } from './roads.ts';

/** The reach by ids. */
function reach(...args: Parameters<typeof networkOf>): { origins: string; destinations: string } {
  const { roads } = networkOf(...args);
  const { origins, destinations } = findReach(roads);
  const ids = (indices: readonly number[]): string => indices.map((index) => roads[index]!.id).join('');
  return { origins: ids(origins), destinations: ids(destinations) };
}

test('reach - what leads into the core is an origin, what it leads to a destination', (t) => {
  // i -> (a -> b -> c -> a) -> o, with x apart and d off the way in.
  const town = { i: ['a', 'd'], a: ['b'], b: ['c'], c: ['a', 'o'], o: [], d: [], x: [] };
  t.deepEqual(reach(town), { origins: 'iabc', destinations: 'abco' });
});

test('reach - of two cores the one with more metres of lane', (t) => {
  const towns = { a: ['b'], b: ['a'], c: ['d'], d: ['c'] };
  t.deepEqual(reach(towns, { c: { lanes: 2 } }), { origins: 'cd', destinations: 'cd' });
  t.deepEqual(reach(towns, { a: { length: 101 } }), { origins: 'ab', destinations: 'ab' });
});

test('reach - a street with no way back: all before it to all after it', (t) => {
  t.deepEqual(reach({ a: ['b'], b: ['c'], c: [] }, { b: { length: 500 } }), { origins: 'ab', destinations: 'bc' });
});

test('reach - turning round on the spot counts', (t) => {
  t.deepEqual(reach({ a: [], b: [] }, { a: { turnarounds: [1] }, b: { turnarounds: [0] } }), {
    origins: 'ab',
    destinations: 'ab',
  });
});

test('reach - a ring of a hundred thousand roads is no trouble', (t) => {
  const { roads } = networkOf({ a: [] });
  const ring = Array.from({ length: 100_000 }, (_, index) => ({ ...roads[0]!, next: [(index + 1) % 100_000] }));
  t.is(findReach(ring).origins.length, 100_000);
});

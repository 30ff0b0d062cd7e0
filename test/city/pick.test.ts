import test from 'ava';
import { createPicker } from '../../src/city/pick.ts';
import { createRandom, type RandomStream } from '../../src/random.ts';

/** A stream whose uniform draws are given. */
function draws(...values: readonly number[]): RandomStream {
  const left = [...values];
  return { ...createRandom(0).stream('unused'), uniform: () => left.shift()! };
}

test('pick - a draw falls into the item whose share it lies in', (t) => {
  const pick = createPicker(['a', 'b', 'c', 'd'], (item) => ({ a: 1, b: 0, c: 2, d: 1 })[item]!);
  const stream = draws(0, 0.2499, 0.25, 0.7499, 0.75, 0.9999);
  t.is(Array.from({ length: 6 }, () => pick(stream)).join(''), 'aaccdd');
});

test('pick - no item, or none with a weight, is refused', (t) => {
  t.throws(() => createPicker([], () => 1), { instanceOf: RangeError });
  t.throws(() => createPicker([1], () => 0), { instanceOf: RangeError });
});

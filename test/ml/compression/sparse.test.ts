import test from 'ava';
import { countOfShare, largestMagnitudes, sparseBytes } from '../../../src/ml/compression/sparse.ts';
import { createRandom } from '../../../src/random.ts';

test('sparse - the largest are those that sorting finds, whatever the count', (t) => {
  const stream = createRandom(1).stream('sparse');
  // Few distinct values give ties, wide exponents fill many buckets.
  for (const draw of [
    () => stream.normal(),
    () => stream.integer(5) - 2,
    () => stream.normal() * 10 ** stream.integer(60),
  ]) {
    const vector = Float32Array.from({ length: 300 }, draw);
    const order = [...vector.keys()].sort((a, b) => Math.abs(vector[b]!) - Math.abs(vector[a]!) || a - b);
    for (const count of [0, 1, 2, 17, 150, 299, 300]) {
      t.deepEqual(
        [...largestMagnitudes(vector, count)],
        order.slice(0, count).sort((a, b) => a - b),
      );
    }
  }
});

test('sparse - views, infinities, NaN and signed zeros', (t) => {
  const vector = Float32Array.of(9, 9, 1, -Infinity, NaN, 0, -0).subarray(2);
  t.deepEqual([...largestMagnitudes(vector, 2)], [1, 2]);
  t.deepEqual([...largestMagnitudes(vector, 1)], [2]);
  t.deepEqual([...largestMagnitudes(vector, 4)], [0, 1, 2, 3]);
});

test('sparse - counts and bytes by hand', (t) => {
  t.deepEqual([countOfShare(0.01, 109_386), countOfShare(1e-9, 5), countOfShare(1, 5)], [1094, 1, 5]);
  t.is(sparseBytes(1094, 109_386), 4 + Math.ceil((1094 * 17) / 8) + 4376);
  t.is(sparseBytes(1, 1), 4 + 0 + 4);
  t.is(sparseBytes(5, 5), 4 + 1 + 20);
});

import test from 'ava';
import { equalSizes, proportionalSizes } from '../../../../src/ml/data/partition/partitioner.ts';
import { sampleDirichlet } from '../../../../src/ml/data/partition/dirichlet-sample.ts';
import { createRandom } from '../../../../src/random.ts';

test('partitioner - equal sizes, the larger ones first', (t) => {
  t.deepEqual(equalSizes(10, 4), [3, 3, 2, 2]);
  t.deepEqual(equalSizes(2, 3), [1, 1, 0]);
});

test('partitioner - proportional sizes by rounding the running sum', (t) => {
  t.deepEqual(proportionalSizes(10, Float64Array.of(0.25, 0.25, 0.5)), [3, 2, 5]);
  t.deepEqual(proportionalSizes(7, Float64Array.of(1, 0, 0)), [7, 0, 0]);
  t.deepEqual(proportionalSizes(0, Float64Array.of(0.5, 0.5)), [0, 0]);
});

test('partitioner - proportional sizes are within one of exact, never negative and add up', (t) => {
  const stream = createRandom(1).stream('sizes');
  for (let round = 0; round < 200; round++) {
    const count = stream.integer(1000);
    const proportions = sampleDirichlet(1 + stream.integer(12), 0.3, stream);
    const sizes = proportionalSizes(count, proportions);
    t.is(
      sizes.reduce((sum, size) => sum + size, 0),
      count,
    );
    t.true(sizes.every((size, part) => size >= 0 && Math.abs(size - count * proportions[part]!) <= 1));
  }
});

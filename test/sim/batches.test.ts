import test from 'ava';
import { createRandom } from '../../src/random.ts';
import { createBatchSequence } from '../../src/sim/batches.ts';

test('batches - an epoch draws every example once, the next one in another order', (t) => {
  const batches = createBatchSequence(60, 20, createRandom(1));
  t.is(batches.perEpoch, 3);
  const epoch = (number: number): readonly number[] =>
    [0, 1, 2].flatMap((index) => [...batches.batch(3 * number + index)]);
  for (const number of [0, 1]) {
    t.deepEqual(
      [...epoch(number)].sort((a, b) => a - b),
      Array.from({ length: 60 }, (_, index) => index),
    );
  }
  t.notDeepEqual(epoch(0), epoch(1));
});

test('batches - batch n is the same whenever it is asked for', (t) => {
  const batches = createBatchSequence(50, 20, createRandom(1));
  const late = batches.batch(5);
  batches.batch(0);
  t.deepEqual(batches.batch(5), late);
  t.is(batches.perEpoch, 2);
});

test('batches - a batch larger than the training set is refused', (t) => {
  t.throws(() => createBatchSequence(10, 20, createRandom(1)), { message: /expected at most 10 examples, got 20/ });
});

import test from 'ava';
import { createRandom } from '../../src/random.ts';
import { addToBucket, createBucket, firstOfBucket, isBucketEmpty, takeFromBucket } from '../../src/sim/bucket.ts';

const compare = (a: number, b: number): number => a - b;

test('bucket - 300 random mixtures of adding and taking agree with a sorted list', (t) => {
  const random = createRandom(1).stream('bucket');
  for (let round = 0; round < 300; round++) {
    const bucket = createBucket(0.5);
    const plain = [0.5];
    for (let change = 0; change < 60 && plain.length > 0; change++) {
      if (random.uniform() < 0.6) {
        const item = random.integer(1000) + change / 100;
        addToBucket(bucket, item, compare);
        plain.push(item);
        plain.sort(compare);
      } else if (random.uniform() < 0.5) {
        t.is(firstOfBucket(bucket, compare), plain[0]!);
      } else {
        t.is(takeFromBucket(bucket, compare), plain.shift()!);
      }
      t.is(isBucketEmpty(bucket), plain.length === 0);
    }
  }
});

test('bucket - items added in order cost one comparison each', (t) => {
  let comparisons = 0;
  const counted = (a: number, b: number): number => {
    comparisons++;
    return a - b;
  };
  const bucket = createBucket(0);
  for (let item = 1; item < 1000; item++) addToBucket(bucket, item, counted);
  for (let item = 0; item < 1000; item++) t.is(takeFromBucket(bucket, counted), item);
  t.is(comparisons, 999);
});

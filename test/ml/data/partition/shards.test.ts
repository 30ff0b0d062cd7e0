import test from 'ava';
import { partitionShards } from '../../../../src/ml/data/partition/shards.ts';
import { createRandom } from '../../../../src/random.ts';
import { classesIn, randomLabels } from '../helpers/labels.ts';

test("shards - two shards each are at most four classes, as in McMahan's 100 clients of 600", (t) => {
  const labels = randomLabels(6000);
  const parts = partitionShards(labels, 100, { shardsPerPart: 2 }, createRandom(1));
  t.true(parts.every(({ length }) => length === 60));
  const classes = parts.map((part) => classesIn(labels, part));
  t.true(classes.every((count) => count <= 4));
  t.true(classes.filter((count) => count <= 2).length > 60);
});

test('shards - one shard of exactly one class each when the classes are equally frequent', (t) => {
  const labels = Uint8Array.from({ length: 100 }, (_, index) => index % 10);
  for (const part of partitionShards(labels, 10, { shardsPerPart: 1 }, createRandom(1)))
    t.is(classesIn(labels, part), 1);
});

test('shards - refuses more shards than examples', (t) => {
  t.throws(() => partitionShards(randomLabels(9), 5, { shardsPerPart: 2 }, createRandom(1)), {
    message: "partition 'shards': expected at most 9 shards, one for each example, got 5 x 2",
  });
});

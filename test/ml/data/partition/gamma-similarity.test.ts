import test from 'ava';
import { partitionGammaSimilarity } from '../../../../src/ml/data/partition/gamma-similarity.ts';
import { skewReport } from '../../../../src/ml/data/partition/skew.ts';
import { createRandom } from '../../../../src/random.ts';
import { classesIn, randomLabels } from '../helpers/labels.ts';

test('gamma-similarity - 0 sorts everything, 1 spreads everything, between is between', (t) => {
  const labels = randomLabels(10_000);
  const distance = (gamma: number): number =>
    skewReport(labels, 10, partitionGammaSimilarity(labels, 10, { gamma }, createRandom(1))).meanLabelDistance;
  t.true(distance(0) > 0.85);
  t.true(distance(1) < 0.05);
  // The sorted share is as far away as for gamma 0, the even share not at all.
  t.true(Math.abs(distance(0.6) - 0.4 * distance(0)) < 0.04);
});

test('gamma-similarity - sorted equal classes go to one part each', (t) => {
  const labels = Uint8Array.from({ length: 100 }, (_, index) => index % 10);
  const parts = partitionGammaSimilarity(labels, 10, { gamma: 0 }, createRandom(1));
  t.deepEqual(
    parts.map((part) => labels[part[0]!]),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
  t.true(parts.every((part) => classesIn(labels, part) === 1));
});

test('gamma-similarity - sizes differ by one at most for any gamma', (t) => {
  for (const gamma of [0, 0.1, 0.33, 0.5, 0.77, 1]) {
    const sizes = partitionGammaSimilarity(randomLabels(1009), 7, { gamma }, createRandom(1)).map(
      (part) => part.length,
    );
    t.true(Math.max(...sizes) - Math.min(...sizes) <= 1, `${gamma}: ${sizes.join()}`);
  }
});

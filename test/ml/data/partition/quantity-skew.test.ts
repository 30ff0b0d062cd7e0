import test from 'ava';
import { partitionQuantitySkew } from '../../../../src/ml/data/partition/quantity-skew.ts';
import { skewReport } from '../../../../src/ml/data/partition/skew.ts';
import { createRandom } from '../../../../src/random.ts';
import { randomLabels } from '../helpers/labels.ts';

test('quantity-skew - uneven sizes, even mixture', (t) => {
  const labels = randomLabels(20_000);
  const report = (beta: number): ReturnType<typeof skewReport> =>
    skewReport(
      labels,
      10,
      partitionQuantitySkew(labels, 8, { beta, minimumSize: 10, attempts: 1000 }, createRandom(1)),
    );
  const uneven = report(0.5);
  t.true(uneven.sizeVariation > 0.5, `${uneven.sizeVariation}`);
  t.true(uneven.meanLabelDistance < 0.03);
  t.true(report(10_000).sizeVariation < 0.05);
});

test('quantity-skew - respects the minimum size or says that it cannot', (t) => {
  const parts = partitionQuantitySkew(
    randomLabels(1000),
    8,
    { beta: 0.5, minimumSize: 25, attempts: 10_000 },
    createRandom(1),
  );
  t.true(parts.every(({ length }) => length >= 25));
  t.throws(
    () => partitionQuantitySkew(randomLabels(79), 8, { beta: 0.5, minimumSize: 10, attempts: 20 }, createRandom(1)),
    { message: /partition 'quantity-skew': expected 10 examples for each of 8 parts, got 79 in all/ },
  );
});

import test from 'ava';
import { partitionIid } from '../../../../src/ml/data/partition/iid.ts';
import { skewReport } from '../../../../src/ml/data/partition/skew.ts';
import { createRandom } from '../../../../src/random.ts';
import { randomLabels } from '../helpers/labels.ts';

test('iid - sizes differ by one at most, and every part looks like the whole', (t) => {
  const labels = randomLabels(10_003);
  const parts = partitionIid(labels, 5, {}, createRandom(1));
  t.deepEqual(
    parts.map(({ length }) => length),
    [2001, 2001, 2001, 2000, 2000],
  );
  const report = skewReport(labels, 10, parts);
  t.true(report.parts.every(({ labelDistance }) => labelDistance < 0.05));
});

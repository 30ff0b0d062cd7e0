import test from 'ava';
import { DataError } from '../../../../src/ml/data/errors.ts';
import { partitionDirichlet } from '../../../../src/ml/data/partition/dirichlet.ts';
import { sampleDirichlet } from '../../../../src/ml/data/partition/dirichlet-sample.ts';
import { skewReport } from '../../../../src/ml/data/partition/skew.ts';
import { createRandom } from '../../../../src/random.ts';
import { randomLabels } from '../helpers/labels.ts';

const limits = { minimumSize: 10, attempts: 1000 };

test('dirichlet - the smaller alpha, the more skewed', (t) => {
  const labels = randomLabels(10_000);
  const distance = (alpha: number): number => {
    const parts = partitionDirichlet(labels, 10, { alpha, ...limits }, createRandom(1));
    return skewReport(labels, 10, parts).meanLabelDistance;
  };
  const [uneven, middle, even] = [distance(0.1), distance(1), distance(1000)];
  t.true(uneven > 0.55, `alpha 0.1: ${uneven}`);
  t.true(middle > 0.2 && middle < 0.5, `alpha 1: ${middle}`);
  t.true(even < 0.05, `alpha 1000: ${even}`);
});

test('dirichlet - every part has the minimum size, by drawing again', (t) => {
  const labels = randomLabels(1000);
  const options = { alpha: 0.1, attempts: 1000 };
  // The first draw of this seed leaves a part below 40; the limit changes the division, not only its check.
  const first = partitionDirichlet(labels, 5, { ...options, minimumSize: 0 }, createRandom(4));
  const smallest = Math.min(...first.map(({ length }) => length));
  const again = partitionDirichlet(labels, 5, { ...options, minimumSize: smallest + 1 }, createRandom(4));
  t.true(again.every(({ length }) => length > smallest));
  t.notDeepEqual(again, first);
});

test('dirichlet - gives up in words when no draw can satisfy', (t) => {
  const options = { alpha: 0.5, minimumSize: 20, attempts: 7 };
  t.throws(() => partitionDirichlet(randomLabels(100), 5, options, createRandom(1)), {
    instanceOf: DataError,
    code: 'E_DATA_PARTITION',
    message: /expected at least 20 examples in every part, got \d+ in the smallest part of the best of 7 draws; raise/,
  });
});

test('dirichlet - draws nothing where the examples cannot suffice', (t) => {
  const options = { alpha: 0.5, minimumSize: 21, attempts: 1e9 };
  t.throws(() => partitionDirichlet(randomLabels(100), 5, options, createRandom(1)), {
    code: 'E_DATA_PARTITION',
    message: /expected 21 examples for each of 5 parts, got 100 in all; lower minimumSize/,
  });
});

// For Dir(a, ..., a) over n parts a share has mean 1/n and variance (n - 1) / (n^2 (n a + 1)).
for (const alpha of [0.05, 0.5, 1, 3, 50]) {
  test(`dirichlet-sample - mean and variance for alpha ${alpha}`, (t) => {
    const stream = createRandom(2).stream('dirichlet', alpha);
    const [parts, draws] = [4, 20_000];
    let sum = 0;
    let squares = 0;
    for (let draw = 0; draw < draws; draw++) {
      const shares = sampleDirichlet(parts, alpha, stream);
      t.true(Math.abs(shares.reduce((total, share) => total + share, 0) - 1) < 1e-12);
      sum += shares[0]!;
      squares += shares[0]! * shares[0]!;
    }
    const mean = sum / draws;
    const variance = squares / draws - mean * mean;
    const expected = (parts - 1) / (parts * parts * (parts * alpha + 1));
    t.true(Math.abs(mean - 1 / parts) < 4 * Math.sqrt(expected / draws), `mean ${mean}`);
    t.true(Math.abs(variance / expected - 1) < 0.06, `variance ${variance}, expected ${expected}`);
  });
}

test('dirichlet-sample - a concentration near 0 gives all to one part instead of 0 / 0', (t) => {
  const stream = createRandom(1).stream('tiny');
  for (const concentration of [1e-5, 1e-300, Number.MIN_VALUE]) {
    const owners = Array.from({ length: 100 }, () => sampleDirichlet(10, concentration, stream).indexOf(1));
    t.is(new Set(owners).size, 10, `${concentration}`);
  }
});

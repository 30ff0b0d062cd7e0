import test from 'ava';
import { partitionExamples } from '../../src/ml/index.ts';
import { createRandom } from '../../src/random.ts';
import { formatTable } from '../../src/cli/format.ts';
import { divisionSkew, skewRows } from '../../src/sim/skew.ts';

const labels = Uint8Array.of(0, 0, 0, 1, 1, 2);
const dataset = { classes: 3, train: { count: 6, features: new Uint8Array(6), scale: 1, labels } };
const edgeServers = ['a', 'b'].map((name) => ({ name, position: { x: 0, y: 0 }, range: 50 }));

test('skew - by hand: zeros here, ones and a two there', (t) => {
  const division = { kind: 'disjoint-by-label' as const, classes: [[0], [1, 2]] };
  const report = divisionSkew({ division, edgeServers, seed: 1 }, dataset)!;
  const rows = skewRows(report, ['a', 'b']);
  t.deepEqual(rows, [
    ['edge server', 'examples', 'classes', 'as diverse as', 'distance', '#0', '#1', '#2'],
    ['a', '3', '1', '1.000', '0.500', '3', '0', '0'],
    // exp(entropy of 2/3 and 1/3) = 3 / 2^(2/3).
    ['b', '3', '2', (3 / 2 ** (2 / 3)).toFixed(3), '0.500', '0', '2', '1'],
    ['all', '6', '3', '', '0.500', '3', '2', '1'],
  ]);
  t.is(formatTable(rows).trimEnd().split('\n').length, 5);
});

test('skew - is that of the parts which the run draws from, and of nothing where there are none', (t) => {
  const many = { classes: 3, train: { ...dataset.train, labels: Uint8Array.from({ length: 300 }, (_, i) => i % 3) } };
  const division = { kind: 'dirichlet', alpha: 0.3, minimumSize: 10, attempts: 1000 } as const;
  const report = divisionSkew({ division, edgeServers, seed: 7 }, many)!;
  const parts = partitionExamples(division, many.train.labels, 2, createRandom(7));
  t.deepEqual(report.parts.map(({ size }) => size), parts.map(({ length }) => length)); // prettier-ignore
  t.is(divisionSkew({ division: { kind: 'none' }, edgeServers, seed: 7 }, many), undefined);
});

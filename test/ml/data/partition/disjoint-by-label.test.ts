import test from 'ava';
import { DataError } from '../../../../src/ml/data/errors.ts';
import { partitionDisjointByLabel } from '../../../../src/ml/data/partition/disjoint-by-label.ts';
import { createRandom } from '../../../../src/random.ts';

const random = createRandom(1);
const labels = Uint8Array.of(2, 0, 1, 2, 4, 0);

test('disjoint-by-label - deals classes out in consecutive runs, skipping those without examples', (t) => {
  // Classes 0, 1, 2, 4 are present: {0, 1} and {2, 4}.
  const parts = partitionDisjointByLabel(labels, 2, {}, random);
  t.deepEqual(
    parts.map((part) => [...part]),
    [
      [1, 2, 5],
      [0, 3, 4],
    ],
  );
});

test('disjoint-by-label - follows a list and leaves out classes that it does not name', (t) => {
  const parts = partitionDisjointByLabel(labels, 2, { classes: [[4], [0, 2]] }, random);
  t.deepEqual(
    parts.map((part) => [...part]),
    [[4], [0, 1, 3, 5]],
  );
});

const refused = [
  [5, undefined, 'expected at most 4 parts, one for each class, got 5; use shards or dirichlet'],
  [2, [[0]], 'expected a list of classes for each of the 2 parts, got 1 lists'],
  [2, [[0, 1], [1]], 'expected every class in one part, got class 1 twice'],
  [2, [[0], [3]], 'expected classes that have examples, got class 3'],
  [2, [[0], [9]], 'expected classes that have examples, got class 9'],
] as const;
for (const [parts, classes, message] of refused) {
  test(`disjoint-by-label - refuses: ${message}`, (t) => {
    t.throws(() => partitionDisjointByLabel(labels, parts, { classes }, random), {
      instanceOf: DataError,
      code: 'E_DATA_PARTITION',
      message: `partition 'disjoint-by-label': ${message}`,
    });
  });
}

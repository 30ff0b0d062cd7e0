import test from 'ava';
import { DataError } from '../../../../src/ml/data/errors.ts';
import { partitionExamples, partitionSpec } from '../../../../src/ml/data/partition/spec.ts';
import { createRandom } from '../../../../src/random.ts';
import { randomLabels } from '../helpers/labels.ts';

const specs = [
  { kind: 'iid' },
  { kind: 'disjoint-by-label' },
  { kind: 'shards' },
  { kind: 'dirichlet', alpha: 0.3 },
  { kind: 'gamma-similarity', gamma: 0.3 },
  { kind: 'quantity-skew', beta: 1 },
].map((spec) => partitionSpec.parse(spec));

for (const spec of specs) {
  for (const parts of [1, 3, 7, 10]) {
    test(`partition - ${spec.kind} into ${parts}: every example in one part, ascending, inputs untouched`, (t) => {
      const labels = randomLabels(1003);
      const before = labels.slice();
      const division = partitionExamples(spec, labels, parts, createRandom(1));
      t.is(division.length, parts);
      t.true(division.every((part) => part.length > 0));
      const seen = new Uint8Array(labels.length);
      for (const part of division) {
        for (const [position, index] of part.entries()) {
          seen[index]!++;
          t.true(position === 0 || part[position - 1]! < index);
        }
      }
      t.true(seen.every((times) => times === 1));
      t.deepEqual(labels, before);
    });
  }

  test(`partition - ${spec.kind}: the same seed divides alike, another seed otherwise if anything is drawn`, (t) => {
    const labels = randomLabels(500);
    const divide = (seed: number): Uint32Array[] => partitionExamples(spec, labels, 5, createRandom(seed));
    t.deepEqual(divide(1), divide(1));
    if (spec.kind === 'disjoint-by-label') t.deepEqual(divide(1), divide(2));
    else t.notDeepEqual(divide(1), divide(2));
  });

  test(`partition - ${spec.kind}: refuses more parts than examples and no part`, (t) => {
    for (const parts of [0, 6, 1.5])
      t.throws(() => partitionExamples(spec, randomLabels(5), parts, createRandom(1)), {
        instanceOf: DataError,
        code: 'E_DATA_PARTITION',
        message: `partition: expected from 1 part to one for each of the 5 examples, got ${parts} parts`,
      });
  });
}

test('partition - the schema fills in the published defaults and refuses what makes no sense', (t) => {
  t.deepEqual(partitionSpec.parse({ kind: 'shards' }), { kind: 'shards', shardsPerPart: 2 });
  t.deepEqual(partitionSpec.parse({ kind: 'dirichlet' }), {
    kind: 'dirichlet',
    alpha: 0.5,
    minimumSize: 10,
    attempts: 1000,
  });
  for (const wrong of [
    { kind: 'dirichlet', alpha: 0 },
    { kind: 'gamma-similarity', gamma: 1.1 },
    { kind: 'shards', shardsPerPart: 0 },
    { kind: 'iid', alpha: 1 },
    { kind: 'natural' },
  ])
    t.false(partitionSpec.safeParse(wrong).success, JSON.stringify(wrong));
});

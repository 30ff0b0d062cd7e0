import test from 'ava';
import { datasetSpec } from '../../../src/ml/data/spec.ts';

const accepted: readonly (readonly [object, object])[] = [
  [{ set: 'digits' }, { set: 'digits', train: 20_000, test: 4000, seed: 1 }],
  [
    { set: 'mnist', train: 50_000 },
    { set: 'mnist', train: 50_000, test: 10_000 },
  ],
  [{ set: 'fashion-mnist' }, { set: 'fashion-mnist', train: 60_000, test: 10_000 }],
  [
    { set: 'cifar-10', test: 1 },
    { set: 'cifar-10', train: 50_000, test: 1 },
  ],
  [
    { set: 'csv', trainFile: 'a.csv', testFile: 'b.csv' },
    { set: 'csv', trainFile: 'a.csv', testFile: 'b.csv', label: 'label', header: true, scale: 1 },
  ],
];
for (const [given, parsed] of accepted) {
  test(`spec - accepts ${JSON.stringify(given)}`, (t) => {
    t.deepEqual(datasetSpec.parse(given), parsed as never);
  });
}

const refused: readonly (readonly [object, readonly (string | number)[]])[] = [
  [{ set: 'imagenet' }, ['set']],
  [{}, ['set']],
  [{ set: 'digits', train: 60_001 }, ['train']],
  [{ set: 'digits', train: 0 }, ['train']],
  [{ set: 'digits', seed: -1 }, ['seed']],
  [{ set: 'mnist', test: 2.5 }, ['test']],
  [{ set: 'mnist', train: '50000' }, ['train']],
  [{ set: 'mnist', seed: 1 }, []],
  [{ set: 'csv', trainFile: 'a.csv' }, ['testFile']],
  [{ set: 'csv', trainFile: 'a.csv', testFile: 'b.csv', label: -1 }, ['label']],
];
for (const [given, path] of refused) {
  test(`spec - refuses ${JSON.stringify(given)}`, (t) => {
    const result = datasetSpec.safeParse(given);
    t.false(result.success);
    t.deepEqual(result.error?.issues[0]?.path, [...path]);
  });
}

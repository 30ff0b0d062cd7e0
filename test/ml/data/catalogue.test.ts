import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { catalogue, findDataset, isDatasetComplete, summarise } from '../../../src/ml/data/catalogue.ts';
import { loadDataset } from '../../../src/ml/data/registry.ts';
import { datasetSpec } from '../../../src/ml/data/spec.ts';
import { temporaryFolder } from './helpers/idx-files.ts';

test('catalogue - describes every named data set of the schema, with the counts that the schema allows', (t) => {
  const names = datasetSpec.options
    .map((option) => option.shape.set.value)
    .filter((name) => name !== 'csv' && name !== 'custom');
  t.deepEqual(catalogue.map(({ set }) => set).sort(), [...names].sort());
  for (const { set, train, test: held } of catalogue) {
    t.true(datasetSpec.safeParse({ set, train, test: held }).success, set);
    t.false(datasetSpec.safeParse({ set, train: train + 1 }).success, set);
    t.false(datasetSpec.safeParse({ set, test: held + 1 }).success, set);
  }
});

test('catalogue - tells what the drawn digits really are', async (t) => {
  const cacheDir = await temporaryFolder(t);
  const dataset = await loadDataset(datasetSpec.parse({ set: 'digits', train: 10, test: 10 }), {
    places: { cacheDir },
  });
  t.like(catalogue[0], { set: 'digits', classes: dataset.classes, featureShape: [...dataset.featureShape] });
});

test('catalogue - finds what is on this machine and what is not', async (t) => {
  const cacheDir = await temporaryFolder(t);
  await mkdir(join(cacheDir, 'mnist'));
  const found = await Promise.all(catalogue.map((entry) => findDataset(entry, { cacheDir })));
  t.deepEqual(found, ['built-in', join(cacheDir, 'mnist'), undefined, undefined]);
});

test('catalogue - tells a data set that is there from one of which files are missing', async (t) => {
  const folder = await temporaryFolder(t);
  const entryOf = (name: string) => catalogue.find(({ set }) => set === name)!;
  const add = (names: readonly string[]) => Promise.all(names.map((name) => writeFile(join(folder, name), '')));
  t.true(await isDatasetComplete(entryOf('digits'), 'built-in'));
  await add(['train-images-idx3-ubyte.gz', 'train-labels.idx1-ubyte', 't10k-images-idx3-ubyte', 'data_batch_1.bin']);
  t.false(await isDatasetComplete(entryOf('mnist'), folder));
  await add(['t10k-labels-idx1-ubyte.gz']);
  t.true(await isDatasetComplete(entryOf('mnist'), folder));
  t.true(await isDatasetComplete(entryOf('fashion-mnist'), folder));
  await add(['2', '3', '4', '5'].map((number) => `data_batch_${number}.bin`));
  t.false(await isDatasetComplete(entryOf('cifar-10'), folder));
  await mkdir(join(folder, 'cifar-10-batches-bin'));
  await add(['cifar-10-batches-bin/test_batch.bin']);
  t.true(await isDatasetComplete(entryOf('cifar-10'), folder));
});

test('catalogue - a --data folder that does not exist is an error, not an absent data set', async (t) => {
  const mnist = catalogue.find(({ set }) => set === 'mnist')!;
  await t.throwsAsync(findDataset(mnist, { dataDir: '/no/such', cacheDir: '/none' }), { code: 'E_DATA_REQUEST' });
});

test('catalogue - figures of a data set, worked by hand', (t) => {
  const examples = { count: 2, features: Uint8Array.of(0, 2, 4, 2), scale: 0.5, labels: Uint8Array.of(1, 1) };
  const { train } = summarise({ name: 'x', classes: 3, featureShape: [2], train: examples, test: examples });
  t.is(train.count, 2);
  t.deepEqual(train.histogram, [0, 2, 0]);
  t.is(train.mean, 1);
  t.true(Math.abs(train.standardDeviation - Math.SQRT1_2) < 1e-15);
});

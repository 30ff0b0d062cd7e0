import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'ava';
import { DataError } from '../../../src/ml/data/errors.ts';
import { loadDataset } from '../../../src/ml/data/registry.ts';
import { datasetSpec } from '../../../src/ml/data/spec.ts';
import { temporaryFolder, tinyIdx } from './helpers/idx-files.ts';
import { tinyCifar } from './helpers/cifar-files.ts';

async function writeAll(folder: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

test('registry - draws digits and keeps them in the cache', async (t) => {
  const cacheDir = await temporaryFolder(t);
  const spec = datasetSpec.parse({ set: 'digits', train: 20, test: 10 });
  const dataset = await loadDataset(spec, { places: { cacheDir } });
  t.like(dataset, { name: 'digits', classes: 10 });
  t.deepEqual(await readdir(join(cacheDir, 'digits')), ['digits-v1-s1-20+10.bin']);
});

for (const set of ['mnist', 'fashion-mnist']) {
  test(`registry - loads ${set} from its folder`, async (t) => {
    const cacheDir = await temporaryFolder(t);
    await writeAll(join(cacheDir, set), tinyIdx);
    const spec = datasetSpec.parse({ set, train: 2, test: 1 });
    const dataset = await loadDataset(spec, { places: { cacheDir } });
    t.is(dataset.name, set);
    t.is(dataset.train.count, 2);
    t.is(dataset.test.count, 1);
  });
}

test('registry - loads cifar-10 as the archive unpacks', async (t) => {
  const cacheDir = await temporaryFolder(t);
  await writeAll(join(cacheDir, 'cifar-10', 'cifar-10-batches-bin'), tinyCifar());
  const spec = datasetSpec.parse({ set: 'cifar-10', train: 5, test: 1 });
  t.is((await loadDataset(spec, { places: { cacheDir } })).train.count, 5);
});

test('registry - loads CSV files by their relative paths', async (t) => {
  const cacheDir = await temporaryFolder(t);
  await writeAll(cacheDir, { 'mine/train.csv': 'x,label\n1,0\n2,1\n', 'mine/test.csv': 'x,label\n3,1\n' });
  const spec = datasetSpec.parse({ set: 'csv', trainFile: 'mine/train.csv', testFile: 'mine/test.csv', scale: 0.5 });
  const dataset = await loadDataset(spec, { places: { cacheDir } });
  t.is(dataset.train.scale, 0.5);
  t.deepEqual([...dataset.test.features], [3]);
});

test('registry - a folder that lacks a file says how to get it', async (t) => {
  const cacheDir = await temporaryFolder(t);
  await mkdir(join(cacheDir, 'mnist'));
  await t.throwsAsync(loadDataset(datasetSpec.parse({ set: 'mnist' }), { places: { cacheDir } }), {
    instanceOf: DataError,
    code: 'E_DATA_NOT_FOUND',
    message: /mnist: expected a file .*, found none; edgemlsim data fetch mnist gets what is missing$/,
  });
});

test('registry - fewer examples than asked for are an error, not a smaller data set', async (t) => {
  const cacheDir = await temporaryFolder(t);
  await writeAll(join(cacheDir, 'mnist'), tinyIdx);
  await t.throwsAsync(loadDataset(datasetSpec.parse({ set: 'mnist' }), { places: { cacheDir } }), {
    code: 'E_DATA_REQUEST',
    message: /expected a count from 1 to the [32] stored, got [16]0000$/,
  });
});

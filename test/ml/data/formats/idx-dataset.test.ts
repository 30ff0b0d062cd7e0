import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import test from 'ava';
import { DataError } from '../../../../src/ml/data/errors.ts';
import { loadIdxDataset } from '../../../../src/ml/data/formats/idx-dataset.ts';
import { bytes, tinyIdx, writeFiles } from '../helpers/idx-files.ts';
import { mnistFolder } from '../helpers/mnist.ts';

const spellings: Record<string, (name: string) => string> = {
  raw: (name) => name,
  gzipped: (name) => `${name}.gz`,
  'raw with a dot': (name) => name.replace('-idx', '.idx'),
  'gzipped with a dot': (name) => `${name.replace('-idx', '.idx')}.gz`,
};
for (const [kind, spell] of Object.entries(spellings)) {
  test(`idx-dataset - loads four files that are ${kind}`, async (t) => {
    const files = Object.fromEntries(Object.entries(tinyIdx).map(([name, content]) => [spell(name), content]));
    const folder = await writeFiles(t, files);
    const dataset = await loadIdxDataset({ name: 'tiny', folder, classes: 3 });
    t.like(dataset, { name: 'tiny', classes: 3, featureShape: [2, 2, 1] });
    t.is(dataset.train.count, 3);
    t.is(dataset.train.scale, 1 / 255);
    t.deepEqual([...dataset.train.features], [0, 1, 2, 3, 16, 17, 18, 19, 255, 254, 253, 252]);
    t.deepEqual([...dataset.train.labels], [0, 1, 2]);
    t.deepEqual([...dataset.test.features], [32, 33, 34, 35, 48, 49, 50, 51]);
    t.deepEqual([...dataset.test.labels], [2, 0]);
    t.true(dataset.train.features.buffer instanceof SharedArrayBuffer);
    t.is(dataset.train.features.byteOffset, 0);
  });
}

test('idx-dataset - takes the first examples when asked for fewer', async (t) => {
  const folder = await writeFiles(t, tinyIdx);
  const dataset = await loadIdxDataset({ name: 'tiny', folder, train: 2, test: 1 });
  t.is(dataset.train.count, 2);
  t.deepEqual([...dataset.train.features], [0, 1, 2, 3, 16, 17, 18, 19]);
  t.deepEqual([...dataset.train.labels], [0, 1]);
  t.is(dataset.train.features.buffer.byteLength, 8);
  t.deepEqual([...dataset.test.labels], [2]);
});

const trainImages = 'train-images-idx3-ubyte';
const trainLabels = 'train-labels-idx1-ubyte';
const refused: readonly {
  readonly title: string;
  readonly files?: Readonly<Record<string, Uint8Array | undefined>>;
  readonly options?: { readonly train?: number; readonly test?: number; readonly classes?: number };
  readonly code: string;
  readonly message: RegExp;
}[] = [
  {
    title: 'a missing file',
    files: { [trainLabels]: undefined },
    code: 'E_DATA_NOT_FOUND',
    message: /expected a file train-labels-idx1-ubyte or train-labels-idx1-ubyte\.gz or .*, found none$/,
  },
  {
    title: 'images where labels should be',
    files: { [trainLabels]: tinyIdx[trainImages] },
    code: 'E_DATA_FORMAT',
    message: /train-labels-idx1-ubyte: IDX magic: expected 0x00000801, got 0x00000803; is it the right file\?$/,
  },
  {
    title: 'another number of labels than images',
    files: { [trainLabels]: bytes('00000801 00000002 00 01') },
    code: 'E_DATA_FORMAT',
    message: /train-labels-idx1-ubyte: expected 3 labels, one for each image of .*train-images-idx3-ubyte, got 2$/,
  },
  {
    title: 'a label outside the classes',
    options: { classes: 2 },
    code: 'E_DATA_FORMAT',
    message: /labels-idx1-ubyte: label [02]: expected 0 to 1, got 2$/,
  },
  {
    title: 'test images of another size',
    files: { 't10k-images-idx3-ubyte': bytes('00000803 00000002 00000001 00000002 2021 3031') },
    code: 'E_DATA_FORMAT',
    message: /test images: expected 2 x 2 like the training images, got 1 x 2$/,
  },
  {
    title: 'more examples than are stored',
    options: { train: 4 },
    code: 'E_DATA_REQUEST',
    message: /train-images-idx3-ubyte: train: expected a count from 1 to the 3 stored, got 4$/,
  },
  {
    title: 'no examples at all',
    options: { test: 0 },
    code: 'E_DATA_REQUEST',
    message: /t10k-images-idx3-ubyte: test: expected a count from 1 to the 2 stored, got 0$/,
  },
];
for (const { title, files, options, code, message } of refused) {
  test(`idx-dataset - refuses ${title}`, async (t) => {
    const folder = await writeFiles(t, { ...tinyIdx, ...files });
    const error = await t.throwsAsync(loadIdxDataset({ name: 'tiny', folder, ...options }), {
      instanceOf: DataError,
      code,
      message,
    });
    t.is(error.kind, 'usage');
    t.false(error.message.includes('\n'));
  });
}

test('idx-dataset - refuses a gzip file that is cut short', async (t) => {
  const folder = await writeFiles(t, {
    ...tinyIdx,
    [trainImages]: undefined,
    [`${trainImages}.gz`]: tinyIdx[trainImages],
  });
  const path = join(folder, `${trainImages}.gz`);
  await writeFile(path, (await readFile(path)).subarray(0, -12));
  await t.throwsAsync(loadIdxDataset({ name: 'tiny', folder }), {
    code: 'E_DATA_FORMAT',
    message: /train-images-idx3-ubyte\.gz: is no sound gzip file \(unexpected end of file\); fetch it again$/,
  });
});

const realTest = mnistFolder === undefined ? test.skip : test;
const reason = mnistFolder === undefined ? ' (skipped: no mnist/ in EDGEMLSIM_DATA or ../shared/data)' : '';

realTest(`idx-dataset - MNIST as its authors published it${reason}`, async (t) => {
  const folder = mnistFolder!;
  const dataset = await loadIdxDataset({ name: 'mnist', folder, train: 50_000 });
  t.is(dataset.train.count, 50_000);
  t.is(dataset.test.count, 10_000);
  t.deepEqual(dataset.featureShape, [28, 28, 1]);
  t.deepEqual([...dataset.train.labels.slice(0, 10)], [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  // The well-known sums of the raw files, over the header (known from the format) and what was loaded.
  const whole = await loadIdxDataset({ name: 'mnist', folder });
  const sum = (header: string, values: Uint8Array | Float32Array): string =>
    createHash('md5').update(bytes(header)).update(values).digest('hex');
  t.is(sum('00000803 0000ea60 0000001c 0000001c', whole.train.features), '6bbc9ace898e44ae57da46a324031adb');
  t.is(sum('00000801 0000ea60', whole.train.labels), 'a25bea736e30d166cdddb491f175f624');
  t.is(sum('00000803 00002710 0000001c 0000001c', whole.test.features), '2646ac647ad5339dbf082846283269ea');
  t.is(sum('00000801 00002710', whole.test.labels), '27ae3e4e09519cfbb04c329615203637');
  const raw = gunzipSync(await readFile(join(folder, 'train-images-idx3-ubyte.gz')));
  t.true(raw.subarray(16, 16 + 50_000 * 784).equals(dataset.train.features as Uint8Array));
});

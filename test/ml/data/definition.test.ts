import test from 'ava';
import { z } from 'zod';
import { defineDataset, type DatasetContent } from '../../../src/ml/data/definition.ts';
import { DataError } from '../../../src/ml/data/errors.ts';
import { loadDataset } from '../../../src/ml/data/registry.ts';
import { datasetSpec } from '../../../src/ml/data/spec.ts';

const content: DatasetContent = {
  classes: 3,
  featureShape: [2],
  train: { features: Uint8Array.of(0, 255, 255, 0, 1, 2), scale: 1 / 255, labels: [0, 2, 1] },
  test: { features: Float32Array.of(0.5, -1), labels: Uint8Array.of(1) },
};

const define = (changes: Partial<DatasetContent> = {}) =>
  defineDataset({
    name: 'mine',
    summary: 'Three examples.',
    options: z.strictObject({ file: z.string().default('none').describe('where it lies') }),
    load: async ({ file }, { locate, onNotice }) => {
      if (file !== 'none') await locate(file);
      onNotice?.(`loaded ${file}`);
      return { ...content, ...changes };
    },
  });

const load = (options: object = {}, definition = define()) => {
  const notices: string[] = [];
  const loading = loadDataset(datasetSpec.parse({ set: 'custom', name: 'mine', ...options }), {
    places: { cacheDir: '/nowhere' },
    datasets: new Map([['mine', definition]]),
    onNotice: (message) => notices.push(message),
  });
  return { loading, notices };
};

test('data definition - examples are copied into memory that threads share', async (t) => {
  const { loading, notices } = load();
  const dataset = await loading;
  t.deepEqual(notices, ['loaded none']);
  t.like(dataset, { name: 'mine', classes: 3, featureShape: [2] });
  t.deepEqual([dataset.train.count, dataset.train.scale, dataset.test.count, dataset.test.scale], [3, 1 / 255, 1, 1]);
  for (const { features, labels } of [dataset.train, dataset.test]) {
    t.true(features.buffer instanceof SharedArrayBuffer);
    t.true(labels.buffer instanceof SharedArrayBuffer);
  }
  t.deepEqual([...dataset.train.features], [0, 255, 255, 0, 1, 2]);
  t.deepEqual([...dataset.train.labels], [0, 2, 1]);
  t.deepEqual([...dataset.test.features], [0.5, -1]);
});

test('data definition - files are looked for where all data is', async (t) => {
  await t.throwsAsync(load({ file: 'absent.bin' }).loading, { instanceOf: DataError, code: 'E_DATA_NOT_FOUND' });
  await t.throwsAsync(load({ file: '../outside' }).loading, { instanceOf: DataError, code: 'E_DATA_REQUEST' });
});

test('data definition - unknown names and options that do not fit are refused', async (t) => {
  const unknown = loadDataset(datasetSpec.parse({ set: 'custom', name: 'mine' }), { places: { cacheDir: '/nowhere' } });
  await t.throwsAsync(unknown, { code: 'E_DATA_REQUEST', message: /^data\.name: unknown data set "mine", expected one of none/ }); // prettier-ignore
  await t.throwsAsync(load({ file: 7 }).loading, {
    code: 'E_DATA_REQUEST',
    message: /data set mine: options .* file: /,
  });
});

for (const [what, changes, message] of [
  ['one class', { classes: 1 }, /mine: classes: expected an integer in \[2, 256\], got 1/],
  ['no shape', { featureShape: [] }, /featureShape: expected integers >= 1, got \[\]/],
  ['no examples', { test: { features: new Uint8Array(0), labels: [] } }, /test: labels: expected at least one/],
  [
    'too few features',
    { test: { ...content.test, labels: [0, 1] } },
    /expected 2 for each of the 2 labels, got 2 in all/,
  ],
  ['a label of no class', { train: { ...content.train, labels: [0, 3, 1] } }, /train: labels\[1\]: .* below 3, got 3/],
  ['half a label', { train: { ...content.train, labels: [0, 0.5, 1] } }, /labels\[1\]: .* got 0\.5/],
  [
    'a feature that is no number',
    { test: { features: Float32Array.of(1, NaN), labels: [1] } },
    /features\[1\]: .* NaN/,
  ],
  ['a scale of 0', { test: { ...content.test, scale: 0 } }, /scale: expected a number but 0, got 0/],
] as const satisfies readonly (readonly [string, Partial<DatasetContent>, RegExp])[]) {
  test(`data definition - ${what} is refused`, async (t) => {
    await t.throwsAsync(load({}, define(changes)).loading, { instanceOf: DataError, code: 'E_DATA_FORMAT', message });
  });
}

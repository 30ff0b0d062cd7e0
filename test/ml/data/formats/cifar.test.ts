import test from 'ava';
import { DataError } from '../../../../src/ml/data/errors.ts';
import { loadCifar10 } from '../../../../src/ml/data/formats/cifar.ts';
import { cifarRecord, tinyCifar } from '../helpers/cifar-files.ts';
import { writeFiles } from '../helpers/idx-files.ts';

test('cifar - reads the batches in their order and puts colours last', async (t) => {
  const dataset = await loadCifar10(await writeFiles(t, tinyCifar()), {});
  t.like(dataset, { name: 'cifar-10', classes: 10, featureShape: [32, 32, 3] });
  t.deepEqual([...dataset.train.labels], [0, 1, 2, 3, 4]);
  t.deepEqual([...dataset.test.labels], [9, 8]);
  t.is(dataset.train.features.length, 5 * 3072);
  t.deepEqual([...dataset.train.features.slice(0, 6)], [10, 11, 0, 10, 11, 1]);
  // Row 3, column 7 of the fourth image: pixel 103.
  t.deepEqual([...dataset.train.features.slice(3 * 3072 + 309, 3 * 3072 + 312)], [40, 41, 103]);
  t.deepEqual([...dataset.test.features.slice(-3)], [200, 201, 255]);
  t.true(dataset.train.features.buffer instanceof SharedArrayBuffer);
});

test('cifar - takes the first examples across files', async (t) => {
  const dataset = await loadCifar10(await writeFiles(t, tinyCifar()), { train: 3, test: 1 });
  t.deepEqual([...dataset.train.labels], [0, 1, 2]);
  t.deepEqual([...dataset.test.labels], [9]);
});

const refused = [
  [
    'a file cut short',
    { 'data_batch_2.bin': cifarRecord(1, 1).subarray(1) },
    'E_DATA_FORMAT',
    /data_batch_2\.bin: expected records of 3073 bytes, got 3072 bytes$/,
  ],
  [
    'an empty file',
    { 'test_batch.bin': Buffer.alloc(0) },
    'E_DATA_FORMAT',
    /test_batch\.bin: expected records of 3073 bytes, got 0 bytes$/,
  ],
  [
    'a label above 9',
    { 'data_batch_5.bin': cifarRecord(10, 1) },
    'E_DATA_FORMAT',
    /data_batch_5\.bin: label of record 0: expected 0 to 9, got 10$/,
  ],
  [
    'a missing file',
    { 'data_batch_3.bin': undefined },
    'E_DATA_NOT_FOUND',
    /expected a file data_batch_3\.bin or .*, found none$/,
  ],
] as const;
for (const [title, files, code, message] of refused) {
  test(`cifar - refuses ${title}`, async (t) => {
    const folder = await writeFiles(t, { ...tinyCifar(), ...files });
    await t.throwsAsync(loadCifar10(folder, {}), { instanceOf: DataError, code, message });
  });
}

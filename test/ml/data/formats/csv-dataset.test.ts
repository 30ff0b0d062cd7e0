import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { DataError } from '../../../../src/ml/data/errors.ts';
import { loadCsvDataset } from '../../../../src/ml/data/formats/csv-dataset.ts';
import type { CsvOptions } from '../../../../src/ml/data/formats/csv-dataset.ts';
import type { Dataset } from '../../../../src/ml/dataset.ts';
import { writeFiles } from '../helpers/idx-files.ts';

async function load(
  t: ExecutionContext,
  [train, held]: readonly [string, string],
  options: Partial<CsvOptions> = {},
): Promise<Dataset> {
  const folder = await writeFiles(t, { 'train.csv': Buffer.from(train), 'test.csv': Buffer.from(held) });
  return loadCsvDataset({
    name: 'mine',
    trainFile: join(folder, 'train.csv'),
    testFile: join(folder, 'test.csv'),
    header: true,
    label: 'label',
    scale: 1,
    ...options,
  });
}

test('csv-dataset - takes the label out and keeps the other columns in order', async (t) => {
  const dataset = await load(t, ['x,label,y\n1,0,2\n-3.5,2,4e1\n', 'x,label,y\n5,1,6\n']);
  t.like(dataset, { name: 'mine', classes: 3, featureShape: [2] });
  t.deepEqual([...dataset.train.features], [1, 2, -3.5, 40]);
  t.deepEqual([...dataset.train.labels], [0, 2]);
  t.deepEqual([...dataset.test.features], [5, 6]);
  t.deepEqual([...dataset.test.labels], [1]);
  t.true(dataset.train.features.buffer instanceof SharedArrayBuffer);
});

test('csv-dataset - reads tables without a header, by the number of the column, and the first rows only', async (t) => {
  const dataset = await load(t, ['1,10\n0,20\n1,30\n', '0,40\n'], { header: false, label: 0, scale: 0.1, train: 2 });
  t.deepEqual([...dataset.train.features], [10, 20]);
  t.deepEqual([...dataset.train.labels], [1, 0]);
  t.is(dataset.train.scale, 0.1);
});

test('csv-dataset - numbers named classes by their names, whatever the order of the rows', async (t) => {
  const one = await load(t, ['x,label\n1,rose\n2,iris\n3,lily\n', 'x,label\n4,lily\n']);
  const other = await load(t, ['x,label\n3,lily\n1,rose\n2,iris\n', 'x,label\n4,lily\n']);
  t.is(one.classes, 3);
  t.deepEqual([...one.train.labels], [2, 0, 1]);
  t.deepEqual([...other.train.labels], [1, 2, 0]);
  t.deepEqual([...one.test.labels], [1]);
});

test('csv-dataset - class numbers with leading zeros are numbers', async (t) => {
  const dataset = await load(t, ['x,label\n1,00\n2,01\n', 'x,label\n4,1\n']);
  t.deepEqual([...dataset.train.labels], [0, 1]);
  t.deepEqual([...dataset.test.labels], [1]);
});

test('csv-dataset - blanks around labels and names of columns do not count', async (t) => {
  const dataset = await load(t, ['x, label \n1, 2\n2,10 \n', 'x,label\n4,2\n']);
  t.is(dataset.classes, 11);
  t.deepEqual([...dataset.train.labels], [2, 10]);
  t.deepEqual([...dataset.test.labels], [2]);
});

const good = 'x,label\n1,0\n2,1\n';
const refused: readonly (readonly [string, readonly [string, string], RegExp, Partial<CsvOptions>?])[] = [
  ['an empty file', ['', good], /train\.csv: expected rows, got none$/],
  ['a header only', ['x,label\n', good], /train\.csv: expected rows, got a header only$/],
  [
    'a missing label column',
    ['x,y\n1,0\n', good],
    /train\.csv: expected a label column 'label' and features, got columns x, y$/,
  ],
  [
    'no feature',
    ['label\n0\n1\n', good],
    /train\.csv: expected a label column 'label' and features, got columns label$/,
  ],
  ['a short row', ['x,label\n1,0\n2\n', good], /train\.csv: line 3: expected 2 fields, got 1$/],
  [
    'a word among numbers',
    [good, 'x,label\nred,0\n'],
    /test\.csv: line 2: column x: expected a finite number, got 'red'$/,
  ],
  ['an empty feature', [good, 'x,label\n,0\n'], /test\.csv: line 2: column x: expected a finite number, got ''$/],
  [
    'a number beyond float32',
    ['x,label\n1e39,0\n2,1\n', good],
    /line 2: column x: expected a finite number, got '1e39'$/,
  ],
  ['one class', ['x,label\n1,0\n2,0\n', good], /train\.csv: expected 2 to 256 classes, got 1$/],
  [
    'a test label that training lacks',
    [good, 'x,label\n1,2\n'],
    /test\.csv: line 2: expected a label that the training rows have, got '2'$/,
  ],
  [
    'other columns in the test file',
    [good, 'z,label\n1,0\n'],
    /test\.csv: expected the 2 columns of .*train\.csv, got as many of other names$/,
  ],
  ['more rows than there are', [good, good], /test\.csv: expected a count from 1 to the 2 stored, got 3$/, { test: 3 }],
];
for (const [title, texts, message, options] of refused) {
  test(`csv-dataset - refuses ${title}`, async (t) => {
    const error = await t.throwsAsync(load(t, texts, options), { instanceOf: DataError, message });
    t.is(error.kind, 'usage');
  });
}

test('csv-dataset - a file that is not there is named', async (t) => {
  await t.throwsAsync(load(t, [good, good], { testFile: '/no/such.csv' }), {
    code: 'E_DATA_NOT_FOUND',
    message: /^\/no\/such\.csv: cannot be read: ENOENT/,
  });
});

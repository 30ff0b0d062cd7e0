import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { DIGITS_VERSION, drawDigits } from '../../../../src/ml/data/digits/generate.ts';
import { DataError } from '../../../../src/ml/data/errors.ts';

const small = { train: 60, test: 30, seed: 1 };

// When this fails the drawing has changed: raise DIGITS_VERSION with it, or caches will serve the old images.
test('digits - version 1 draws these bytes', async (t) => {
  const { train, test: held } = await drawDigits({ train: 100, test: 50, seed: 1 });
  const hash = createHash('sha256');
  for (const array of [train.features, train.labels, held.features, held.labels]) hash.update(array);
  t.is(DIGITS_VERSION, 1);
  t.is(hash.digest('hex'), '5de6b8d59220bd0430587fe2ba9373fc300fa48d689aba281fca1ed82096dceb');
});

test('digits - has the shape of a data set, over shared memory, with every class about as often', async (t) => {
  const dataset = await drawDigits({ train: 2000, test: 30, seed: 1 });
  t.is(dataset.classes, 10);
  t.deepEqual(dataset.featureShape, [28, 28, 1]);
  t.is(dataset.train.count, 2000);
  t.is(dataset.train.features.length, 2000 * 784);
  t.is(dataset.test.labels.length, 30);
  t.is(dataset.train.scale, 1 / 255);
  for (const { features, labels } of [dataset.train, dataset.test]) {
    t.true(features.buffer instanceof SharedArrayBuffer);
    t.true(labels.buffer instanceof SharedArrayBuffer);
  }
  for (let label = 0; label < 10; label++) {
    const count = dataset.train.labels.filter((value) => value === label).length;
    t.true(Math.abs(count - 200) < 60, `label ${label}: ${count}`);
  }
});

test('digits - a smaller set is the beginning of a larger one; splits and seeds differ', async (t) => {
  const dataset = await drawDigits(small);
  const larger = await drawDigits({ ...small, train: 80 });
  t.deepEqual(larger.train.features.slice(0, 60 * 784), dataset.train.features.slice());
  t.deepEqual(larger.train.labels.slice(0, 60), dataset.train.labels.slice());
  t.deepEqual(larger.test.features, dataset.test.features);
  t.notDeepEqual(dataset.train.features.slice(0, 784), dataset.test.features.slice(0, 784));
  const other = await drawDigits({ ...small, seed: 2 });
  t.notDeepEqual(other.train.features, dataset.train.features);
});

test('digits - the second start reads the cache', async (t) => {
  const cacheDir = await mkdtemp(join(tmpdir(), 'digits-'));
  t.teardown(() => rm(cacheDir, { recursive: true }));
  const drawn = await drawDigits({ ...small, cacheDir });
  const files = await readdir(cacheDir);
  t.deepEqual(files, ['digits-v1-s1-60+30.bin']);
  // A cached file of our own making, sound by length and hash, proves that the file is what is read.
  const file = join(cacheDir, files[0]!);
  const content = (await readFile(file)).subarray(0, -32);
  content[0] = content[0]! ^ 1;
  const sum = createHash('sha256').update(files[0]!).update(content).digest();
  await writeFile(file, Buffer.concat([content, sum]));
  const cached = await drawDigits({ ...small, cacheDir });
  t.is(cached.train.features[0], drawn.train.features[0]! ^ 1);
  t.deepEqual(cached.train.features.slice(1), drawn.train.features.slice(1));
  t.deepEqual(cached.test, drawn.test);
});

const damage: Record<string, (file: string) => Promise<void>> = {
  'cut short': (file) => truncate(file, 1000),
  empty: (file) => truncate(file, 0),
  'flipped in one bit': async (file) => {
    const content = await readFile(file);
    content[5000] = content[5000]! ^ 1;
    await writeFile(file, content);
  },
};
for (const [kind, act] of Object.entries(damage)) {
  test(`digits - a cache that is ${kind} is drawn again and mended`, async (t) => {
    const cacheDir = await mkdtemp(join(tmpdir(), 'digits-'));
    t.teardown(() => rm(cacheDir, { recursive: true }));
    const drawn = await drawDigits({ ...small, cacheDir });
    const file = join(cacheDir, 'digits-v1-s1-60+30.bin');
    const sound = await readFile(file);
    await act(file);
    t.deepEqual(await drawDigits({ ...small, cacheDir }), drawn);
    t.deepEqual(await readFile(file), sound);
    t.deepEqual(await readdir(cacheDir), ['digits-v1-s1-60+30.bin']);
  });
}

test('digits - a cache folder that cannot be made costs a notice, not the digits', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'digits-'));
  t.teardown(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'file'), '');
  const notices: string[] = [];
  const cacheDir = join(folder, 'file', 'cache');
  const dataset = await drawDigits({ ...small, cacheDir, onNotice: (message) => notices.push(message) });
  t.is(dataset.train.count, 60);
  t.true(notices.length > 0);
  for (const notice of notices) t.regex(notice, /^digits: could not (read|write) the cache in .*file.cache: ENOTDIR/);
});

for (const [options, message] of [
  [{ train: 0 }, 'digits: train: expected an integer from 1 to 60000, got 0'],
  [{ train: 60_001 }, 'digits: train: expected an integer from 1 to 60000, got 60001'],
  [{ test: 1.5 }, 'digits: test: expected an integer from 1 to 10000, got 1.5'],
  [{ seed: -1 }, 'digits: seed: expected an integer >= 0, got -1'],
] as const) {
  test(`digits - refuses: ${message}`, async (t) => {
    await t.throwsAsync(drawDigits({ ...small, ...options }), {
      instanceOf: DataError,
      code: 'E_DATA_REQUEST',
      message,
    });
  });
}

import { join } from 'node:path';
import test from 'ava';
import { checksumOf } from '../../../../src/ml/data/fetch/checksum.ts';
import { sources } from '../../../../src/ml/data/fetch/sources.ts';
import { mnistFolder } from '../helpers/mnist.ts';

test('sources - every file has addresses that end in its name, a size and a sum of the right length', (t) => {
  for (const file of Object.values(sources).flat()) {
    t.true(file.urls.length >= 1);
    for (const url of file.urls) t.true(new URL(url).pathname.endsWith(`/${file.name}`), url);
    t.true(file.bytes > 0);
    t.is(file.checksum.hex.length, file.checksum.algorithm === 'md5' ? 32 : 64);
    t.regex(file.checksum.hex, /^[0-9a-f]+$/);
  }
});

const realTest = mnistFolder === undefined ? test.skip : test;
const reason = mnistFolder === undefined ? ' (skipped: no mnist/ in EDGEMLSIM_DATA or ../shared/data)' : '';

realTest(`sources - the sums of MNIST are those of real files, however they were compressed${reason}`, async (t) => {
  for (const { name, checksum } of sources.mnist)
    t.is(await checksumOf(join(mnistFolder!, name), checksum), checksum.hex, name);
});

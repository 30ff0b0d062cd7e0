import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { DataError } from '../../../../src/ml/data/errors.ts';
import { readTar } from '../../../../src/ml/data/fetch/tar.ts';
import { temporaryFolder } from '../helpers/idx-files.ts';
import { tarOf } from '../helpers/tar-files.ts';

test('tar - reads files of any size, in their order', (t) => {
  const files = {
    empty: Buffer.alloc(0),
    'a/small': Buffer.from('hello'),
    block: Buffer.alloc(512, 7),
    big: Buffer.alloc(1300, 9),
  };
  const entries = readTar('x.tar', tarOf(files));
  t.deepEqual(
    entries.map(({ name }) => name),
    ['empty', 'a/small', 'block', 'big'],
  );
  for (const { name, bytes } of entries) t.true(files[name as keyof typeof files].equals(bytes));
});

test("tar - reads what the system's tar writes, and passes over folders", async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'one.bin'), Buffer.alloc(1000, 1));
  const { stdout } = await promisify(execFile)('tar', ['-c', '-C', folder, '.'], { encoding: 'buffer' });
  const entries = readTar('x.tar', stdout);
  t.deepEqual(
    entries.map(({ name, bytes }) => [name, bytes.length]),
    [['./one.bin', 1000]],
  );
});

test('tar - passes over links', (t) => {
  t.deepEqual(readTar('x.tar', tarOf({ link: Buffer.alloc(0) }, '2')), []);
});

test('tar - refuses a damaged header and an archive that ends too soon', (t) => {
  const archive = tarOf({ file: Buffer.alloc(600, 1) });
  const damaged = Buffer.from(archive);
  damaged[0] = 0x41;
  t.throws(() => readTar('x.tar', damaged), {
    instanceOf: DataError,
    message: 'x.tar: expected a tar header at byte 0, got another checksum',
  });
  t.throws(() => readTar('x.tar', archive.subarray(0, 1000)), {
    message: 'x.tar: expected 600 bytes from byte 512, got an end before',
  });
});

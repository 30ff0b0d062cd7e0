import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import * as fs from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { replaceFile } from '../src/replace-file.ts';
import { temporaryFolder } from './report/run-folder.ts';

test('replace file - a new file, and another content in its place', (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'a.csv');
  replaceFile(file, 'old');
  replaceFile(file, Uint8Array.of(110, 101, 119));
  t.is(readFileSync(file, 'utf8'), 'new');
  t.deepEqual(readdirSync(folder), ['a.csv']);
});

for (const refusing of ['writeFileSync', 'renameSync'] as const)
  test(`replace file - ${refusing} refuses: what was there stays, nothing is left beside it`, (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'a.csv');
    replaceFile(file, 'old');
    const refusal = new Error('ENOSPC');
    const refuse = (path: fs.PathOrFileDescriptor): never => {
      if (refusing === 'writeFileSync') fs.writeFileSync(path, 'n');
      throw refusal;
    };
    const error = t.throws(() => {
      replaceFile(file, 'new', { ...fs, [refusing]: refuse });
    });
    t.is(error, refusal);
    t.is(readFileSync(file, 'utf8'), 'old');
    t.deepEqual(readdirSync(folder), ['a.csv']);
  });

test('replace file - a folder in the way is named, and stays', (t) => {
  const file = join(temporaryFolder(t), 'a.csv');
  mkdirSync(`${file}.part`);
  t.throws(
    () => {
      replaceFile(file, 'new');
    },
    { code: 'EISDIR', message: /a\.csv\.part/ },
  );
  t.false(existsSync(file));
  t.true(existsSync(`${file}.part`));
});

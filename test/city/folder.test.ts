import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { makeFolder } from '../../src/city/folder.ts';
import { temporary } from './temporary.ts';

const fill = (folder: string): Promise<number> => {
  writeFileSync(join(folder, 'file'), '');
  return Promise.resolve(7);
};

test('folder - filled elsewhere, then there', async (t) => {
  const out = join(temporary(t), 'city');
  t.is(await makeFolder(out, (folder) => (t.false(existsSync(out)), fill(folder))), 7);
  t.deepEqual(readdirSync(out), ['file']);
});

test('folder - an empty one is taken', async (t) => {
  const out = join(temporary(t), 'city');
  mkdirSync(out);
  await makeFolder(out, fill);
  t.deepEqual(readdirSync(out), ['file']);
});

test('folder - a failure leaves nothing', async (t) => {
  const folder = temporary(t);
  const failure = makeFolder(join(folder, 'city'), async (building) => {
    await fill(building);
    throw new Error('no');
  });
  await t.throwsAsync(failure, { message: 'no' });
  t.deepEqual(readdirSync(folder), []);
});

test('folder - one in use, a file, and one in no folder are refused', async (t) => {
  const folder = temporary(t);
  writeFileSync(join(folder, 'file'), '');
  for (const out of [folder, join(folder, 'file'), join(folder, 'absent', 'city')])
    await t.throwsAsync(makeFolder(out, fill), { code: 'E_CITY_FOLDER' });
  t.deepEqual(readdirSync(folder), ['file']);
});

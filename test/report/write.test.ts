import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { writeComparison, writeReport } from '../../src/report/write.ts';
import { runFolder, temporaryFolder } from './run-folder.ts';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

test("write - the page goes into the run's folder, whole, and again over itself", async (t) => {
  const folder = runFolder(t);
  t.deepEqual(await writeReport(folder), [join(folder, 'report.html')]);
  await writeReport(folder);
  t.regex(readFileSync(join(folder, 'report.html'), 'utf8'), /^<!doctype html>[^]*<\/html>\s*$/);
  t.deepEqual(
    readdirSync(folder).filter((file) => file.endsWith('.part')),
    [],
  );
});

test('write - plots: each as SVG and as PNG at twice its pixels, elsewhere if asked', async (t) => {
  const out = join(temporaryFolder(t), 'deep', 'down');
  const files = await writeReport(runFolder(t), { out, plots: true });
  t.is(files.length, 1 + 2 * 9);
  for (const file of files.slice(1)) {
    const bytes = readFileSync(file);
    if (file.endsWith('.svg')) t.true(bytes.toString().startsWith('<svg xmlns="http://www.w3.org/2000/svg"'));
    else {
      const svg = readFileSync(file.replace(/png$/, 'svg'), 'utf8');
      t.deepEqual(bytes.subarray(0, 4), PNG);
      t.is(bytes.readUInt32BE(16), 2 * Number(/width="(\d+)"/.exec(svg)![1]));
    }
  }
});

test('write - nothing is written for a folder that is no run, or to a place that is none', async (t) => {
  const folder = temporaryFolder(t);
  const out = join(folder, 'out');
  await t.throwsAsync(writeReport(folder, { out }), { code: 'E_RUN_FOLDER' });
  t.throws(() => writeComparison([runFolder(t), folder], join(out, 'page.html')), { code: 'E_RUN_FOLDER' });
  t.false(existsSync(out));
  writeFileSync(out, 'a file');
  await t.throwsAsync(writeReport(runFolder(t), { out }), { code: 'E_REPORT_WRITE' });
  t.is(readFileSync(out, 'utf8'), 'a file');
});

test('write - a comparison is one file', (t) => {
  const file = join(temporaryFolder(t), 'both.html');
  t.deepEqual(writeComparison([runFolder(t), runFolder(t)], file), [file]);
  t.true(readFileSync(file, 'utf8').includes('2 runs compared'));
});

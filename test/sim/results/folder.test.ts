import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { checkResultsFolder, openResultsFolder } from '../../../src/sim/results/folder.ts';

function temporary(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-results-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

test('folder - lines are there at once, whole files never half', (t) => {
  const folder = openResultsFolder(join(temporary(t), 'run'));
  folder.appendLine('metrics.csv', 'a');
  folder.appendLine('metrics.csv', 'b');
  t.is(readFileSync(join(folder.path, 'metrics.csv'), 'utf8'), 'a\nb\n');
  folder.writeFile('model/weights.bin', Uint8Array.of(1, 2));
  t.deepEqual(readdirSync(join(folder.path, 'model')), ['weights.bin']);
  folder.close();
});

test('folder - events are written out on close', (t) => {
  const folder = openResultsFolder(join(temporary(t), 'run'));
  folder.appendLine('events.jsonl', '{}');
  folder.close();
  t.is(readFileSync(join(folder.path, 'events.jsonl'), 'utf8'), '{}\n');
});

test('folder - an earlier run is moved aside, again and again', (t) => {
  const path = join(temporary(t), 'run');
  for (const mark of ['first', 'second', 'third']) {
    const folder = openResultsFolder(path);
    folder.writeFile('manifest.json', mark);
    folder.close();
  }
  t.is(readFileSync(join(path, 'manifest.json'), 'utf8'), 'third');
  t.is(readFileSync(join(`${path}.1`, 'manifest.json'), 'utf8'), 'first');
  t.is(readFileSync(join(`${path}.2`, 'manifest.json'), 'utf8'), 'second');
});

test('folder - a chosen folder with something else in it is refused and left alone', (t) => {
  const path = temporary(t);
  t.notThrows(() => {
    checkResultsFolder(path, true);
  });
  writeFileSync(join(path, 'thesis.tex'), '');
  t.throws(
    () => {
      checkResultsFolder(path, true);
    },
    { code: 'E_OUTPUT_FOLDER', message: /something other than a run/ },
  );
  t.true(existsSync(join(path, 'thesis.tex')));
  t.throws(
    () => {
      checkResultsFolder(join(path, 'thesis.tex'), true);
    },
    { code: 'E_OUTPUT_FOLDER', message: /expected a folder/ },
  );
});

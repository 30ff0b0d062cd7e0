import * as fs from 'node:fs';
import { existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import {
  checkResultsFolder,
  openResultsFolder,
  type FolderOperations,
  type ResultsFolder,
} from '../../../src/sim/results/folder.ts';
import { writerFile } from '../../../src/sim/results/writer.ts';

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

test('folder - no two processes write runs to one folder; one that was killed keeps nobody out', (t) => {
  const path = join(temporary(t), 'run');
  const folder = openResultsFolder(path);
  folder.writeFile('manifest.json', '{}');
  // As another process sees it.
  renameSync(join(path, writerFile()), join(path, writerFile(process.ppid)));
  for (const attempt of [
    () => openResultsFolder(path),
    () => openResultsFolder(path, {}),
    () => {
      checkResultsFolder(path, true);
    },
  ])
    t.throws(attempt, {
      code: 'E_OUTPUT_FOLDER',
      message: new RegExp(`run: process ${process.ppid} writes a run to this folder; .*--out`),
    });
  t.deepEqual(readdirSync(path).sort(), [writerFile(process.ppid), 'manifest.json']);
  // Beyond the largest process id.
  renameSync(join(path, writerFile(process.ppid)), join(path, writerFile(2 ** 30)));
  checkResultsFolder(path, true);
  openResultsFolder(path, {}).close();
  t.deepEqual(readdirSync(path), ['manifest.json']);
});

test('folder - goes on where the lines were at the checkpoint, and not where some of them are gone', (t) => {
  const path = join(temporary(t), 'run');
  const first = openResultsFolder(path);
  for (const line of ['a', 'b', 'c']) first.appendLine('rounds.csv', line);
  first.close();
  const resumed = openResultsFolder(path, { 'rounds.csv': 4 });
  resumed.appendLine('rounds.csv', 'd');
  resumed.close();
  t.is(readFileSync(join(path, 'rounds.csv'), 'utf8'), 'a\nb\nd\n');
  for (const lengths of [{ 'rounds.csv': 7 }, { 'events.jsonl': 1 }] as const)
    t.throws(() => openResultsFolder(path, lengths), {
      code: 'E_RESUME',
      message:
        /(rounds\.csv: expected the 7 bytes .* found 6|events\.jsonl: expected the 1 bytes .* found 0): lines of the run are lost/,
    });
  t.is(readFileSync(join(path, 'rounds.csv'), 'utf8'), 'a\nb\nd\n');
  // Evaluations are in the checkpoint: what becomes of them here does not matter.
  openResultsFolder(path, { 'metrics.csv': 100 }).close();
});

/** A file system in which one operation is refused, and which counts those that were asked for. */
function refusing(operation: keyof FolderOperations): { readonly files: FolderOperations; readonly closed: number[] } {
  const closed: number[] = [];
  const refused = (): never => {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', errno: -28 });
  };
  const closeSync = (descriptor: number): void => {
    closed.push(descriptor);
    fs.closeSync(descriptor);
  };
  return { files: { ...fs, closeSync, [operation]: refused }, closed };
}

/** All that a run does with its folder. */
function fill(folder: ResultsFolder): void {
  folder.appendLine('rounds.csv', 'a');
  folder.writeFile('model/weights.bin', Uint8Array.of(1, 2));
  folder.appendLine('events.jsonl', '{}');
  folder.lengths();
}

for (const operation of ['mkdirSync', 'openSync', 'writeSync', 'writeFileSync', 'renameSync', 'truncateSync'] as const)
  test(`folder - a disk that refuses ${operation} is told of in one line, and leaves no half file`, (t) => {
    const parent = temporary(t);
    const path = join(parent, 'run');
    const whole = openResultsFolder(path);
    fill(whole);
    whole.close();
    const { files } = refusing(operation);
    const resume = operation === 'truncateSync' ? { 'rounds.csv': 0 } : undefined;
    const error = t.throws(
      () => {
        fill(openResultsFolder(path, resume, files));
      },
      { code: 'E_RESULTS_WRITE' },
    );
    t.regex(error.message, /^[^\n]*run[^\n]*: expected [^\n]*: ENOSPC[^\n]*; free some space[^\n]*--resume$/);
    t.deepEqual(
      readdirSync(parent, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part')),
      [],
    );
  });

test('folder - events that cannot be written are told of once, and all files are closed', (t) => {
  const { files, closed } = refusing('writeSync');
  const folder = openResultsFolder(join(temporary(t), 'run'), undefined, files);
  t.throws(
    () => {
      folder.appendLine('rounds.csv', 'a');
    },
    { code: 'E_RESULTS_WRITE' },
  );
  folder.appendLine('events.jsonl', '{}');
  const close = (): void => {
    folder.close();
  };
  t.throws(close, { code: 'E_RESULTS_WRITE' });
  t.is(closed.length, 2);
  t.notThrows(close);
});

test('folder - a disk that takes a line in pieces gets all of it', (t) => {
  const writeSync = ((descriptor: number, bytes: Uint8Array, start: number) =>
    fs.writeSync(descriptor, bytes, start, Math.min(2, bytes.length - start))) as typeof fs.writeSync;
  const folder = openResultsFolder(join(temporary(t), 'run'), undefined, { ...fs, writeSync });
  folder.appendLine('rounds.csv', '1,2,größer');
  folder.close();
  t.is(readFileSync(join(folder.path, 'rounds.csv'), 'utf8'), '1,2,größer\n');
});

test('folder - a defect is not taken for a full disk', (t) => {
  const writeSync = (): never => {
    throw new TypeError('no such thing');
  };
  const folder = openResultsFolder(join(temporary(t), 'run'), undefined, { ...fs, writeSync });
  t.throws(
    () => {
      folder.appendLine('rounds.csv', 'a');
    },
    { instanceOf: TypeError },
  );
});

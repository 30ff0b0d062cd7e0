import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { finishedRun, finishRun, partFolder, removeLeftovers } from '../../src/sweep/store.ts';

const WANTED = { id: 's1-abc', key: 'abc' };

function runsFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-store-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** A part as a run leaves it when it has ended well. */
function writePart(runs: string, pid: number, digest = 'd1'): string {
  const part = partFolder(runs, WANTED.id, pid);
  mkdirSync(part);
  writeFileSync(join(part, 'summary.json'), JSON.stringify({ digest, wallSeconds: 2 }));
  return part;
}

test('sweep store - a part becomes the run, with its summary and wall time', (t) => {
  const runs = runsFolder(t);
  finishRun(writePart(runs, 7), { runs, ...WANTED, wallSeconds: 3 });
  t.deepEqual(readdirSync(runs), [WANTED.id]);
  t.deepEqual(finishedRun(runs, WANTED.id, WANTED.key), {
    folder: join(runs, WANTED.id),
    summary: { digest: 'd1', wallSeconds: 2 },
    wallSeconds: 3,
  });
});

test('sweep store - nothing half-written is taken for done', (t) => {
  const runs = runsFolder(t);
  const done = (): unknown => finishedRun(runs, WANTED.id, WANTED.key);
  t.is(done(), undefined, 'absent');
  writePart(runs, 7);
  t.is(done(), undefined, 'a part');
  mkdirSync(join(runs, WANTED.id));
  writeFileSync(join(runs, WANTED.id, 'summary.json'), '{"digest": "d1"}');
  t.is(done(), undefined, 'no record');
  writeFileSync(join(runs, WANTED.id, 'run.json'), '{"schemaVersion": 1, "key": "abc", "wallS');
  t.is(done(), undefined, 'half a record');
  writeFileSync(join(runs, WANTED.id, 'run.json'), '{"schemaVersion": 1, "key": "other", "wallSeconds": 1}');
  t.is(done(), undefined, 'another experiment');
  writeFileSync(join(runs, WANTED.id, 'run.json'), '{"schemaVersion": 1, "key": "abc", "wallSeconds": 1}');
  t.truthy(done());
  writeFileSync(join(runs, WANTED.id, 'summary.json'), '{"digest":');
  t.is(done(), undefined, 'half a summary');
});

test('sweep store - of two processes that end the same run the first one counts', (t) => {
  const runs = runsFolder(t);
  const [first, second] = [writePart(runs, 7, 'first'), writePart(runs, 8, 'second')];
  finishRun(first, { runs, ...WANTED, wallSeconds: 3 });
  finishRun(second, { runs, ...WANTED, wallSeconds: 4 });
  t.deepEqual(readdirSync(runs), [WANTED.id]);
  t.is(finishedRun(runs, WANTED.id, WANTED.key)?.summary['digest'], 'first');
});

test('sweep store - leftovers of dead processes go, those of living ones stay', (t) => {
  const runs = runsFolder(t);
  const dead = writePart(runs, 2 ** 22 + 1); // above the largest process id of Linux
  const living = writePart(runs, process.pid);
  removeLeftovers(runs);
  t.false(existsSync(dead));
  t.true(existsSync(living));
});

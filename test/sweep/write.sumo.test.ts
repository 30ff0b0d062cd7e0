/** A disk that refuses what a sweep itself writes: one line that says what to do, and doing it goes on. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { exitCodeOf } from '../../src/cli/exit.ts';
import { requireSumo } from '../../src/cli/options.ts';
import { openStudy, openSweep } from '../../src/index.ts';
import type { RunRequest } from '../../src/sweep/messages.ts';
import { makeRun } from '../../src/sweep/one-run.ts';
import { runAll } from '../../src/sweep/pool.ts';
import { finishedRun, finishRun, partFolder } from '../../src/sweep/store.ts';
import { writeWhole } from '../../src/sweep/write.ts';
import { sumoTest } from '../helpers/sumo.ts';
import { townExperiment } from '../helpers/town-experiment.ts';

/** Takes nothing: every write finds the disk full. */
const FULL = '/dev/full';
// Only Linux has it.
const fullTest = existsSync(FULL) ? test : test.skip;

function temporaryFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-write-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** A file where a folder is wanted: whoever runs the tests, nothing can be made in it. */
function inTheWay(t: ExecutionContext): string {
  const file = join(temporaryFolder(t), 'file');
  writeFileSync(file, '');
  return file;
}

const AGAIN = 'give the same command again: what is done stays done$';
const refusal = (place: string, reason: string, then = AGAIN) => ({
  code: 'E_RESULTS_WRITE',
  message: new RegExp(`^${place}: cannot be .*${reason}.*; free some space.*, and ${then}`),
});

fullTest('sweep write - a full disk leaves the old file whole, and the next try writes the new one', (t) => {
  const file = join(temporaryFolder(t), 'runs.csv');
  writeWhole(file, 'old');
  symlinkSync(FULL, `${file}.part`);
  const error = t.throws(
    () => {
      writeWhole(file, 'new');
    },
    refusal(file, 'ENOSPC'),
  );
  t.is(exitCodeOf(error), 2);
  t.is(readFileSync(file, 'utf8'), 'old');
  writeWhole(file, 'new');
  t.is(readFileSync(file, 'utf8'), 'new');
});

fullTest('sweep write - a run whose record finds the disk full is not done, and is when there is room', (t) => {
  const runs = temporaryFolder(t);
  const run = { runs, id: 's1-a', key: 'a', wallSeconds: 1 };
  const part = partFolder(runs, run.id, 7);
  mkdirSync(part);
  writeFileSync(join(part, 'summary.json'), '{"digest":"d"}');
  symlinkSync(FULL, join(part, 'run.json'));
  t.throws(
    () => {
      finishRun(part, run);
    },
    refusal(join(runs, run.id), 'ENOSPC'),
  );
  t.is(finishedRun(runs, run.id, run.key), undefined);
  rmSync(join(part, 'run.json'));
  finishRun(part, run);
  t.truthy(finishedRun(runs, run.id, run.key));
});

test('sweep write - without a folder for the runs none is begun', async (t) => {
  const out = inTheWay(t);
  const sumo = { binary: 'not asked for' };
  await t.throwsAsync(
    runAll([], { file: 'x', prepare: { cacheDir: 'x' }, run: { sumo, threads: 1, backend: 'auto' }, out, jobs: 1 }),
    refusal(join(out, 'runs'), 'ENOTDIR'),
  );
});

sumoTest('sweep write - what a run cannot write is told with what to do about all that it is a part of', async (t) => {
  const { file } = townExperiment(t);
  const folder = inTheWay(t);
  const prepare = { cacheDir: '/nonexistent' };
  const run = { sumo: requireSumo(), threads: 1, backend: 'auto' } as const;
  const request: RunRequest = { type: 'run', file, prepare, run, folder, id: 's1-a', key: 'a', then: 'fork again' };
  const last = await makeRun(request, () => undefined);
  t.like(last, { type: 'failed', kind: 'usage' });
  t.regex(last.type === 'failed' ? last.message : '', /ENOTDIR.*; free some space[^,]*, [^,]*, and fork again$/);
});

sumoTest('sweep write - a sweep that cannot say what it is begins nothing, and begins when it can', async (t) => {
  const { file, folder } = townExperiment(t, { seed: { sweep: [1] }, stop: { epochs: 1 } });
  const out = join(folder, 'sweep');
  mkdirSync(out);
  const sweep = await openSweep({ file, prepare: { cacheDir: '/nonexistent' }, sumo: requireSumo(), out, jobs: 1 });
  mkdirSync(join(out, 'sweep.json.part'));
  await t.throwsAsync(sweep.run(), refusal(join(out, 'sweep.json'), 'EISDIR'));
  rmSync(join(out, 'sweep.json.part'), { recursive: true });
  // Interrupted at once: that it begins is enough.
  await sweep.run({ signal: AbortSignal.abort() });
  t.true(existsSync(join(out, 'runs.csv')));
});

sumoTest('sweep write - a study without a folder for its results is not opened', async (t) => {
  const { file } = townExperiment(t);
  const results = inTheWay(t);
  const error = await t.throwsAsync(
    openStudy(file, { results, sumo: requireSumo() }),
    refusal(results, 'EEXIST', 'run the program again$'),
  );
  t.is(exitCodeOf(error), 2);
});

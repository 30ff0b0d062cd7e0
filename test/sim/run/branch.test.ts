/** Branches of runs on recorded traffic: ended before their first checkpoint, and left by branches of their own. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { stringify } from 'yaml';
import { prepareExperiment, type PreparedExperiment } from '../../../src/sim/prepare.ts';
import { runExperiment, type RunOptions } from '../../../src/sim/run.ts';
import { openRunSource } from '../../../src/sim/run/source.ts';
import { growTrunk } from '../../../src/sim/run/trunk.ts';
import { differencesFromPage } from '../../helpers/documented-results.ts';

const STEPS = 60;
const CHANGE = 'workers.computeTimeMs=300';

/** Six vehicles that drive to and fro past one edge server. */
function recordedTraffic(): string {
  const steps = Array.from({ length: STEPS }, (_, step) => {
    const vehicles = Array.from({ length: 6 }, (_, index) => {
      const x = Math.abs(((step * (5 + index) + 40 * index) % 400) - 200);
      return `<vehicle id="v${index}" x="${x}" y="0" angle="90" type="car" speed="10"/>`;
    });
    return `<timestep time="${step}">${vehicles.join('')}</timestep>`;
  });
  return `<fcd-export>${steps.join('')}</fcd-export>`;
}

interface Town {
  readonly folder: string;
  readonly prepare: (overrides?: readonly string[]) => Promise<PreparedExperiment>;
  /** Runs into a folder of the town; resolves to the digest. */
  readonly run: (prepared: PreparedExperiment, name: string, options?: Partial<RunOptions>) => Promise<string>;
}

function town(t: ExecutionContext): Town {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-branch-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, 'traffic.xml'), recordedTraffic());
  const file = join(folder, 'experiment.yaml');
  writeFileSync(
    file,
    stringify({
      name: 'recorded',
      traffic: { fcd: 'traffic.xml' },
      edgeServers: [{ name: 'a', position: { x: 100, y: 0 }, range: 60 }],
      data: { set: 'digits', train: 200, test: 50 },
      model: { hidden: [4] },
      workers: { computeTimeMs: 700 },
      learning: { mode: 'buffered', batchSize: 10, edgeServer: { gradients: 2 }, optimizer: 'adam' },
      faults: [{ kind: 'crash', rate: 0.5, timeToFailure: { meanS: 20 }, recoverAfterS: 5 }],
      stop: { epochs: 100 },
    }),
  );
  return {
    folder,
    prepare: (overrides = []) => prepareExperiment(file, { cacheDir: folder, overrides }),
    run: async (prepared, name, options = {}) => {
      const { summary } = await runExperiment(prepared, {
        out: join(folder, name),
        threads: 1,
        events: true,
        ...options,
      });
      return summary.digest;
    },
  };
}

/** What a run leaves but the wall clock. */
function linesOf(run: string): readonly string[] {
  return ['rounds.csv', 'outages.csv', 'events.jsonl', 'places.csv'].map((name) =>
    readFileSync(join(run, name), 'utf8'),
  );
}

test('branch - one that ended before its first checkpoint goes on from where it left its trunk', async (t) => {
  const { folder, prepare, run } = town(t);
  const within = (name: string): string => join(folder, name);
  const prepared = await prepare();
  const whole = await run(prepared, 'whole', { checkpoints: { everyMs: 20_000, keep: 9 } });
  const source = await openRunSource(within('whole'), { cacheDir: folder });
  const at = { seconds: 50 };
  const trunk = await growTrunk(source, { at, out: within('trunk'), threads: 1 });
  const branch = { trunk: trunk.folder };
  t.is(await run(prepared, 'same', { branch }), whole);

  const changed = await prepare([CHANGE]);
  const digest = await run(changed, 'changed', { branch });
  t.not(digest, whole);
  let steps = 0;
  const onStep = (): void => {
    if (++steps === 4) throw new Error('power cut');
  };
  await t.throwsAsync(run(changed, 'cut', { branch, listeners: { onStep } }), { message: 'power cut' });
  // The folder alone is enough.
  rmSync(trunk.folder, { recursive: true });
  cpSync(within('cut'), within('incomplete'), { recursive: true });
  t.is(await run(changed, 'cut', { resume: true }), digest);
  t.deepEqual(linesOf(within('cut')), linesOf(within('changed')));
  t.deepEqual(differencesFromPage(within('changed')), []);

  rmSync(join(within('incomplete'), 'branch-point'), { recursive: true });
  await t.throwsAsync(run(changed, 'incomplete', { resume: true }), { code: 'E_RESUME', message: /fork again/ });
  await t.throwsAsync(run(prepared, 'cut', { resume: true }), { code: 'E_RESUME', message: /different experiment/ });
});

test('branch - one of a branch ends as that did, or otherwise if something is changed', async (t) => {
  const { folder, prepare, run } = town(t);
  const within = (name: string): string => join(folder, name);
  const plain = await prepare();
  await run(plain, 'whole', { checkpoints: { everyMs: 10_000, keep: 9 } });
  const grow = async (from: string, seconds: number, out: string): Promise<string> => {
    const source = await openRunSource(within(from), { cacheDir: folder });
    return (await growTrunk(source, { at: { seconds }, out: within(out), threads: 1 })).folder;
  };
  const changed = await prepare([CHANGE]);
  const first = await grow('whole', 15, 'first');
  const digest = await run(changed, 'changed', { branch: { trunk: first } });

  // Without a checkpoint of its own the moment is reached from where it began, with one from there.
  const second = await grow('changed', 33, 'second');
  t.is(await run(changed, 'same', { branch: { trunk: second } }), digest);
  t.deepEqual(linesOf(within('same')), linesOf(within('changed')));
  const checkpoints = { everyMs: 8000, keep: 9 };
  t.is(await run(changed, 'saved', { branch: { trunk: first }, checkpoints }), digest);
  const third = await grow('saved', 40, 'third');
  t.is(await run(changed, 'again', { branch: { trunk: third } }), digest);
  const both = await prepare([CHANGE, 'learning.learningRate=0.5']);
  const changedTwice = await run(both, 'both', { branch: { trunk: third } });
  t.not(changedTwice, digest);
  // And a branch of that.
  const fourth = await grow('both', 50, 'fourth');
  t.is(await run(both, 'last', { branch: { trunk: fourth } }), changedTwice);
  const manifest = JSON.parse(readFileSync(join(within('last'), 'manifest.json'), 'utf8')) as object;
  t.like(manifest, { branchedFrom: { simulatedMs: 50_000 } });

  for (const seconds of [10, 15])
    await t.throwsAsync(grow('changed', seconds, 'early'), {
      code: 'E_FORK_MOMENT',
      message: /is a fork itself, of the moment 15 s; choose a later one/,
    });
  t.false(existsSync(within('early')));
});

/** `edgemlsim sweep` with real SUMO: interrupted in every way, it ends with the same results as one that was not. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { cacheFolder, findSumo, openSweep, thisMachine, UsageError } from '../../src/index.ts';
import { childrenOf, startCli, type Ended, type RunningCli } from '../helpers/cli.ts';
import { runInProcess } from '../helpers/in-process.ts';
import { isGone, sumoTest } from '../helpers/sumo.ts';
import { townExperiment, type TownExperiment } from '../helpers/town-experiment.ts';

/** Starting programs is slow on a busy machine. */
const TIMEOUT_MS = 400_000;
const SEEDS = { seed: { sweep: [1, 2] }, stop: { epochs: 2 } };

function swept(t: ExecutionContext, changes: Readonly<Record<string, unknown>> = SEEDS): TownExperiment {
  return townExperiment(t, changes);
}

const sweepArguments = ({ file }: TownExperiment, out: string): readonly string[] => [
  'sweep',
  file,
  '--out',
  out,
  '--jobs',
  '1',
];

/** Ids of the processes of runs below a sweep, and of their SUMOs. */
function descendants(program: RunningCli): readonly number[] {
  const runs = childrenOf(program.child.pid!, /run-main/);
  return [...runs, ...runs.flatMap((run) => childrenOf(run, /sumo/))];
}

async function allGone(ids: readonly number[]): Promise<void> {
  while (!ids.every(isGone)) await sleep(20);
}

/** Kills the sweep itself when it has come so far; its runs are nobody's to end but their own. */
async function killAfter(program: RunningCli, pattern: RegExp): Promise<Ended> {
  await program.untilStderr(pattern);
  while (descendants(program).length < 2) await sleep(20);
  const ids = descendants(program);
  program.child.kill('SIGKILL');
  const ended = await program.ended;
  await allGone(ids);
  return ended;
}

sumoTest('sweep - killed twice, and started again, it leaves the same runs.csv as one that was not', async (t) => {
  t.timeout(TIMEOUT_MS);
  const experiment = swept(t);
  const [whole, broken] = [join(experiment.folder, 'whole'), join(experiment.folder, 'broken')];
  const uninterrupted = await runInProcess(sweepArguments(experiment, whole), experiment.folder);
  t.is(uninterrupted.code, 0, uninterrupted.stderr);

  t.is((await killAfter(startCli(sweepArguments(experiment, broken)), /to do/)).code, null);
  t.false(existsSync(join(broken, 'runs.csv')));
  const second = await killAfter(startCli(sweepArguments(experiment, broken)), /^1\/2/m);
  t.regex(second.stderr, /2 runs: 0 done already/);
  const third = await runInProcess([...sweepArguments(experiment, broken), '--json'], experiment.folder);
  t.is(third.code, 0, third.stderr);
  t.regex(third.stderr, /2 runs: 1 done already, 1 to do/);
  t.like(JSON.parse(third.stdout), { total: 2, done: 2, complete: true, failed: [] });

  const text = readFileSync(join(broken, 'runs.csv'), 'utf8');
  t.is(text, readFileSync(join(whole, 'runs.csv'), 'utf8'));
  t.is(text.trim().split('\n').length, 3);
  t.is(readFileSync(join(broken, 'summary.csv'), 'utf8'), readFileSync(join(whole, 'summary.csv'), 'utf8'));
  t.is(readdirSync(join(broken, 'runs')).length, 2, 'no half-written run is left');
});

sumoTest('sweep - a run whose SUMO dies stops no other and is made up for; Ctrl-C ends everything', async (t) => {
  t.timeout(TIMEOUT_MS);
  const experiment = swept(t, { seed: { sweep: [1, 2] }, stop: { epochs: 4 } });
  const { out } = experiment;
  const program = startCli(sweepArguments(experiment, out));
  await program.untilStderr(/to do/);
  while (descendants(program).length < 2) await sleep(20);
  process.kill(descendants(program)[1]!, 'SIGKILL');
  const { code, stderr, stdout } = await program.ended;
  t.is(code, 3, stderr);
  t.regex(stderr, /^edgemlsim: run s1-\w+ \(seed=1\) failed: .*SUMO/m);
  t.regex(stdout, /1 of 2 runs done, 1 failed/);
  t.is(readFileSync(join(out, 'runs.csv'), 'utf8').trim().split('\n').length, 2);

  const interrupted = startCli(sweepArguments(experiment, out));
  await interrupted.untilStderr(/1 done already, 1 to do/);
  while (descendants(interrupted).length < 2) await sleep(20);
  const ids = descendants(interrupted);
  interrupted.child.kill('SIGINT');
  const ended = await interrupted.ended;
  t.is(ended.code, 130, ended.stderr);
  t.regex(ended.stderr, /interrupted; the same command goes on with the 1 left/);
  await allGone(ids);
  t.is(readdirSync(join(out, 'runs')).length, 1);
});

sumoTest('sweep - what cannot be swept is refused in one line, and nothing is started', async (t) => {
  const { binary } = findSumo()!;
  const refused = async (changes: Readonly<Record<string, unknown>>, message: RegExp): Promise<void> => {
    const { file, out } = swept(t, changes);
    const options = { file, out, prepare: { cacheDir: cacheFolder(thisMachine()) }, sumo: { binary } };
    const error = await t.throwsAsync(() => openSweep(options), { instanceOf: UsageError, message });
    t.false(error.message.includes('\n'));
    t.false(existsSync(out));
  };
  await refused({}, /nothing is swept/);
  await refused({ stop: { epoch: { sweep: [1, 2] } } }, /stop\.epoch: unknown key "epoch"; did you mean "epochs"/);
  await refused({ seed: { sweep: [1, -1] } }, /seed: expected a number >= 0, got -1/);
  await refused({ learning: { edgeServer: { rule: { name: 'krum', f: { sweep: [1, 40] } } } } }, /rule "krum" needs/);
  await refused({ traffic: { config: { sweep: ['town.sumocfg', 'elsewhere.sumocfg'] } } }, /elsewhere\.sumocfg/);

  const { file, folder } = swept(t);
  const options = { file, out: folder, prepare: { cacheDir: cacheFolder(thisMachine()) }, sumo: { binary } };
  await t.throwsAsync(() => openSweep(options), { code: 'E_SWEEP_FOLDER', message: /something other than a sweep/ });
});

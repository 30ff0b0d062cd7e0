/** Runs that are left at a moment, with real SUMO: unchanged they end as the run that they left, changed they do not. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addFaults,
  closeEdgeServer,
  compare,
  forkRun,
  halveRange,
  openStudy,
  parseMoment,
  prepareExperiment,
  runExperiment,
  scaleTraffic,
  type ForkOptions,
  type Progress,
  type Summary,
} from '../../src/index.ts';
import { requireSumo } from '../../src/cli/options.ts';
import { differencesFromPage } from '../helpers/documented-results.ts';
import { runInProcess } from '../helpers/in-process.ts';
import { sumoTest } from '../helpers/sumo.ts';
import { townExperiment } from '../helpers/town-experiment.ts';

const TIMEOUT_MS = 300_000;

const forkOptions = (run: string, at: string): ForkOptions => ({
  run,
  at: parseMoment(at),
  variants: [],
  prepare: { cacheDir: '/nonexistent' },
  requireSumo,
  jobs: 1,
  threads: 1,
  backend: 'auto',
});

sumoTest('fork - base ends with the digest of the run; another traffic, after that moment, does not', async (t) => {
  t.timeout(TIMEOUT_MS);
  const { file, out, folder } = townExperiment(t, { stop: { epochs: 100, simulatedSeconds: 75 } });
  // On roads of one lane SUMO's states lack nothing but the speed factors of vehicles yet to come.
  const routes = join(folder, 'town.rou.xml');
  writeFileSync(routes, readFileSync(routes, 'utf8').replace('sigma="0"', 'sigma="0" speedDev="0"'));
  const prepared = await prepareExperiment(file, { cacheDir: '/nonexistent' });
  const run = { out, sumo: requireSumo(), threads: 1 };
  const { summary } = await runExperiment(prepared, { ...run, checkpoints: { everyMs: 15_000, keep: 3 } });
  const forked = join(folder, 'forked');
  const arguments_ = ['--at', '41.5s', '--set', 'traffic.scale=3', '--out', forked, '--json'];
  const { code, stdout, stderr } = await runInProcess(['fork', out, ...arguments_], folder);
  t.is(code, 0, stderr);
  t.regex(stderr, /all go on from 41 s, after step 4\d /);
  const [base, changed] = (JSON.parse(stdout) as { rows: { name: string; digest: string }[] }).rows;
  t.like(base, { name: 'base', digest: summary.digest });
  t.is(changed!.name, 'changed');
  t.not(changed!.digest, summary.digest);
  t.true(existsSync(join(forked, 'comparison.csv')));
  for (const table of ['metrics.csv', 'rounds.csv', 'places.csv']) {
    // The wall clock apart.
    const withoutWall = (path: string): string => readFileSync(join(path, table), 'utf8').replace(/,\d+\.\d{3},/g, ',');
    t.is(withoutWall(join(forked, 'runs', 'base')), withoutWall(out), table);
  }

  t.deepEqual(differencesFromPage(join(forked, 'runs', 'changed')), []);

  // A fork of the fork with other traffic, which SUMO can only come to from where that began.
  const again = await forkRun({ ...forkOptions(join(forked, 'runs', 'changed'), '55s'), out: join(folder, 'again') });
  t.deepEqual(
    again.rows.map(({ digest }) => digest),
    [changed!.digest],
  );
  t.is(again.digest, changed!.digest);
  // The same fork, interrupted, and resumed from a checkpoint of its own.
  const busier = await prepareExperiment(file, { cacheDir: '/nonexistent', overrides: ['traffic.scale=3'] });
  const stopped = { ...run, out: join(folder, 'stopped'), checkpoints: { everyMs: 5000, keep: 1 } };
  const interruption = new AbortController();
  const onStep = ({ simulatedMs }: Progress): void => {
    if (simulatedMs > 50_000) interruption.abort();
  };
  const half = await runExperiment(busier, {
    ...stopped,
    branch: { trunk: join(forked, 'trunk') },
    signal: interruption.signal,
    listeners: { onStep },
  });
  t.is(half.summary.stoppedBy, 'interrupted');
  const copy = join(folder, 'copy');
  cpSync(stopped.out, copy, { recursive: true });
  t.is((await runExperiment(busier, { ...stopped, resume: true })).summary.digest, changed!.digest);
  const byState = await runExperiment(busier, { ...stopped, out: copy, resume: true, restore: 'state' });
  t.is(byState.summary.digest, changed!.digest);

  // A disk that refuses what the fork itself writes. At a checkpoint, and ended at once, it runs nothing.
  const fork = (to: string, block: () => void): Promise<unknown> => {
    const stop = new AbortController();
    const onTrunk = (): void => {
      stop.abort();
      block();
    };
    return forkRun({ ...forkOptions(out, '60.5s'), out: to, signal: stop.signal, listeners: { onTrunk } });
  };
  const inTheWay = join(folder, 'in-the-way');
  writeFileSync(inTheWay, '');
  const full = { code: 'E_RESULTS_WRITE' };
  await t.throwsAsync(
    fork(join(inTheWay, 'fork'), () => undefined),
    { ...full, message: /ENOTDIR.*, and fork again$/ },
  );
  const withoutRuns = join(folder, 'without-runs');
  const blockRuns = (): void => {
    writeFileSync(join(withoutRuns, 'runs'), '');
  };
  await t.throwsAsync(fork(withoutRuns, blockRuns), { ...full, message: /runs: .*, and fork again with a new --out$/ });
  const withoutTable = join(folder, 'without-table');
  const blockTable = (): void => {
    mkdirSync(join(withoutTable, 'comparison.csv.part'));
  };
  await t.throwsAsync(fork(withoutTable, blockTable), {
    ...full,
    message: /comparison\.csv: .*, and fork again with a new --out; the runs that have ended are whole: .* --compare /,
  });

  // Nothing is started, and no folder is left, where a fork cannot be.
  const refused = join(folder, 'refused');
  const refuse = async (at: string, changes: Partial<ForkOptions>, code: string, message: RegExp): Promise<void> => {
    await t.throwsAsync(forkRun({ ...forkOptions(out, at), out: refused, ...changes }), { code, message });
    t.false(existsSync(refused));
  };
  await refuse('3s', {}, 'E_FORK_MOMENT', /first checkpoint that is kept .* --from-start/);
  await refuse('1000s', {}, 'E_FORK_MOMENT', /the run is over at/);
  await refuse('round=1000', {}, 'E_FORK_MOMENT', /the run has \d+ rounds/);
  await refuse('41s', { run: folder }, 'E_FORK', /expected the folder of a run/);
  await refuse('41s', { run: join(forked, 'runs', 'base') }, 'E_FORK_MOMENT', /is a fork itself, of the moment 41 s/);
  const model = { name: 'other', overrides: ['model.hidden=[3]'] };
  await refuse('41s', { variants: [model] }, 'E_FORK_CHANGE', /^model: cannot change/);
  await refuse('41s', { variants: [{ name: 'base', overrides: [] }] }, 'E_FORK', /"base" is taken/);
});

sumoTest('study - a run left at a moment, unchanged and changed', async (t) => {
  t.timeout(TIMEOUT_MS);
  const { file, folder } = townExperiment(t, { stop: { epochs: 100, simulatedSeconds: 60 } });
  const results = join(folder, 'study');
  const study = await openStudy(file, { results, processes: false, jobs: 1, threads: 1, sumo: requireSumo() });
  const run = await study.run();
  const later = await run.branchAt({ seconds: 30 });
  t.is(later.seconds, 30);
  const liars = addFaults('liars', { attack: 'sign-flip', types: ['car'] });
  const rows = await compare([
    run,
    later.with(),
    later.with(closeEdgeServer('first')),
    later.with(halveRange()),
    later.with(liars),
    later.with(scaleTraffic(2)),
  ]);
  const [base, unchanged, closed, nearer, lied, busier] = rows;
  t.is(unchanged!.digest, base!.digest);
  t.true(closed!.used < base!.used, 'the first edge server makes no aggregates any more');
  t.true(nearer!.gradients < base!.gradients);
  t.true(busier!.gradients > base!.gradients);
  t.true(lied!.faulted > 0, 'those that were there are known, too');
  t.is(new Set(rows.map(({ digest }) => digest)).size, rows.length - 1);
  const ofRun = (name: string): string => join(results, 'runs', name);
  for (const made of [run.folder, ...readdirSync(join(results, 'runs')).map(ofRun)]) {
    const manifest = JSON.parse(readFileSync(join(made, 'manifest.json'), 'utf8')) as { backend: { threads: number } };
    t.is(manifest.backend.threads, 1, made);
  }
  const [first] = readFileSync(join(results, 'at-30s', 'metrics.csv'), 'utf8').split('\n');
  t.true(first!.startsWith('epoch,'));
  const early = await t.throwsAsync(run.branchAt({ seconds: 0.5 }), { code: 'E_FORK_MOMENT' });
  t.regex(early.message, /after the first steps of traffic/);
  study.close();
  t.true(existsSync(results), 'a folder that was named stays');
  const summary = JSON.parse(readFileSync(join(run.folder, 'summary.json'), 'utf8')) as Summary;
  t.is(summary.digest, base!.digest);
});

sumoTest('compare - a run that fails in its process says which, and why', async (t) => {
  t.timeout(TIMEOUT_MS);
  const { file, folder } = townExperiment(t);
  const study = await openStudy(file, { sumo: requireSumo(), jobs: 1 });
  t.teardown(() => {
    study.close();
  });
  const trunk = { folder: join(folder, 'gone'), step: 1, round: 0, simulatedMs: 1000, digest: '' };
  const lost = { ...study.with(halveRange()), trunk };
  await t.throwsAsync(compare([lost]), { code: 'E_WHAT_IF_RUN', message: /^half the range: .*gone: expected a run/ });
});

/** `edgemlsim run` with real SUMO: results, sameness, and every way to end. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import type { Summary } from '../../src/index.ts';
import { EMPTY_DIGEST, nextDigest } from '../../src/sim/events.ts';
import { childrenOf, runCli, startCli } from '../helpers/cli.ts';
import { refusalOf, runHere } from '../helpers/in-process.ts';
import { isGone, sumoTest } from '../helpers/sumo.ts';
import { townExperiment } from '../helpers/town-experiment.ts';

sumoTest('run - leaves a complete folder whose numbers add up', async (t) => {
  const { file, out } = townExperiment(t);
  const { code, stdout, stderr } = await runCli(['run', file, '--out', out, '--events', '--threads', '1']);
  t.is(code, 0, stderr);
  t.regex(stdout, /test accuracy 0\.\d+/);
  t.deepEqual(readdirSync(out).sort(), [
    'checkpoints',
    'confusion.csv',
    'events.jsonl',
    'experiment.yaml',
    'manifest.json',
    'map.json',
    'metrics.csv',
    'model',
    'outages.csv',
    'places.csv',
    'report.html',
    'rounds.csv',
    'summary.json',
  ]);
  const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Summary;
  const { fates } = summary;
  t.is(summary.stoppedBy, 'epochs');
  t.is(summary.gradients, 200);
  t.is(fates.used + fates.faulted + fates.late + fates.lost + fates.rejected + fates.unfinished, summary.gradients);
  const rounds = readFileSync(join(out, 'rounds.csv'), 'utf8').trim().split('\n').slice(1);
  t.is(rounds.length, summary.rounds);
  const used = rounds.reduce((sum, line) => sum + Number(line.split(',')[2]), 0);
  t.is(used, fates.used);
  const [header, ...metrics] = readFileSync(join(out, 'metrics.csv'), 'utf8').trim().split('\n');
  t.is(header, 'epoch,round,simulated_s,wall_s,test_accuracy,test_loss,train_loss,precision,recall,f1');
  t.is(metrics.length, 4);
  const events = readFileSync(join(out, 'events.jsonl'), 'utf8').trim().split('\n');
  t.is(events.reduce(nextDigest, EMPTY_DIGEST), summary.digest);
  const resolved = parse(readFileSync(join(out, 'experiment.yaml'), 'utf8')) as { workers: { computeTimeMs: number } };
  t.is(resolved.workers.computeTimeMs, 200);
});

sumoTest('run - same experiment, same digest: again, with more threads; another seed, another digest', async (t) => {
  const { file, out } = townExperiment(t);
  const digest = async (threads: number, ...overrides: readonly string[]): Promise<string> =>
    (await runHere(file, { out, threads, overrides })).digest;
  const first = await digest(1);
  t.is(await digest(1), first);
  t.is(await digest(2), first);
  t.is(await digest(3), first);
  t.not(await digest(1, 'seed=2'), first);
  // Earlier runs in the same place are kept.
  t.true(existsSync(`${out}.4`));
});

sumoTest('run - SUMO killed in mid-run: exit 3 at once, one line that names the step, nothing left', async (t) => {
  const { file, out } = townExperiment(t, { stop: { epochs: 100_000 } });
  const program = startCli(['run', file, '--out', out, '--set', 'workers.computeTimeMs=20']);
  await program.untilStderr(/epoch 1 /);
  const [sumo] = childrenOf(program.child.pid!, /sumo/);
  t.truthy(sumo);
  process.kill(sumo!, 'SIGKILL');
  const killed = Date.now();
  const { code, stdout, stderr } = await program.ended;
  // By the broken connection, and not by one of the timeouts; it takes a fraction of a second where nothing else runs.
  t.true(Date.now() - killed < 15_000);
  t.is(code, 3);
  t.is(stdout, '');
  const lines = stderr.trim().split('\n');
  t.regex(lines.at(-1)!, /^edgemlsim: step \d+ \(\d+ s\): .*SUMO/);
  t.is(lines.filter((line) => line.startsWith('edgemlsim:')).length, 1);
  t.true(isGone(sumo!));
});

sumoTest('run - Ctrl-C: exit 130, what there is of the results, nothing left', async (t) => {
  const { file, out } = townExperiment(t, { stop: { epochs: 100_000 } });
  const program = startCli(['run', file, '--out', out, '--set', 'workers.computeTimeMs=20']);
  await program.untilStderr(/epoch 1 /);
  const [sumo] = childrenOf(program.child.pid!, /sumo/);
  program.child.kill('SIGINT');
  const { code, stderr } = await program.ended;
  t.is(code, 130, stderr);
  t.regex(stderr, /interrupted; go on with --resume --out /);
  const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Summary;
  t.is(summary.stoppedBy, 'interrupted');
  t.true(isGone(sumo!));
});

sumoTest('run - kill -9 of the program: SUMO ends by itself', async (t) => {
  const { file, out } = townExperiment(t, { stop: { epochs: 100_000 } });
  const program = startCli(['run', file, '--out', out, '--set', 'workers.computeTimeMs=20']);
  await program.untilStderr(/epoch 1 /);
  const [sumo] = childrenOf(program.child.pid!, /sumo/);
  program.child.kill('SIGKILL');
  await program.ended;
  for (let wait = 0; wait < 50 && !isGone(sumo!); wait++) await sleep(100);
  t.true(isGone(sumo!));
});

sumoTest("run - SUMO refuses its files: exit 3 with SUMO's own line", async (t) => {
  const { folder, file, out } = townExperiment(t);
  const { writeFileSync } = await import('node:fs');
  writeFileSync(
    join(folder, 'town.rou.xml'),
    '<routes><vehicle id="v" depart="0"><route edges="nowhere"/></vehicle></routes>',
  );
  const { code, stderr } = await runCli(['run', file, '--out', out]);
  t.is(code, 3);
  t.regex(stderr, /nowhere/);
  t.is(stderr.trim().split('\n').length, 1);
});

// Data is looked for in the folder of the experiment alone.
delete process.env['EDGEMLSIM_DATA'];
process.env['EDGEMLSIM_CACHE'] = '/nonexistent';

/** What is wrong, `--set` to make it so, the path named. */
const refusals: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['a mistyped key', ['edgeServers[1].rnage=1'], /edgeServers\[1\]\.rnage: unknown key/],
  ['a wrong type', ['workers.count=many'], /workers\.count: expected number, got "many"/],
  ['a negative range', ['edgeServers[1].range=-5'], /edgeServers\[1\]\.range: expected a number > 0, got -5/],
  ['an absent data set', ['data={set: mnist}'], /data 'mnist': not found in/],
  [
    'an absent map',
    ['traffic.config=no.sumocfg'],
    /traffic\.config: there is no .*no\.sumocfg; .*not found in .*--data DIR$/,
  ],
  ['a map outside', ['traffic.config=../town.sumocfg'], /traffic\.config: .*without '\.\.'/],
  [
    'an unknown junction',
    ['edgeServers[0].position.junction=n99'],
    /edgeServers\[0\]\.position\.junction: .*n99"; did you/,
  ],
  [
    'degrees on a network without projection',
    ['edgeServers[0].position={longitude: -71, latitude: 42}'],
    /edgeServers\[0\]\.position: .*no geo-projection/,
  ],
  ['a batch larger than the data', ['learning.batchSize=5000'], /learning\.batchSize: expected at most/],
  [
    'a rule that can never work',
    ['learning.edgeServer.rule={name: trimmed-mean, f: 2}'],
    /learning\.edgeServer: rule "trimmed-mean" needs .* n = 4/,
  ],
];

for (const [name, overrides, message] of refusals) {
  sumoTest(`run - ${name}: exit 2, one line with the path, nothing started`, async (t) => {
    const { folder, file, out } = townExperiment(t);
    const sets = overrides.flatMap((set) => ['--set', set]);
    const { code, line } = await refusalOf(['run', file, '--data', folder, '--out', out, ...sets]);
    t.is(code, 2, line);
    t.false(line.includes('\n'), line);
    t.regex(line, message);
    t.false(existsSync(out));
  });
}

sumoTest('run - a refusal is all that is printed; so is that of a folder that holds something else', async (t) => {
  const { folder, file, out } = townExperiment(t);
  const refused = await runCli(['run', file, '--out', out, '--set', 'edgeServers[1].rnage=1']);
  t.like(refused, { code: 2, stdout: '' });
  t.regex(refused.stderr, /^edgemlsim: [^\n]*edgeServers\[1\]\.rnage: unknown key[^\n]*\n$/);
  t.false(existsSync(out));
  const { code, line } = await refusalOf(['run', file, '--out', folder]);
  t.is(code, 2);
  t.regex(line, /--out .*holds something other than a run/);
});

sumoTest('validate - says yes or why not, and starts nothing', async (t) => {
  const { file } = townExperiment(t);
  const valid = await runCli(['validate', file]);
  t.is(valid.code, 0);
  t.regex(valid.stdout, /valid; 2 edge servers/);
  const { code, line } = await refusalOf(['validate', file, '--set', 'seed=x']);
  t.is(code, 2);
  t.regex(line, /seed: expected number, got "x"/);
});

sumoTest('doctor - finds SUMO and a backend here', async (t) => {
  const { code, stdout } = await runCli(['doctor', '--json']);
  t.is(code, 0);
  const report = JSON.parse(stdout) as { ready: boolean; findings: readonly { name: string; detail: string }[] };
  t.true(report.ready);
  t.regex(report.findings.find(({ name }) => name === 'sumo')!.detail, /\d+\.\d+/);
  t.is(report.findings.filter(({ detail }) => detail.includes('(used)')).length, 1);
});

/** How well a backdoor works, as a run reports it: twelve vehicles that stand, three of them faulty, digits, real gradients. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { runExperiment, type RunOptions } from '../../src/sim/run.ts';
import type { Summary } from '../../src/sim/results/records.ts';
import { differencesFromPage } from '../helpers/documented-results.ts';
import { prepareStanding } from '../helpers/standing-vehicles.ts';

const COLUMNS = 'epoch,round,simulated_s,wall_s,test_accuracy,test_loss,train_loss,precision,recall,f1';
const BACKDOOR = { attack: { name: 'backdoor', target: 7 }, vehicles: ['v0', 'v1', 'v2'] };

interface Ran {
  readonly summary: Summary;
  readonly folder: string;
  /** Of `metrics.csv`. */
  readonly lines: readonly (readonly string[])[];
}

/** Runs the experiment with changes to `learning.edgeServer` and the faults. */
async function run(
  t: ExecutionContext,
  { edgeServer = {}, faults = [], rounds = 40 }: { edgeServer?: object; faults?: readonly object[]; rounds?: number },
  options: Partial<RunOptions> = {},
): Promise<Ran> {
  const { prepared, out } = await prepareStanding(t, { edgeServer, faults, stop: { epochs: 1000, rounds } });
  const { summary } = await runExperiment(prepared, { out, threads: 1, ...options });
  const lines = readFileSync(join(out, 'metrics.csv'), 'utf8').trimEnd().split('\n');
  return { summary, folder: out, lines: lines.map((line) => line.split(',')) };
}

test.serial('backdoor - a mean learns it, a marginal median does not; the column and the summary say so', async (t) => {
  const mean = await run(t, { faults: [BACKDOOR] });
  const median = await run(t, { faults: [BACKDOOR], edgeServer: { rule: 'marginal-median' } });
  for (const { lines, summary } of [mean, median]) {
    t.is(lines[0]!.join(), `${COLUMNS},attack_success`);
    t.is(Number(lines.at(-1)!.at(-1)), summary.final!.attackSuccess!);
    t.true(summary.final!.accuracy > 0.5, String(summary.final!.accuracy));
  }
  t.true(mean.summary.final!.attackSuccess! > 0.9, String(mean.summary.final!.attackSuccess));
  t.true(median.summary.final!.attackSuccess! < 0.3, String(median.summary.final!.attackSuccess));
});

test.serial(
  'backdoor - a fork may bring one, and the column with it; without one there is no trace of it',
  async (t) => {
    const trunk = await run(t, { rounds: 10 }, { until: { ms: 6000, rounding: 'before' } });
    t.is(trunk.lines[0]!.join(), COLUMNS);
    t.false('attackSuccess' in trunk.summary.final!);
    const branch = await run(t, { rounds: 10, faults: [BACKDOOR] }, { branch: { trunk: trunk.folder } });
    t.is(branch.lines[0]!.join(), `${COLUMNS},attack_success`);
    // What the trunk evaluated before the fork nobody had marked; the last line of the trunk comes of its end.
    t.deepEqual(branch.lines[1], [...trunk.lines[1]!, 'NaN']);
    t.true(branch.summary.final!.attackSuccess! >= 0);
    t.deepEqual(differencesFromPage(branch.folder), []);
  },
);

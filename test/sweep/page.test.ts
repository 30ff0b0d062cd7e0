/** The page of a sweep, from runs written by hand. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { panelsOf } from '../../src/sweep/curve-charts.ts';
import type { PlannedRun, SweepPlan } from '../../src/sweep/plan.ts';
import type { RunOutcomeInPool } from '../../src/sweep/pool.ts';
import { writeResults } from '../../src/sweep/results.ts';
import { assertSelfContained, assertWellFormed, wordsOf } from '../report/page-checks.ts';
import { temporaryFolder } from '../report/run-folder.ts';

const METRICS = 'epoch,round,simulated_s,wall_s,test_accuracy,test_loss,train_loss,precision,recall,f1\n';

interface Written {
  readonly folder: string;
  readonly page: string;
}

/** Writes the results of one run for each of these labels, whose accuracy rises to `accuracy` in two evaluations. */
async function written(
  t: ExecutionContext,
  dimensions: readonly string[],
  made: readonly { readonly labels: Readonly<Record<string, string>>; readonly accuracy: number | undefined }[],
): Promise<Written> {
  const folder = temporaryFolder(t);
  const outcomes = new Map<string, RunOutcomeInPool>();
  const runs = made.map(({ labels, accuracy }, index) => {
    const id = `run-${index}`;
    const own = join(folder, 'runs', id);
    mkdirSync(own, { recursive: true });
    const rows = [1, 2].map((epoch) =>
      [epoch, epoch, epoch * 100, 1, (accuracy ?? 0) * (epoch / 2), 1, 1, 1, 1, 1].join(),
    );
    writeFileSync(join(own, 'metrics.csv'), `${METRICS}${rows.join('\n')}\n`);
    const summary = { digest: id, final: { accuracy, loss: 1 - (accuracy ?? 0) }, rounds: 2 };
    outcomes.set(
      id,
      accuracy === undefined
        ? { message: 'no <route> from a to b', kind: 'traffic' }
        : { folder: own, summary, wallSeconds: 1 },
    );
    return { id, labels } as unknown as PlannedRun;
  });
  await writeResults(folder, { name: 'rules', dimensions, runs } as unknown as SweepPlan, outcomes);
  return { folder, page: readFileSync(join(folder, 'report.html'), 'utf8') };
}

test('sweep page - what was swept, curves with bands, means with intervals, worst cases and failures', async (t) => {
  const { page } = await written(
    t,
    ['seed', 'rule', 'attack'],
    ['mean', 'krum'].flatMap((rule) =>
      ['none', 'sign-flip'].flatMap((attack) =>
        ['1', '2'].map((seed) => ({
          labels: { seed, rule, attack },
          accuracy: rule === 'krum' && seed === '2' ? undefined : 0.7 + Number(seed) / 100,
        })),
      ),
    ),
  );
  assertWellFormed(t, page);
  assertSelfContained(t, page);
  const words = wordsOf(page);
  t.regex(words, /6 runs of 8 done, 4 settings\./);
  t.regex(words, /rule 2 mean, krum /);
  t.regex(words, /mean sign-flip 2 71\.5 ± 6\.4 0\.285 ± 0\.064 2 ± 0 /);
  t.regex(words, /krum none 1 71\.0 0\.290 2 /);
  t.regex(words, /seed 2, rule krum, attack sign-flip no <route> from a to b/);
  t.regex(words, /Worst cases/);
  // Bands where there are two seeds; each chart is drawn for a desk and for a phone.
  t.is(page.match(/<path[^>]*fill-opacity="0\.18"|fill-opacity="0\.18"/g)?.length, 2 * 2);
});

test('sweep page - seeds alone are one setting; without a finished run the page says so', async (t) => {
  const seeds = await written(
    t,
    ['seed'],
    ['1', '2', '3'].map((seed) => ({ labels: { seed }, accuracy: 0.8 })),
  );
  t.regex(wordsOf(seeds.page), /3 runs of 3 done, 1 setting\./);
  t.regex(wordsOf(seeds.page), /all 3 80\.0 ± 0\.0 /);
  t.false(readdirSync(seeds.folder).includes('heat-maps'));
  const none = await written(t, ['rule'], [{ labels: { rule: 'mean' }, accuracy: undefined }]);
  t.regex(wordsOf(none.page), /0 runs of 1 done.*No run was evaluated\..*No run is done\./);
});

test('sweep page - more settings than colours become a chart for each value that is not compared', (t) => {
  const settings = (counts: Readonly<Record<string, number>>): Parameters<typeof panelsOf>[1] =>
    Object.entries(counts)
      .reduce<readonly Readonly<Record<string, string>>[]>(
        (known, [dimension, count]) =>
          known.flatMap((labels) =>
            Array.from({ length: count }, (_, index) => ({ ...labels, [dimension]: `${index}` })),
          ),
        [{}],
      )
      .map((labels) => ({ labels, curves: [] }));
  const shapes = (counts: Readonly<Record<string, number>>): readonly (readonly [string, number, string])[] =>
    panelsOf(Object.keys(counts), settings(counts)).map((panel) => [
      panel.title,
      panel.settings.length,
      panel.settings[0]!.name,
    ]);
  t.deepEqual(shapes({ rule: 2, attack: 4 }), [['Test accuracy', 8, 'rule 0, attack 0']]);
  t.deepEqual(shapes({ rule: 2, attack: 5 }), [
    ['rule 0', 5, 'attack 0'],
    ['rule 1', 5, 'attack 0'],
  ]);
  t.deepEqual(shapes({ rate: 20 }), [
    ['Test accuracy', 8, 'rate 0'],
    ['Test accuracy', 8, 'rate 8'],
    ['Test accuracy', 4, 'rate 16'],
  ]);
});

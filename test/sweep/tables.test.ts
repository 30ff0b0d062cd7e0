import test from 'ava';
import { toCsv } from '../../src/sweep/csv.ts';
import { figuresOf } from '../../src/sweep/figures.ts';
import type { PlannedRun } from '../../src/sweep/plan.ts';
import { measuredRuns, runsTable, summaryTable, type MeasuredRun } from '../../src/sweep/tables.ts';
import { worstCaseMaps } from '../../src/sweep/worst-case.ts';

function measured(
  labels: Readonly<Record<string, string>>,
  accuracy: number | null,
  loss: number | null = 1,
): MeasuredRun {
  const run = { labels, id: Object.values(labels).join('-') } as unknown as PlannedRun;
  return { run, figures: figuresOf({ final: { accuracy, loss }, digest: 'd', rounds: 5 }) };
}

test('sweep figures - everything of a summary but what the wall clock decides, the digest last', (t) => {
  const figures = figuresOf({
    schemaVersion: 1,
    name: 'x',
    seed: 3,
    digest: 'abc',
    fates: { used: 4, lost: 1 },
    wallSeconds: 7.5,
    timings: { traffic: 3 },
    part: { wallOfSumo: 3 },
    final: { accuracy: 0.9, loss: null },
    sumo: { version: 'SUMO 1.15.0', steps: 40 },
    backend: { name: 'openblas', threads: 2 },
  });
  t.deepEqual(
    [...figures],
    [
      ['seed', 3],
      ['fates.used', 4],
      ['fates.lost', 1],
      ['accuracy', 0.9],
      ['sumo.steps', 40],
      ['digest', 'abc'],
    ],
  );
});

test('sweep tables - runs that failed or were not begun are not in runs.csv; the order is the plan’s', (t) => {
  const runs = ['a', 'b', 'c'].map((id) => ({ id, labels: { rule: id } }) as unknown as PlannedRun);
  const summary = { digest: 'd' };
  const table = measuredRuns(
    { runs },
    new Map([
      ['c', { folder: 'c', summary, wallSeconds: 1 }],
      ['a', { folder: 'a', summary, wallSeconds: 2 }],
      ['b', { message: 'SUMO is gone', kind: 'traffic' }],
    ]),
  );
  t.deepEqual(runsTable(['rule'], table), [
    ['rule', 'digest', 'run'],
    ['a', 'd', 'a'],
    ['c', 'd', 'c'],
  ]);
});

test('sweep tables - summary.csv: means and half-widths over the seeds, empty where one repetition lacks the figure', (t) => {
  const table = summaryTable(
    ['seed', 'rule'],
    [
      measured({ seed: '1', rule: 'mean' }, 0.5),
      measured({ seed: '1', rule: 'krum' }, 0.8, null),
      measured({ seed: '2', rule: 'mean' }, 0.7),
      measured({ seed: '2', rule: 'krum' }, 0.8, 2),
    ],
  );
  t.deepEqual(table[0], ['rule', 'runs', 'accuracy', 'accuracy_ci95', 'loss', 'loss_ci95', 'rounds', 'rounds_ci95']);
  const [rule, runs, accuracy, halfWidth, loss] = table[1]!;
  t.deepEqual([rule, runs, loss], ['mean', 2, 1]);
  t.true(Math.abs((accuracy as number) - 0.6) < 1e-12);
  // Standard error 0.1, times t = 12.706 for one degree of freedom.
  t.true(Math.abs((halfWidth as number) - 1.2706) < 1e-4, String(halfWidth));
  t.deepEqual(table[2]!.slice(0, 2), ['krum', 2]);
  t.deepEqual(table[2]!.slice(4, 6), [undefined, undefined]);
});

test('sweep worst case - the least over the other dimensions of the mean over the seeds', (t) => {
  const maps = worstCaseMaps(
    ['seed', 'rule', 'f', 'attack'],
    ['mean', 'krum'].flatMap((rule) =>
      ['1', '2'].flatMap((f) =>
        ['none', 'flip'].flatMap((attack) =>
          ['1', '2'].map((seed) => {
            const harm = attack === 'flip' ? (rule === 'mean' ? 0.4 : 0.1) * Number(f) : 0;
            return measured({ seed, rule, f, attack }, 0.9 - harm + (seed === '1' ? 0.05 : -0.05));
          }),
        ),
      ),
    ),
  );
  t.deepEqual(
    maps.map(({ x, y }) => [x.dimension, y.dimension]),
    [
      ['rule', 'f'],
      ['rule', 'attack'],
      ['f', 'attack'],
    ],
  );
  const [byRuleAndF] = maps;
  t.deepEqual(
    byRuleAndF!.cells.map(({ x, y, accuracy, at }) => [x, y, accuracy!.toFixed(6), at]),
    [
      ['mean', '1', '0.500000', { attack: 'flip' }],
      ['mean', '2', '0.100000', { attack: 'flip' }],
      ['krum', '1', '0.800000', { attack: 'flip' }],
      ['krum', '2', '0.700000', { attack: 'flip' }],
    ],
  );
});

test('sweep worst case - a run that got nowhere is the worst of its cell', (t) => {
  const [map] = worstCaseMaps(
    ['rule', 'f', 'attack'],
    [
      measured({ rule: 'mean', f: '1', attack: 'none' }, 0.9),
      measured({ rule: 'mean', f: '1', attack: 'flip' }, null),
      measured({ rule: 'krum', f: '1', attack: 'none' }, 0.9),
      measured({ rule: 'krum', f: '2', attack: 'none' }, 0.8),
    ],
  );
  t.deepEqual(map!.cells[0], { x: 'mean', y: '1', accuracy: null, at: { attack: 'flip' } });
});

test('sweep csv - quotes what needs it and leaves empty what is not there', (t) => {
  t.is(toCsv([['a,b', 'say "x"', undefined, Number.NaN, 0.5, true]]), '"a,b","say ""x""",,,0.5,true\n');
});

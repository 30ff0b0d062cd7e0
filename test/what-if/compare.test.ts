/** Runs side by side: differences, and how they are printed. */
import test from 'ava';
import type { Summary } from '../../src/index.ts';
import { averageRows, comparisonCells, comparisonRows, comparisonTable } from '../../src/what-if/compare.ts';

function summary(accuracy: number | null, used: number, simulatedSeconds: number): Summary {
  return {
    schemaVersion: 1,
    name: 'test',
    seed: 1,
    digest: `digest of ${used}`,
    stoppedBy: 'epochs',
    rounds: used / 5,
    epochs: 4,
    gradients: used,
    fates: { used, faulted: 0, late: 0, lost: 0, rejected: 0, unfinished: 0 },
    final: accuracy === null ? null : { accuracy, loss: null, precision: 0, recall: 0, f1: 0 },
    simulatedSeconds,
  } as unknown as Summary;
}

const ROWS = comparisonRows([
  { name: 'base', summary: summary(0.5, 100, 60) },
  { name: 'closed', summary: summary(0.25, 80, 90.5) },
  { name: 'silent', summary: summary(null, 0, 60) },
]);

test('compare - the first has no difference, the others have theirs to it', (t) => {
  t.is(ROWS[0]!.difference, undefined);
  t.like(ROWS[1]!.difference, { accuracy: -0.25, used: -20, simulatedSeconds: 30.5, late: 0, loss: null });
  t.is(ROWS[2]!.difference?.accuracy, null);
});

test('compare - the table has a line a run, differences in brackets', (t) => {
  const [heading, , base, closed, silent] = comparisonTable(ROWS).split('\n');
  t.regex(heading!, /^run +accuracy +loss +simulated s +rounds +used/);
  t.regex(base!, /^base +0\.5000 +- +60\.0 +20 +100 /);
  t.regex(closed!, /^closed +0\.2500 \(-0\.2500\) +- +90\.5 \(\+30\.5\) +16 \(-4\) +80 \(-20\) +0 \(=\)/);
  t.regex(silent!, /^silent +- +- +60\.0 \(=\)/);
});

test('compare - the file has empty cells where there is no number', (t) => {
  const [header, base, , silent] = comparisonCells(ROWS);
  const column = (name: string): number => header!.indexOf(name);
  t.is(base![column('accuracy_difference')], '');
  t.is(silent![column('accuracy')], '');
  t.is(silent![column('used_difference')], -100);
});

test('compare - repetitions become their means, with the differences of these', (t) => {
  const repeat = (accuracy: number, used: number) =>
    comparisonRows([
      { name: 'base', summary: summary(accuracy, 100, 60) },
      { name: 'closed', summary: summary(accuracy - 0.25, used, 60) },
    ]);
  const [base, closed] = averageRows([repeat(0.5, 80), repeat(1, 60)]);
  t.is(base!.accuracy, 0.75);
  t.is(base!.difference, undefined);
  t.like(closed, { name: 'closed', accuracy: 0.5, used: 70 });
  t.like(closed!.difference, { accuracy: -0.25, used: -30 });
  const [, , silent] = averageRows([ROWS, ROWS]);
  t.is(silent!.accuracy, null);
});

import test from 'ava';
import { accuracyBand, epochsNeeded, timeBand } from '../../src/reproduce/bands.ts';
import { compare, type Comparison, type Measured } from '../../src/reproduce/compare.ts';
import type { Curve } from '../../src/reproduce/curves.ts';
import { SETTINGS } from '../../src/reproduce/settings.ts';
import { markdownTable, missedLines, tableRows } from '../../src/reproduce/table.ts';

/** A run with these accuracies, an epoch every `every` seconds. */
const curve = (accuracies: readonly number[], every: number): Curve =>
  accuracies.map((accuracy, index) => ({ epoch: index + 1, accuracy, trainLoss: 1, seconds: every * (index + 1) }));

const LEARNS = [0.2, 0.5, 0.7, 0.74, 0.78, 0.81, 0.83, 0.845, 0.851, 0.86, 0.865, 0.87];
const published = [curve(LEARNS, 40), curve(LEARNS, 50)];
const setting = SETTINGS[2]!;

const figures = (curves: readonly Curve[], change: Partial<Measured> = {}): readonly Comparison[] =>
  compare({ setting, variant: 'program', curves, published, ...change });

test('reproduce bands - accuracy: any run, an epoch to either side, and 0.005', (t) => {
  t.deepEqual(accuracyBand(published, 10), { low: 0.851 - 0.005, high: 0.865 + 0.005 });
  t.deepEqual(accuracyBand(published, 12), { low: 0.865 - 0.005, high: 0.87 + 0.005 }, 'the last epoch');
  t.is(accuracyBand(published, 13), undefined);
  const [longer, shorter] = [curve([0.1, 0.3, 0.5, 0.9], 1), curve([0.2, 0.4], 1)];
  t.deepEqual(accuracyBand([longer, shorter], 3), { low: 0.3 - 0.005, high: 0.9 + 0.005 });
  t.deepEqual(accuracyBand([longer, shorter], 1), { low: 0.1 - 0.005, high: 0.4 + 0.005 });
});

test('reproduce bands - seconds: the quickest run an epoch early to the slowest an epoch late, and 15 %', (t) => {
  // 0.85 is first reached in epoch 9: 320 s to 500 s.
  const band = timeBand(published, 0.85);
  t.true(typeof band === 'object' && Math.abs(band.low - 272) < 1e-9 && Math.abs(band.high - 575) < 1e-9);
  t.is(epochsNeeded(published, 0.85), 10);
  t.is(timeBand(published, 0.88), 'never');
  t.is(epochsNeeded(published, 0.88), undefined);
});

test('reproduce compare - the published curve itself is inside everywhere', (t) => {
  const verdicts = figures([curve(LEARNS, 45)]).map(({ quantity, at, verdict }) => `${quantity} ${at} ${verdict}`);
  t.deepEqual(verdicts, [
    'accuracy 5 inside',
    'accuracy 10 inside',
    'accuracy 20 none',
    'seconds 0.8 inside',
    'seconds 0.85 inside',
    'seconds 0.88 inside',
  ]);
  t.deepEqual(missedLines([{ setting, variant: 'program', curves: [curve(LEARNS, 45)], published }]), []);
});

test('reproduce compare - a curve two epochs late, or twice as slow, is missed and said so', (t) => {
  const late = [{ setting, variant: 'program' as const, published, curves: [curve([0.1, 0.1, ...LEARNS], 45)] }];
  t.deepEqual(missedLines(late).slice(0, 2), [
    'mean, 3 edge servers: accuracy after epoch 5 is 0.700, expected 0.735 to 0.815',
    'mean, 3 edge servers: accuracy after epoch 10 is 0.845, expected 0.846 to 0.870',
  ]);
  t.deepEqual(
    figures([curve(LEARNS, 90)])
      .filter(({ verdict }) => verdict === 'missed')
      .map(({ quantity, at }) => `${quantity} ${at}`),
    ['seconds 0.8', 'seconds 0.85'],
  );
});

test('reproduce compare - an accuracy that was not reached is missed only by runs that were long enough', (t) => {
  const of = (curves: readonly Curve[]): string => figures(curves).find(({ at }) => at === 0.85)!.verdict;
  t.is(of([curve(LEARNS.slice(0, 8), 45)]), 'none');
  t.is(of([curve([...LEARNS.slice(0, 8), 0.846, 0.847], 45)]), 'missed');
  t.is(of([curve(LEARNS, 45), curve([...LEARNS.slice(0, 8), 0.846, 0.847], 45)]), 'missed');
});

test('reproduce compare - where no published run got there, none of ours may', (t) => {
  const broken = [curve([0.09, 0.09, 0.1, 0.1, 0.1], 40)];
  const seconds = (curves: readonly Curve[]): string =>
    figures(curves, { published: broken }).find(({ at }) => at === 0.8)!.verdict;
  t.is(seconds([curve([0.1, 0.1], 45)]), 'inside');
  t.is(seconds([curve(LEARNS, 45)]), 'missed');
  t.deepEqual(accuracyBand(broken, 5), { low: 0.08, high: 0.15 }, 'guessing is guessing');
});

test('reproduce compare - runs after the paper’s text, and without published results, are shown and not judged', (t) => {
  const slow = [curve(LEARNS, 900)];
  t.true(figures(slow, { variant: 'paper' }).every(({ verdict }) => verdict === 'none'));
  t.true(figures(slow, { published: [] }).every(({ verdict }) => verdict === 'none'));
  t.is(tableRows([{ setting, variant: 'paper', curves: slow, published }]).length, 1);
});

test('reproduce table - ours, published, band, verdict', (t) => {
  const rows = tableRows([{ setting, variant: 'program', curves: [curve(LEARNS, 45)], published }]);
  t.deepEqual(rows, [
    ['mean, 3 edge servers', 'ours, 1 run', '0.780', '0.860', '-', '270', '405', 'never'],
    ['', 'published, 2 runs', '0.780', '0.860', '-', '270', '405', 'never'],
    ['', 'band', '0.735 to 0.815', '0.846 to 0.870', '-', '170 to 402', '272 to 575', 'never'],
    ['', 'inside', 'yes', 'yes', '-', 'yes', 'yes', 'yes'],
  ]);
  const lines = markdownTable(rows).trim().split('\n');
  t.regex(lines[0]!, /^\| setting +\| +\| epoch 5 +\|/);
  t.regex(lines[1]!, /^\| -{20} \| -{17} \|/);
  t.is(new Set(lines.map((line) => line.length)).size, 1, 'columns are aligned');
});

import test from 'ava';
import { confusionCsv, formatMetricsRow, metricsHeader, metricsRow } from '../../src/sim/metrics.ts';

const WHEN = { epoch: 1, round: 3, simulatedSeconds: 12.5, wallSeconds: 0.12345 };
const TEST = { confusion: Uint32Array.of(1, 1, 0, 2), lossSum: 2, count: 4 };
const TRAIN = { confusion: Uint32Array.of(5, 0, 0, 5), lossSum: 5, count: 10 };

test('metrics - a row holds the confusion matrix class by class', (t) => {
  t.deepEqual(metricsRow(WHEN, TEST, TRAIN).confusion, [
    [1, 1],
    [0, 2],
  ]);
});

test('metrics - a line has as many values as the header, and the matrix a file of its own', (t) => {
  const row = metricsRow(WHEN, TEST, TRAIN);
  const columns = { attackSuccess: false };
  t.is(formatMetricsRow(row, columns).split(',').length, metricsHeader(columns).split(',').length);
  t.true(formatMetricsRow(row, columns).startsWith('1,3,12.5,0.123,0.75,0.5,0.5,'));
  t.is(confusionCsv(row.confusion), 'class,predicted_0,predicted_1\n0,1,1\n1,0,2\n');
});

test('metrics - the success of a backdoor is a last column, and none where theta has blown up', (t) => {
  const columns = { attackSuccess: true };
  const triggered = { confusion: Uint32Array.of(0, 0, 3, 1), lossSum: 9, count: 4 };
  const successIn = (row: ReturnType<typeof metricsRow>) => formatMetricsRow(row, columns).split(',').at(-1);
  t.is(metricsHeader(columns).split(',').at(-1), 'attack_success');
  t.is(successIn(metricsRow(WHEN, TEST, TRAIN, triggered)), '0.25');
  t.is(successIn(metricsRow(WHEN, TEST, TRAIN, { ...triggered, lossSum: NaN })), 'NaN');
  t.is(successIn(metricsRow(WHEN, TEST, TRAIN)), 'NaN');
});

import test from 'ava';
import { confusionCsv, formatMetricsRow, METRICS_HEADER, metricsRow } from '../../src/sim/metrics.ts';

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
  t.is(formatMetricsRow(row).split(',').length, METRICS_HEADER.split(',').length);
  t.true(formatMetricsRow(row).startsWith('1,3,12.5,0.123,0.75,0.5,0.5,'));
  t.is(confusionCsv(row.confusion), 'class,predicted_0,predicted_1\n0,1,1\n1,0,2\n');
});

/** The table at the end of a run. Pure. */
import type { MetricsRow, RunOutcome, Summary } from '../index.ts';
import { formatBytes, formatTable } from './format.ts';

const REASONS: Readonly<Record<Summary['stoppedBy'], string>> = {
  epochs: 'all epochs done',
  rounds: 'all rounds done',
  simulatedSeconds: 'simulated time is up',
  accuracy: 'accuracy reached',
  traffic: 'no vehicle left in the traffic',
  interrupted: 'interrupted',
};

/** Evaluations, what became of the gradients, and where the results are. */
export function summaryTable({ summary, metrics, folder }: RunOutcome): string {
  const rows = [
    ['epoch', 'round', 'simulated s', 'accuracy', 'loss', 'precision', 'recall', 'F1'],
    ...metrics.map(metricsCells),
  ];
  const { used, faulted, late, lost, rejected, unfinished } = summary.fates;
  const { cloudToEdgeServer, edgeServerToWorker, workerToEdgeServer, edgeServerToCloud } = summary.bytes;
  const bytes = cloudToEdgeServer + edgeServerToWorker + workerToEdgeServer + edgeServerToCloud;
  return [
    '\n',
    formatTable(rows),
    '\n',
    `stopped      ${REASONS[summary.stoppedBy]}\n`,
    `gradients    ${summary.gradients} made: ${used} used, ${faulted} faulted, ${late} late, ${lost} lost, ${rejected} rejected, ${unfinished} unfinished\n`,
    `traffic      ${summary.simulatedSeconds.toFixed(1)} s simulated in ${summary.wallSeconds.toFixed(1)} s, ${formatBytes(bytes)} sent\n`,
    `digest       ${summary.digest}\n`,
    `results      ${folder}\n`,
    ...attackLine(summary.final),
    summary.final === null ? 'no gradient was computed\n' : `test accuracy ${summary.final.accuracy.toFixed(4)}\n`,
  ].join('');
}

/** Of a backdoor, where there is one; the last line stays the test accuracy. */
function attackLine(final: Summary['final']): readonly string[] {
  if (final?.attackSuccess === undefined) return [];
  return [
    `attack       ${final.attackSuccess?.toFixed(4) ?? 'unknown share'} of marked test examples taken for its target\n`,
  ];
}

function metricsCells(row: MetricsRow): readonly string[] {
  return [
    String(Number(row.epoch.toFixed(2))),
    String(row.round),
    row.simulatedSeconds.toFixed(1),
    ...[row.testAccuracy, row.testLoss, row.precision, row.recall, row.f1].map((value) => value.toFixed(4)),
  ];
}

/**
 * What a run reports: a line per evaluation, a line per cloud update, a summary.
 *
 * Pure: records in, text out; `results/folder.ts` writes it. Formats: docs/results-format.md.
 */
import { scores, type Evaluation } from '../ml/index.ts';
import type { RoundAccount } from './ledger.ts';

/** One evaluation of theta. */
export interface MetricsRow {
  readonly epoch: number;
  readonly round: number;
  readonly simulatedSeconds: number;
  readonly wallSeconds: number;
  /** Share of test examples classified rightly, [0, 1]. */
  readonly testAccuracy: number;
  /** Mean cross-entropy, nats. */
  readonly testLoss: number;
  readonly trainLoss: number;
  /** Macro averages over the classes, [0, 1]. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Test examples by class (row) and prediction (column); shape [classes x classes]. */
  readonly confusion: readonly (readonly number[])[];
}

/** One cloud update. */
export interface RoundRow {
  readonly round: number;
  readonly simulatedMs: number;
  readonly account: RoundAccount;
}

/** Puts the figures of an evaluation together. */
export function metricsRow(
  when: Pick<MetricsRow, 'epoch' | 'round' | 'simulatedSeconds' | 'wallSeconds'>,
  test: Evaluation,
  train: Evaluation,
): MetricsRow {
  const { accuracy, loss, precision, recall, f1 } = scores(test);
  return {
    ...when,
    testAccuracy: accuracy,
    testLoss: loss,
    trainLoss: train.lossSum / train.count,
    precision,
    recall,
    f1,
    confusion: confusionRows(test.confusion),
  };
}

function confusionRows(confusion: Uint32Array): readonly (readonly number[])[] {
  const size = Math.sqrt(confusion.length);
  return Array.from({ length: size }, (_, row) => [...confusion.subarray(row * size, (row + 1) * size)]);
}

/** The whole of `confusion.csv`: a line a class, a column a prediction. */
export function confusionCsv(confusion: MetricsRow['confusion']): string {
  const header = ['class', ...confusion.map((_, index) => `predicted_${index}`)].join(',');
  return [header, ...confusion.map((row, index) => [index, ...row].join(',')), ''].join('\n');
}

export const METRICS_HEADER = [
  'epoch',
  'round',
  'simulated_s',
  'wall_s',
  'test_accuracy',
  'test_loss',
  'train_loss',
  'precision',
  'recall',
  'f1',
].join(',');

/** A line of `metrics.csv`, without line feed. */
export function formatMetricsRow(row: MetricsRow): string {
  return [
    row.epoch,
    row.round,
    row.simulatedSeconds,
    row.wallSeconds.toFixed(3),
    row.testAccuracy,
    row.testLoss,
    row.trainLoss,
    row.precision,
    row.recall,
    row.f1,
  ].join(',');
}

/** The first line of `rounds.csv`. */
export function roundsHeader(edgeServers: readonly string[]): string {
  return [
    'round',
    'simulated_ms',
    'used',
    'faulted',
    'late',
    'lost',
    'rejected',
    'bytes_cloud_to_edge_server',
    'bytes_edge_server_to_worker',
    'bytes_worker_to_edge_server',
    'bytes_edge_server_to_cloud',
    ...edgeServers.map((name) => `gradients_${name}`),
  ].join(',');
}

/** A line of `rounds.csv`, without line feed. */
export function formatRoundRow({ round, simulatedMs, account }: RoundRow): string {
  const { fates, bytes, perEdgeServer } = account;
  return [
    round,
    simulatedMs,
    fates.used,
    fates.faulted,
    fates.late,
    fates.lost,
    fates.rejected,
    bytes.cloudToEdgeServer,
    bytes.edgeServerToWorker,
    bytes.workerToEdgeServer,
    bytes.edgeServerToCloud,
    ...perEdgeServer,
  ].join(',');
}

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
  /**
   * Share of marked test examples taken for the backdoor's target, [0, 1]; NaN where theta has blown up. Absent without a
   * backdoor among the faults.
   */
  readonly attackSuccess?: number;
  /** Test examples by class (row) and prediction (column); shape [classes x classes]. */
  readonly confusion: readonly (readonly number[])[];
}

/** One cloud update. */
export interface RoundRow {
  readonly round: number;
  readonly simulatedMs: number;
  readonly account: RoundAccount;
}

/**
 * Puts the figures of an evaluation together.
 *
 * @param triggered - of marked test examples, where there is a backdoor.
 */
export function metricsRow(
  when: Pick<MetricsRow, 'epoch' | 'round' | 'simulatedSeconds' | 'wallSeconds'>,
  test: Evaluation,
  train: Evaluation,
  triggered?: Evaluation,
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
    ...(triggered && { attackSuccess: attackSuccess(triggered) }),
    confusion: confusionRows(test.confusion),
  };
}

/** A theta that has blown up says the first class of everything, which would be a success for whoever targets that one. */
function attackSuccess(triggered: Evaluation): number {
  return Number.isNaN(triggered.lossSum) ? NaN : scores(triggered).accuracy;
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

const METRICS_HEADER = [
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

/** Which columns a run's `metrics.csv` has. */
export interface MetricsColumns {
  /** True where a backdoor is among the faults. */
  readonly attackSuccess: boolean;
}

/** The first line of `metrics.csv`. */
export function metricsHeader({ attackSuccess }: MetricsColumns): string {
  return attackSuccess ? `${METRICS_HEADER},attack_success` : METRICS_HEADER;
}

/** A line of `metrics.csv`, without line feed; what was not measured then (before a fork) is NaN. */
export function formatMetricsRow(row: MetricsRow, columns: MetricsColumns): string {
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
    ...(columns.attackSuccess ? [row.attackSuccess ?? NaN] : []),
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

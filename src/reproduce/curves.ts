/** Curves of training by epoch, ours from a run's folder and the authors' from their files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReproductionError } from './errors.ts';
import type { Setting } from './settings.ts';

/** One evaluation, after a whole number of epochs. */
export interface CurvePoint {
  readonly epoch: number;
  /** Share of the test set classified rightly, [0, 1]. */
  readonly accuracy: number;
  /** Cross-entropy on the first 10,000 training examples, nats; NaN when diverged. */
  readonly trainLoss: number;
  /** Simulated seconds. */
  readonly seconds: number;
}

/** A run: epochs 1, 2, 3 ... */
export type Curve = readonly CurvePoint[];

/** The curve in a run's `metrics.csv`; a last line between two epochs is left out. */
export function curveOfRun(folder: string): Curve {
  const [header = '', ...lines] = readFileSync(join(folder, 'metrics.csv'), 'utf8').trim().split('\n');
  const columns = header.split(',');
  return lines
    .map((line) => line.split(','))
    .map((cells) => {
      const figure = (column: string): number => Number(cells[columns.indexOf(column)]);
      return {
        epoch: figure('epoch'),
        accuracy: figure('test_accuracy'),
        trainLoss: figure('train_loss'),
        seconds: figure('simulated_s'),
      };
    })
    .filter(({ epoch }) => Number.isInteger(epoch));
}

/**
 * The authors' runs of a setting: files `<setting>-<run>.csv` of lines `epoch,accuracy,loss,seconds`.
 *
 * @throws {ReproductionError} `E_PUBLISHED_DATA` if there are none or one is malformed.
 */
export function publishedCurves(folder: string, { published }: Setting): readonly Curve[] {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const runs = files.filter((file) => file.startsWith(`${published}-`) && /-\d+\.csv$/.test(file)).sort();
  if (runs.length === 0)
    throw new ReproductionError(`${folder}: no file ${published}-1.csv; expected the authors' raw results there`);
  return runs.map((file) => readPublished(join(folder, file)));
}

function readPublished(file: string): Curve {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line, index) => {
      const [epoch = Number.NaN, accuracy = Number.NaN, loss = Number.NaN, seconds = Number.NaN] = line
        .split(',')
        .map(Number);
      if (epoch !== index + 1 || !(accuracy >= 0 && accuracy <= 1) || !(seconds >= 0))
        throw new ReproductionError(
          `${file}: line ${index + 1}: expected ${index + 1},accuracy,loss,seconds, got "${line.slice(0, 60)}"`,
        );
      return { epoch, accuracy, trainLoss: loss, seconds };
    });
}

/** Mean over the runs that got so far; undefined if none did. */
export function meanAccuracy(curves: readonly Curve[], epoch: number): number | undefined {
  return mean(curves.flatMap((curve) => curve[epoch - 1]?.accuracy ?? []));
}

/** Simulated seconds until each run first had this accuracy; undefined for a run that never had. */
export function secondsTo(curves: readonly Curve[], accuracy: number): readonly (number | undefined)[] {
  return curves.map((curve) => curve.find((point) => point.accuracy >= accuracy)?.seconds);
}

/** Mean; undefined of nothing. */
export function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How the model got better: accuracy and loss against simulated time, wall time and rounds. */
import { lineChart, type Point, type Series } from '../charts/line.ts';
import type { Axis } from '../charts/axes.ts';
import type { Chart } from '../drawing.ts';
import { timeUnit } from '../format.ts';
import { SERIES_COUNT } from '../palette.ts';
import { chartGrid, missing, switchedViews, type Section } from '../page.ts';
import type { Evaluated } from './read.ts';

/** A run's curve: its name and its evaluations. */
export interface Curve {
  readonly name: string;
  readonly evaluations: readonly Evaluated[];
}

/** What curves can be drawn against. */
interface Against {
  readonly key: 'simulated-time' | 'wall-time' | 'rounds';
  readonly label: string;
  readonly of: (row: Evaluated) => number;
  readonly isTime: boolean;
}

const AGAINST: readonly Against[] = [
  { key: 'simulated-time', label: 'simulated time', of: (row) => row.simulatedSeconds, isTime: true },
  { key: 'wall-time', label: 'wall time', of: (row) => row.wallSeconds, isTime: true },
  { key: 'rounds', label: 'rounds', of: (row) => row.round, isTime: false },
];

/** Ratio of the greatest to the least loss from which on a logarithmic scale shows more. */
const LOGARITHMIC_FROM = 100;

export function learningSection(evaluations: readonly Evaluated[]): Section {
  const title = 'Learning';
  const id = 'learning';
  if (evaluations.length === 0) return { id, title, body: missing('metrics.csv holds no evaluation of this run.') };
  return { id, title, body: learningViews([{ name: 'test examples', evaluations }], true) };
}

/** @param withTrain - also the loss on training examples, dashed, in the same colour. */
export function learningViews(curves: readonly Curve[], withTrain: boolean): ReturnType<typeof switchedViews> {
  return switchedViews(
    'against',
    'against',
    AGAINST.map((against) => ({ label: against.label, body: chartGrid(learningCharts(curves, withTrain, against)) })),
  );
}

/** Accuracy and loss against one of the three; the first is what files are drawn of. */
export function learningCharts(
  curves: readonly Curve[],
  withTrain: boolean,
  against: Against = AGAINST[0]!,
): readonly Chart[] {
  const x = axisOf(curves, against);
  const points = (curve: Curve, y: (row: Evaluated) => number): readonly Point[] =>
    curve.evaluations.map((row) => ({ x: against.of(row) / x.unit, y: y(row) }));
  const losses = curves.flatMap((curve, colour): Series[] => [
    {
      name: withTrain ? 'test examples' : curve.name,
      points: points(curve, (row) => row.testLoss),
      colour,
      isDashed: colour >= SERIES_COUNT,
    },
    ...(withTrain
      ? [
          {
            name: 'training examples',
            points: points(curve, (row) => row.trainLoss),
            colour: colour + 1,
            isDashed: true,
          },
        ]
      : []),
  ]);
  const successes: readonly Series[] = !withTrain
    ? []
    : curves
        .filter(({ evaluations }) => evaluations.some(({ attackSuccess }) => Number.isFinite(attackSuccess)))
        .map((curve, index) => ({
          name: 'attack success',
          points: points(curve, (row) => row.attackSuccess),
          colour: curves.length + index,
          isDashed: true,
        }));
  return [
    lineChart({
      name: `accuracy-${against.key}`,
      title: 'Test accuracy',
      caption: `Share of test examples classified rightly, against ${against.label}${successes.length === 0 ? '' : '; dashed, of marked ones taken for the backdoor\u2019s target'}.`,
      x: x.axis,
      y: { label: 'accuracy', format: 'share', domain: [0, 1] },
      hasLegend: true,
      series: [
        ...curves.map((curve, colour) => ({
          name: curve.name,
          points: points(curve, (row) => row.accuracy),
          colour,
          isDashed: colour >= SERIES_COUNT,
        })),
        ...successes,
      ],
    }),
    lineChart({
      name: `loss-${against.key}`,
      title: withTrain ? 'Loss' : 'Test loss',
      caption: `Mean cross-entropy per example${isFinite(losses) ? '' : '; a gap is where it was not finite'}.`,
      x: x.axis,
      y: lossAxis(losses),
      series: losses,
    }),
  ];
}

function axisOf(
  curves: readonly Curve[],
  { label, of, isTime }: Against,
): { readonly axis: Axis; readonly unit: number } {
  const end = Math.max(...curves.flatMap(({ evaluations }) => evaluations.map(of)).filter(Number.isFinite), 1e-9);
  const unit = timeUnit(end);
  const divisor = isTime ? unit.seconds : 1;
  return { unit: divisor, axis: { label: isTime ? `${label} (${unit.name})` : label, domain: [0, end / divisor] } };
}

function lossAxis(series: readonly Series[]): Axis {
  const positive = series.flatMap(({ points }) => points.map(({ y }) => y)).filter((y) => Number.isFinite(y) && y > 0);
  const isLogarithmic = positive.length > 0 && Math.max(...positive) > LOGARITHMIC_FROM * Math.min(...positive);
  return { label: 'loss (nats)', scale: isLogarithmic ? 'log' : 'linear' };
}

function isFinite(series: readonly Series[]): boolean {
  return series.every(({ points }) => points.every(({ y }) => Number.isFinite(y)));
}

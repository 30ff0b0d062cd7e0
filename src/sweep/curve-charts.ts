/** Accuracy against simulated time for every setting of a sweep: one chart, or one for each value that is not compared. */
import type { Chart, Point } from '../report/index.ts';
import { meanCurve, type Evaluation } from './mean-curves.ts';

/** A combination of values, the seed apart, and the curves of its runs. */
export interface SettingCurves {
  /** The label on every dimension but the seed. */
  readonly labels: Readonly<Record<string, string>>;
  readonly curves: readonly (readonly Evaluation[])[];
}

/** Charts, and how many settings they leave out. */
export interface CurveCharts {
  readonly charts: readonly Chart[];
  readonly omitted: number;
}

/** Curves of one chart at most; more are not told apart by colour. */
const MOST_SERIES = 8;
/** Charts of one page at most. */
const MOST_CHARTS = 24;

/** Settings of one chart, and what they have in common. */
interface Panel {
  readonly title: string;
  readonly settings: readonly (SettingCurves & { readonly name: string })[];
}

/**
 * @param dimensions - what was swept, without the seed.
 * @param settings - each with at least one run that was evaluated.
 */
export async function curveCharts(
  dimensions: readonly string[],
  settings: readonly SettingCurves[],
): Promise<CurveCharts> {
  if (settings.length === 0) return { charts: [], omitted: 0 };
  const { lineChart, timeUnit } = await import('../report/index.ts');
  const panels = panelsOf(dimensions, settings);
  const shown = panels.slice(0, MOST_CHARTS);
  const end = Math.max(...settings.flatMap(({ curves }) => curves.map((curve) => curve.at(-1)!.seconds)), 1e-9);
  const unit = timeUnit(end);
  const charts = shown.map((panel, index) =>
    lineChart({
      name: `accuracy-${index + 1}`,
      title: panel.title,
      x: { label: `simulated time (${unit.name})`, domain: [0, end / unit.seconds] },
      y: { label: 'test accuracy', format: 'share', domain: [0, 1] },
      hasLegend: true,
      isWide: panels.length === 1,
      ...(panels.length === 1 && { height: 320 }),
      series: panel.settings.map(({ name, curves }) => ({ name, points: pointsOf(curves, unit.seconds) })),
    }),
  );
  return { charts, omitted: panels.slice(MOST_CHARTS).reduce((sum, panel) => sum + panel.settings.length, 0) };
}

function pointsOf(curves: SettingCurves['curves'], unit: number): readonly Point[] {
  return meanCurve(curves).map(({ seconds, mean, halfWidth }) => ({
    x: seconds / unit,
    y: mean,
    // Accuracies end at 0 and 1, and so does the picture.
    ...(halfWidth !== undefined && { low: Math.max(0, mean - halfWidth), high: Math.min(1, mean + halfWidth) }),
  }));
}

/**
 * All in one where colours suffice. Else the dimension with most values that colours can tell apart is compared within a
 * chart, and each combination of the others has a chart of its own.
 */
export function panelsOf(dimensions: readonly string[], settings: readonly SettingCurves[]): readonly Panel[] {
  if (settings.length <= MOST_SERIES) return [panel('Test accuracy', dimensions, settings)];
  const counts = dimensions.map((dimension) => new Set(settings.map(({ labels }) => labels[dimension])).size);
  const most = Math.max(...counts.filter((count) => count <= MOST_SERIES), 0);
  const compared = most > 1 ? dimensions[counts.indexOf(most)] : undefined;
  const fixed = dimensions.filter((dimension) => dimension !== compared);
  if (compared === undefined) return inChunks(settings).map((chunk) => panel('Test accuracy', dimensions, chunk));
  const titles = [...new Set(settings.map(({ labels }) => describe(fixed, labels)))];
  return titles.map((title) => {
    const group = settings.filter(({ labels }) => describe(fixed, labels) === title);
    return panel(title, [compared], group);
  });
}

function panel(title: string, dimensions: readonly string[], settings: readonly SettingCurves[]): Panel {
  return { title, settings: settings.map((one) => ({ ...one, name: describe(dimensions, one.labels) })) };
}

/** E.g. `rule mean, range 50`; a dimension that exists in other runs only is left out. */
function describe(dimensions: readonly string[], labels: Readonly<Record<string, string>>): string {
  const known = dimensions.filter((dimension) => labels[dimension] !== undefined);
  return known.length === 0 ? 'all runs' : known.map((dimension) => `${dimension} ${labels[dimension]!}`).join(', ');
}

function inChunks<T>(values: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(values.length / MOST_SERIES) }, (_, index) =>
    values.slice(index * MOST_SERIES, (index + 1) * MOST_SERIES),
  );
}

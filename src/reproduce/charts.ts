/** The paper's figures: our curves over the authors', and those after the paper's text by themselves. */
import type { Chart, Point, Series } from '../report/index.ts';
import type { Measured } from './compare.ts';
import { mean, type Curve } from './curves.ts';
import { FIGURES, VARIANTS, type Figure, type Variant } from './settings.ts';

const SUBJECTS: Readonly<Record<Figure, string>> = {
  '3a': 'the number of edge servers',
  '3b': 'aggregation rules under attack',
};

/**
 * Two charts a figure and variant: accuracy over simulated time and over epochs.
 *
 * @param prefix - what the names of their files begin with, e.g. `reproduction`.
 */
export async function figureCharts(measured: readonly Measured[], prefix: string): Promise<readonly Chart[]> {
  const charts: Chart[] = [];
  for (const figure of FIGURES)
    for (const variant of VARIANTS) {
      const shown = measured.filter((one) => one.setting.figure === figure && one.variant === variant);
      if (shown.length > 0) charts.push(...(await chartsOf(figure, variant, shown, prefix)));
    }
  return charts;
}

async function chartsOf(
  figure: Figure,
  variant: Variant,
  shown: readonly Measured[],
  prefix: string,
): Promise<readonly Chart[]> {
  const { lineChart } = await import('../report/index.ts');
  const isText = variant === 'paper';
  const epochs = Math.max(...shown.flatMap(({ curves }) => curves.map((curve) => curve.length)));
  const caption = captionOf(shown);
  return (['seconds', 'epoch'] as const).map((by) => {
    const series = shown.flatMap((one, index) => seriesOf(one, index, by, epochs));
    const end = Math.max(...series.flatMap(({ points }) => points.map(({ x }) => x)));
    return lineChart({
      name: `${prefix}-${figure}${isText ? '-text' : ''}-${by}`,
      title: `Fig. ${figure}${isText ? ' after the paper’s text' : ''}: ${SUBJECTS[figure]}, by ${by === 'epoch' ? 'epoch' : 'simulated time'}`,
      caption,
      x: { label: by === 'epoch' ? 'epoch' : 'simulated time (s)', domain: [by === 'epoch' ? 1 : 0, Math.max(end, 2)] },
      y: { label: 'test accuracy', format: 'share', domain: [0, 1] },
      series,
      hasLegend: true,
    });
  });
}

function captionOf(shown: readonly Measured[]): string {
  const counts = shown.flatMap((one) => [one.curves.length, isBesidePublished(one) ? one.published.length : 0]);
  const isRepeated = Math.max(...counts) > 1;
  const spread = isRepeated ? ' Shaded: from the least to the greatest of the runs.' : '';
  if (shown.some(isBesidePublished)) return `Solid: ours. Dashed: the authors’ published runs.${spread}`;
  return `${isRepeated ? 'Mean of our runs.' : 'One run of each setting.'}${spread}`;
}

/** The published runs came from the authors' program, so they are shown beside runs of that variant alone. */
function isBesidePublished({ variant, published }: Measured): boolean {
  return variant === 'program' && published.length > 0;
}

function seriesOf(measured: Measured, colour: number, by: 'seconds' | 'epoch', epochs: number): readonly Series[] {
  const { setting, curves, published } = measured;
  const name = setting.title;
  const ours = { name, colour, points: meanCurve(curves, by, epochs) };
  if (!isBesidePublished(measured)) return [ours];
  const points = meanCurve(published, by, epochs);
  return [ours, { name: `${name}, published`, colour, isDashed: true, isUnlisted: true, points }];
}

/** By epoch over the runs that got so far, as the authors average theirs. */
function meanCurve(curves: readonly Curve[], by: 'seconds' | 'epoch', epochs: number): readonly Point[] {
  return Array.from({ length: epochs }, (_, index) => curves.flatMap((curve) => curve[index] ?? []))
    .filter((points) => points.length > 0)
    .map((points) => {
      const accuracies = points.map(({ accuracy }) => accuracy);
      return {
        x: mean(points.map((point) => point[by]))!,
        y: mean(accuracies)!,
        ...(points.length > 1 && { low: Math.min(...accuracies), high: Math.max(...accuracies) }),
      };
    });
}

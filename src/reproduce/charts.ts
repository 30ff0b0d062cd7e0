/** The paper's figures: our curves over the authors'. */
import type { Chart, Point, Series } from '../report/index.ts';
import type { Measured } from './compare.ts';
import { mean, type Curve } from './curves.ts';
import { FIGURES, type Figure } from './settings.ts';

const TITLES: Readonly<Record<Figure, string>> = {
  '3a': 'Fig. 3a: the number of edge servers',
  '3b': 'Fig. 3b: aggregation rules under attack',
};

/** Two charts a figure: accuracy over simulated time and over epochs. */
export async function figureCharts(measured: readonly Measured[]): Promise<readonly Chart[]> {
  const { lineChart } = await import('../report/index.ts');
  return FIGURES.flatMap((figure) => {
    const shown = measured.filter(({ setting }) => setting.figure === figure);
    if (shown.length === 0) return [];
    const hasPublished = shown.some(({ published }) => published.length > 0);
    const caption = hasPublished
      ? "Solid: ours, with least and greatest of the runs. Dashed: the authors' published runs."
      : 'With least and greatest of the runs.';
    const epochs = Math.max(...shown.flatMap(({ curves }) => curves.map((curve) => curve.length)));
    const chart = (by: 'seconds' | 'epoch', label: string): Chart =>
      lineChart({
        name: `reproduction-${figure}-${by}`,
        title: `${TITLES[figure]}, by ${by === 'epoch' ? 'epoch' : 'simulated time'}`,
        caption,
        x: { label },
        y: { label: 'test accuracy', format: 'share', domain: [0, 1] },
        series: shown.flatMap((one, index) => seriesOf(one, index, by, epochs)),
        hasLegend: true,
      });
    return [chart('seconds', 'simulated time (s)'), chart('epoch', 'epoch')];
  });
}

function seriesOf(
  { setting, variant, curves, published }: Measured,
  colour: number,
  by: 'seconds' | 'epoch',
  epochs: number,
): readonly Series[] {
  const name = `${setting.title}${variant === 'paper' ? " (paper's text)" : ''}`;
  const ours = { name, colour, points: meanCurve(curves, by, epochs) };
  if (published.length === 0 || variant === 'paper') return [ours];
  return [ours, { name: `${name}, published`, colour, isDashed: true, points: meanCurve(published, by, epochs) }];
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
        low: Math.min(...accuracies),
        high: Math.max(...accuracies),
      };
    });
}

/** Lines over a quantitative axis: curves of training, their repetitions, their spread. */
import * as Plot from '@observablehq/plot';
import { drawPlot, frame, legend, NARROW, type Chart, type LegendEntry } from '../drawing.ts';
import { seriesColour, surface } from '../palette.ts';
import { axisX, axisY, MARGINS, valueText, type Axis } from './axes.ts';

/** A point of a series; one whose `y` is not finite leaves a gap. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** Ends of its interval, e.g. of confidence. */
  readonly low?: number;
  readonly high?: number;
}

export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
  /** Which colour of the palette, >= 0; its position among the series when absent. */
  readonly colour?: number;
  readonly isDashed?: boolean;
  /** Left out of the legend, e.g. since the caption says what dashed lines are. */
  readonly isUnlisted?: boolean;
}

/** A moment worth a line across the chart. */
export interface Moment {
  readonly x: number;
  readonly label: string;
}

export interface LineChartOptions {
  readonly name: string;
  readonly title: string;
  readonly caption?: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  readonly moments?: readonly Moment[];
  /** Of the plot without its legend, CSS pixels. */
  readonly height?: number;
  readonly isWide?: boolean;
  /** Also of a single series, e.g. to line up with a chart beside it. */
  readonly hasLegend?: boolean;
}

/** Points drawn of a series at most; more are not told apart on a screen. */
const MOST_POINTS = 600;
/** Up to here, in every series of a chart, every point gets a dot. */
const MOST_DOTS = 40;

/** @example lineChart({ name: 'accuracy', title: 'Test accuracy', x: { label: 'round' }, y: { label: 'accuracy', format: 'share' }, series }) */
export function lineChart(options: LineChartOptions): Chart {
  const { name, title, caption, x, y, isWide, moments = [] } = options;
  const series = options.series.map((one, index) => ({
    ...one,
    points: thin(one.points),
    colour: seriesColour(one.colour ?? index),
  }));
  const hasDots = series.every(({ points }) => points.length <= MOST_DOTS);
  return {
    name,
    title,
    ...(caption !== undefined && { caption }),
    ...(isWide !== undefined && { isWide }),
    draw(width) {
      const isNarrow = width < NARROW;
      const plot = drawPlot({
        width,
        height: options.height ?? (isNarrow ? 220 : 260),
        ...MARGINS,
        x: { type: x.scale ?? 'linear', ...(x.domain && { domain: x.domain }) },
        y: {
          type: y.scale ?? 'linear',
          ...(y.domain ? { domain: y.domain } : { nice: true, zero: y.scale !== 'log' }),
        },
        marks: [
          ...axisY(y, 5),
          ...axisX(x, isNarrow ? 5 : 7),
          Plot.ruleX(moments, { x: 'x', stroke: surface('muted'), strokeDasharray: '2 3', title: 'label' }),
          ...series.flatMap((one) => [
            ...(one.points.some((point) => point.low !== undefined) ? [band(one.points, one.colour)] : []),
            Plot.line(one.points, { x: 'x', y: 'y', stroke: one.colour, strokeWidth: 2, ...(one.isDashed && DASHED) }),
            ...(hasDots || one.points.length === 1 ? [dots(one, one.colour, options)] : []),
          ]),
        ],
      });
      const entries = series
        .filter(({ isUnlisted }) => isUnlisted !== true)
        .map(({ name: label, colour, isDashed }): LegendEntry => ({
          label,
          colour,
          shape: isDashed === true ? 'dashed' : 'line',
        }));
      return frame(width, caption ?? title, [
        legend(options.hasLegend === true || series.length > 1 ? entries : [], width),
        plot,
      ]);
    },
  };
}

const DASHED = { strokeDasharray: '5 3' } as const;

function band(points: readonly Point[], colour: string): Plot.Markish {
  const known = points.filter((point) => point.low !== undefined && point.high !== undefined);
  return Plot.areaY(known, { x: 'x', y1: 'low', y2: 'high', fill: colour, fillOpacity: 0.18 });
}

function dots(
  one: Pick<Series, 'name' | 'points'>,
  colour: string,
  { x, y }: Pick<LineChartOptions, 'x' | 'y'>,
): Plot.Markish {
  return Plot.dot(one.points, {
    x: 'x',
    y: 'y',
    r: 2.5,
    fill: colour,
    title: (point: Point) =>
      `${one.name}: ${valueText(point.y, y.format)} at ${valueText(point.x, x.format)}, ${x.label}`,
  });
}

/** Every n-th point, and the last. */
function thin(points: readonly Point[]): readonly Point[] {
  const every = Math.ceil(points.length / MOST_POINTS);
  return every <= 1 ? points : points.filter((_, index) => index % every === 0 || index === points.length - 1);
}

/** Tables of numbers as coloured cells: confusion, sweeps over two values, attendance over time. */
import * as Plot from '@observablehq/plot';
import { drawPlot, fitText, frame, NARROW, textWidth, type Chart, type Drawing } from '../drawing.ts';
import { heatColour, heatInk, HEAT_STEPS, surface } from '../palette.ts';
import { escapeHtml } from '../html.ts';
import { valueText, type ValueFormat } from './axes.ts';

/** One cell; a pair of values without one, or with `null`, stays empty. */
export interface HeatCell {
  readonly x: string;
  readonly y: string;
  readonly value: number | null;
  /** Written in the cell; the value when absent. */
  readonly text?: string;
  /** Shown when pointed at. */
  readonly title?: string;
}

/** A categorical axis. */
export interface CategoryAxis {
  readonly label: string;
  /** In the order of drawing, left to right and top to bottom. */
  readonly values: readonly string[];
}

export interface HeatMapOptions {
  readonly name: string;
  readonly title: string;
  readonly caption?: string;
  readonly x: CategoryAxis;
  readonly y: CategoryAxis;
  readonly cells: readonly HeatCell[];
  /** What the colours stand for, with its unit. */
  readonly valueLabel: string;
  readonly format?: ValueFormat;
  /** Values of the lightest and the darkest colour; from the cells when absent. */
  readonly domain?: readonly [number, number];
  /** root: colours go by the square root, so that small values are told apart. */
  readonly scale?: 'linear' | 'root';
  readonly isWide?: boolean;
}

/** @example heatMap({ name: 'worst', title: 'Worst accuracy', x: { label: 'rule', values: ['mean'] }, y: { label: 'attack', values: ['sign-flip'] }, cells: [{ x: 'mean', y: 'sign-flip', value: 0.1 }], valueLabel: 'accuracy', format: 'share' }) */
export function heatMap(options: HeatMapOptions): Chart {
  const { name, title, caption, x, y, cells, format, isWide } = options;
  const known = cells.filter((cell) => cell.value !== null && Number.isFinite(cell.value));
  const [least, most] = options.domain ?? extent(known.map((cell) => cell.value!));
  const share = (cell: HeatCell): number => {
    const linear = most > least ? (cell.value! - least) / (most - least) : 1;
    return options.scale === 'root' ? Math.sqrt(Math.max(0, linear)) : linear;
  };
  const text = (cell: HeatCell): string => cell.text ?? valueText(cell.value!, format);
  return {
    name,
    title,
    ...(caption !== undefined && { caption }),
    ...(isWide !== undefined && { isWide }),
    draw(width) {
      const marginLeft = Math.min(width * 0.35, 14 + Math.max(...y.values.map((value) => textWidth(value)), 24));
      const cellWidth = (width - marginLeft - 2) / x.values.length;
      const cellHeight = Math.max(22, Math.min(44, cellWidth * 0.8));
      const isTilted = x.values.some((value) => textWidth(value) > cellWidth - 4);
      const longest = Math.max(...x.values.map((value) => textWidth(value)));
      const marginBottom = isTilted ? Math.min(110, longest * 0.71 + 34) : 42;
      const hasText = known.every((cell) => textWidth(text(cell), 11) <= cellWidth - 2);
      const plot = drawPlot({
        width,
        height: Math.round(26 + cellHeight * y.values.length + marginBottom),
        marginLeft,
        marginRight: 2,
        marginTop: 26,
        marginBottom,
        x: { domain: x.values, padding: 0 },
        y: { domain: y.values, padding: 0 },
        marks: [
          Plot.axisX({
            tickSize: 0,
            label: x.label,
            labelArrow: 'none',
            labelAnchor: 'right',
            labelOffset: marginBottom - 6,
            color: surface('muted'),
            tickRotate: isTilted ? -45 : 0,
            tickFormat: (value: string) => fitText(value, 120),
          }),
          Plot.axisY({
            tickSize: 0,
            label: y.label,
            labelArrow: 'none',
            labelAnchor: 'top',
            color: surface('muted'),
            tickFormat: (value: string) => fitText(value, marginLeft - 12),
          }),
          Plot.cell(known, {
            x: 'x',
            y: 'y',
            fill: (cell: HeatCell) => heatColour(share(cell)),
            inset: 0.75,
            rx: 2,
            title: (cell: HeatCell) => cell.title ?? `${y.label} ${cell.y}, ${x.label} ${cell.x}: ${text(cell)}`,
          }),
          ...(hasText
            ? [
                Plot.text(known, {
                  x: 'x',
                  y: 'y',
                  text,
                  fill: (cell: HeatCell) => heatInk(share(cell)),
                  fontSize: 11,
                  pointerEvents: 'none',
                }),
              ]
            : []),
        ],
      });
      return frame(width, caption ?? title, [
        heatLegend(options.valueLabel, valueText(least, format), valueText(most, format), width),
        plot,
      ]);
    },
  };
}

/** The scale's steps between its two ends, and what they count. */
export function heatLegend(label: string, least: string, most: string, width: number): Drawing {
  const step = width < NARROW ? 10 : 14;
  const start = Math.round(textWidth(least)) + 6;
  const steps = Array.from(
    { length: HEAT_STEPS },
    (_, index) =>
      `<rect x="${start + index * step}" y="3" width="${step}" height="12" fill="${heatColour((index + 0.5) / HEAT_STEPS)}"/>`,
  );
  const text = (x: number, anchor: string, content: string): string =>
    `<text x="${x}" y="9" dy="0.35em" text-anchor="${anchor}">${escapeHtml(content)}</text>`;
  const end = start + HEAT_STEPS * step + 6;
  return {
    markup: [text(start - 6, 'end', least), ...steps, text(end, 'start', `${most} ${label}`)].join(''),
    height: 24,
  };
}

function extent(values: readonly number[]): readonly [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return values.length === 0 ? [0, 1] : [least, most];
}

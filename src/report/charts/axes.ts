/** Axes as all charts have them: grid lines instead of ticks, quiet colours, the label with its unit at the end. */
import * as Plot from '@observablehq/plot';
import { formatNumber, formatShare } from '../format.ts';
import { surface } from '../palette.ts';

/** How an axis's values are written. */
export type ValueFormat = 'number' | 'share';

/** A quantitative axis. */
export interface Axis {
  /** With its unit in brackets, e.g. `simulated time (s)`. */
  readonly label: string;
  readonly format?: ValueFormat;
  /** Least and greatest value; from the data when absent. */
  readonly domain?: readonly [number, number];
  readonly scale?: 'linear' | 'log';
}

/** The text of a value. */
export function valueText(value: number, format: ValueFormat = 'number'): string {
  if (format === 'share') return formatShare(value, 1);
  const size = Math.abs(value);
  return formatNumber(value, size === 0 || size >= 1000 ? 0 : size >= 10 ? 2 : size >= 0.01 ? 4 : 8);
}

function tickText(value: number, format: ValueFormat = 'number'): string {
  if (format === 'share') return formatShare(value, Math.abs(value * 100 - Math.round(value * 100)) > 1e-6 ? 1 : 0);
  if (Math.abs(value) >= 1e6) return `${formatNumber(value / 1e6, 2)} M`;
  return formatNumber(value, 6);
}

export function axisX({ label, format }: Axis, ticks: number): Plot.Markish[] {
  const common = { ticks, tickSize: 0, labelArrow: 'none' } as const;
  return [
    Plot.axisX({
      ...common,
      label,
      color: surface('muted'),
      tickFormat: (value: number) => tickText(value, format),
      labelAnchor: 'right',
      labelOffset: 34,
    }),
  ];
}

export function axisY(
  { label, format }: Pick<Axis, 'format'> & { readonly label: string | null },
  ticks: number,
): Plot.Markish[] {
  return [
    Plot.gridY({ ticks, stroke: surface('grid'), strokeOpacity: 1 }),
    Plot.axisY({
      ticks,
      tickSize: 0,
      tickPadding: 8,
      labelArrow: 'none',
      label,
      color: surface('muted'),
      tickFormat: (value: number) => tickText(value, format),
    }),
  ];
}

/** Room on the left for the widest tick text, so that charts below one another line up. */
export const MARGINS = { marginLeft: 48, marginRight: 14, marginTop: 26, marginBottom: 40 } as const;

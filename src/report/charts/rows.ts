/** Rows over time: when nodes were down, or how much came through each of many edge servers. */
import * as Plot from '@observablehq/plot';
import { drawPlot, fitText, frame, NARROW, textWidth, type Chart, type Drawing } from '../drawing.ts';
import { surface } from '../palette.ts';
import { axisX, MARGINS, type Axis } from './axes.ts';

/** A stretch of a row. */
export interface Stretch {
  readonly row: string;
  readonly from: number;
  readonly to: number;
  /** CSS. */
  readonly colour: string;
  readonly title: string;
}

export interface RowsOptions {
  readonly name: string;
  readonly title: string;
  readonly caption?: string;
  readonly x: Axis & { readonly domain: readonly [number, number] };
  /** From top to bottom. */
  readonly rows: readonly string[];
  readonly stretches: readonly Stretch[];
  /** Drawn above. */
  readonly legend?: (width: number) => Drawing;
  readonly isWide?: boolean;
}

export function timeRows(options: RowsOptions): Chart {
  const { name, title, caption, rows, x, isWide } = options;
  return {
    name,
    title,
    ...(caption !== undefined && { caption }),
    ...(isWide !== undefined && { isWide }),
    draw(width) {
      const longest = Math.max(...rows.map((row) => textWidth(row)));
      const marginLeft = Math.round(Math.max(MARGINS.marginLeft, Math.min(width * 0.4, longest + 14)));
      const rowHeight = rows.length > 20 ? 16 : 22;
      const plot = drawPlot({
        width,
        height: 8 + rowHeight * rows.length + MARGINS.marginBottom,
        ...MARGINS,
        marginTop: 8,
        marginLeft,
        x: { domain: x.domain },
        y: { domain: rows, padding: 0.12 },
        marks: [
          Plot.barX(
            rows.map((row) => ({ row })),
            { x1: x.domain[0], x2: x.domain[1], y: 'row', fill: surface('panel') },
          ),
          ...axisX(x, width < NARROW ? 4 : 9),
          Plot.axisY({ tickSize: 0, label: null, tickFormat: (row: string) => fitText(row, marginLeft - 10) }),
          Plot.barX(options.stretches, { x1: 'from', x2: 'to', y: 'row', fill: 'colour', title: 'title' }),
        ],
      });
      return frame(width, caption ?? title, [...(options.legend ? [options.legend(width)] : []), plot]);
    },
  };
}

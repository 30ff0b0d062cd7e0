/** Bars over spans of time, stacked; several panels below one another share both scales. */
import * as Plot from '@observablehq/plot';
import { drawPlot, fitText, frame, legend, NARROW, type Chart } from '../drawing.ts';
import { seriesColour, surface } from '../palette.ts';
import { axisX, axisY, MARGINS, valueText, type Axis } from './axes.ts';

/** One colour of the stack. */
export interface Layer {
  readonly name: string;
  /** Which colour of the palette, >= 0. */
  readonly colour: number;
  /** One value a span, >= 0. */
  readonly values: readonly number[];
}

export interface Panel {
  /** Written above it; empty for a single panel. */
  readonly label: string;
  /** From the axis upwards. */
  readonly layers: readonly Layer[];
}

export interface BarsOptions {
  readonly name: string;
  readonly title: string;
  readonly caption?: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Ends of the spans, ascending; shape [spans + 1]. */
  readonly edges: readonly number[];
  readonly panels: readonly Panel[];
  readonly isWide?: boolean;
}

interface Bar {
  readonly panel: string;
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
  readonly colour: string;
  readonly title: string;
}

export function stackedBars(options: BarsOptions): Chart {
  const { name, title, caption, panels, isWide } = options;
  const bars = panels.flatMap((panel) => stack(panel, options));
  const isSplit = panels.length > 1;
  return {
    name,
    title,
    ...(caption !== undefined && { caption }),
    ...(isWide !== undefined && { isWide }),
    draw(width) {
      const isNarrow = width < NARROW;
      const panelHeight = isSplit ? (isNarrow ? 84 : 92) : isNarrow ? 170 : 210;
      const plot = drawPlot({
        width,
        height: MARGINS.marginTop + MARGINS.marginBottom + panelHeight * panels.length,
        ...MARGINS,
        x: { domain: [options.edges[0]!, options.edges.at(-1)!], insetRight: 1 },
        y: { nice: true, zero: true },
        ...(isSplit && { fy: { domain: panels.map(({ label }) => label), padding: 0.28, axis: null } }),
        marks: [
          ...axisY(isSplit ? { ...options.y, label: null } : options.y, isSplit ? 2 : 5),
          ...axisX(options.x, isNarrow ? 5 : 9),
          Plot.rect(bars, {
            x1: 'from',
            x2: 'to',
            y1: 'low',
            y2: 'high',
            fill: 'colour',
            title: 'title',
            insetLeft: 0.5,
            insetRight: 0.5,
            ...(isSplit && { fy: 'panel' }),
          }),
          Plot.ruleY([0], { stroke: surface('line') }),
          ...(isSplit
            ? [
                Plot.text(panels, {
                  text: ({ label }: Panel) => fitText(label, width - 70),
                  fy: 'label',
                  frameAnchor: 'top-left',
                  dy: -14,
                  fontWeight: 600,
                }),
              ]
            : []),
        ],
      });
      const layers = isSplit ? [] : (panels[0]?.layers ?? []);
      const entries = layers.map((layer) => ({
        label: layer.name,
        colour: seriesColour(layer.colour),
        shape: 'square' as const,
      }));
      return frame(width, caption ?? title, [legend(entries.length > 1 ? entries : [], width), plot]);
    },
  };
}

function stack(panel: Panel, { edges, x }: BarsOptions): readonly Bar[] {
  return edges.slice(0, -1).flatMap((from, span) => {
    const to = edges[span + 1]!;
    let low = 0;
    return panel.layers.flatMap((layer) => {
      const value = layer.values[span]!;
      if (value === 0) return [];
      const title = `${panel.label === '' ? '' : `${panel.label}: `}${valueText(value)} ${layer.name}, ${valueText(from)} to ${valueText(to)}, ${x.label}`;
      const bar = { panel: panel.label, from, to, low, high: low + value, colour: seriesColour(layer.colour), title };
      low += value;
      return [bar];
    });
  });
}

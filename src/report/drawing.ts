/**
 * From a plot's description to SVG text: Observable Plot over a document of our own, and the frame around it.
 *
 * A chart is drawn for a width in CSS pixels and its text keeps its size, so a page carries one drawing for a desk and
 * one for a phone. Colours are variables of `palette.ts`. Pure but for the document, which nothing outside sees.
 */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeHtml } from './html.ts';
import { surface, withLightColours } from './palette.ts';

/** A plot that can be drawn at any width. */
export interface Chart {
  /** Name of its files under `--plots`, without ending. */
  readonly name: string;
  readonly title: string;
  /** What it shows, in a sentence, for those who do not see it and under the title. */
  readonly caption?: string;
  /** A chart whose drawing wants the whole width of a page. */
  readonly isWide?: boolean;
  /** @param width - CSS pixels. @returns An `<svg>` whose colours are variables of the page. */
  draw(width: number): string;
}

/** An entry of a legend. */
export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  readonly shape: 'line' | 'dashed' | 'square' | 'ring';
}

export const FONT_SIZE = 12;
export const FONT_FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
/** Below this width a chart is drawn for a phone: fewer ticks, tighter margins. */
export const NARROW = 480;

// DOM types are not among the project's; Plot only hands it on to D3.
const { document } = parseHTML('<!doctype html><html><body></body></html>') as unknown as { readonly document: object };

/** A drawing's inside and its height. */
export interface Drawing {
  readonly markup: string;
  readonly height: number;
}

/** Has Plot draw; the result lies in a coordinate system of `width` x `height` pixels. */
export function drawPlot(options: Plot.PlotOptions & { readonly width: number; readonly height: number }): Drawing {
  const svg: unknown = Plot.plot({
    ...options,
    document,
    figure: false,
    style: { fontSize: `${FONT_SIZE}px` },
  });
  const inside = [...(svg as { readonly childNodes: Iterable<{ readonly outerHTML?: string }> }).childNodes]
    .map((node) => node.outerHTML ?? '')
    .filter((markup) => !markup.startsWith('<style'))
    .join('');
  return { markup: shorten(inside), height: options.height };
}

/** Puts drawings below one another into one SVG. */
export function frame(width: number, label: string, drawings: readonly Drawing[]): string {
  let top = 0;
  const parts: string[] = [];
  for (const { markup, height } of drawings) {
    parts.push(top === 0 ? markup : `<g transform="translate(0,${top})">${markup}</g>`);
    top += height;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" width="${width}" height="${top}" role="img"`,
    ` aria-label="${escapeHtml(label)}" font-family="${escapeHtml(FONT_FAMILY)}" font-size="${FONT_SIZE}"`,
    ` fill="currentColor" text-anchor="middle">${parts.join('')}</svg>`,
  ].join('');
}

/** A row, or as many as it takes, of coloured marks with their names. */
export function legend(entries: readonly LegendEntry[], width: number): Drawing {
  const rowHeight = 20;
  let x = 0;
  let row = 0;
  const parts = entries.map((entry) => {
    const length = 22 + textWidth(entry.label);
    if (x > 0 && x + length > width) {
      x = 0;
      row++;
    }
    const at = `<g transform="translate(${x},${row * rowHeight + 9})">${swatch(entry)}<text x="20" y="0.35em" text-anchor="start">${escapeHtml(entry.label)}</text></g>`;
    x += length + 16;
    return at;
  });
  return { markup: parts.join(''), height: entries.length === 0 ? 0 : (row + 1) * rowHeight + 4 };
}

/** Estimated width of a text in CSS pixels, enough to lay out by. */
export function textWidth(text: string, fontSize = FONT_SIZE): number {
  return text.length * fontSize * 0.56;
}

/** Cuts a text so that it fits, with an ellipsis. */
export function fitText(text: string, width: number): string {
  const most = Math.max(2, Math.floor(width / (FONT_SIZE * 0.56)));
  return text.length <= most ? text : `${text.slice(0, most - 1)}\u2026`;
}

/** A complete SVG file: light colours, white paper, the title above. */
export function standaloneSvg(chart: Chart, width = 720): string {
  const inner = chart.draw(width);
  const height = Number(/viewBox="0 0 [\d.]+ ([\d.]+)"/.exec(inner)![1]);
  const padding = 16;
  const top = 30;
  const [outerWidth, outerHeight] = [width + 2 * padding, height + 2 * padding + top];
  return withLightColours(
    [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${outerWidth} ${outerHeight}" width="${outerWidth}" height="${outerHeight}" color="${surface('ink')}">`,
      `<rect width="100%" height="100%" fill="${surface('page')}"/>`,
      `<text x="${padding}" y="${padding + 12}" font-family="${escapeHtml(FONT_FAMILY)}" font-size="15" font-weight="600" fill="currentColor">${escapeHtml(chart.title)}</text>`,
      inner.replace('<svg ', `<svg x="${padding}" y="${padding + top}" `),
      '</svg>\n',
    ].join(''),
  );
}

function swatch({ colour, shape }: LegendEntry): string {
  if (shape === 'square') return `<rect x="2" y="-6" width="12" height="12" rx="2" fill="${colour}"/>`;
  if (shape === 'ring') return `<circle cx="8" r="6" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
  const dash = shape === 'dashed' ? ' stroke-dasharray="4 3"' : '';
  return `<line x1="0" x2="16" y1="0" y2="0" stroke="${colour}" stroke-width="2.5"${dash}/>`;
}

/** Geometry to a hundredth of a pixel: what Plot writes with twelve decimals is most of a file. */
function shorten(markup: string): string {
  return markup.replaceAll(/ (?:d|transform|points|[xy][12]?|width|height|c[xy]|r)="[^"]*"/g, (attribute) =>
    attribute.replaceAll(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => String(Math.round(Number(number) * 100) / 100)),
  );
}

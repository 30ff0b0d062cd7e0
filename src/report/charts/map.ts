/** The map: roads as wide as they are, edge servers with their ranges, cells coloured by how many gradients came from them. */
import * as Plot from '@observablehq/plot';
import { drawPlot, frame, NARROW, textWidth, type Chart } from '../drawing.ts';
import { formatNumber } from '../format.ts';
import { HEAT_STEPS, heatColour, surface } from '../palette.ts';
import { heatLegend } from './heat-map.ts';

/** x, y, x, y ... in m, network coordinates. */
type FlatPoints = readonly number[];

/** A square of the map. */
export interface MapCell {
  /** Left and lower end, m. */
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

export interface MapOptions {
  readonly name: string;
  readonly title: string;
  readonly caption?: string;
  readonly roads: readonly { readonly width: number; readonly shape: FlatPoints }[];
  readonly junctions: readonly FlatPoints[];
  readonly edgeServers: readonly {
    readonly name: string;
    readonly x: number;
    readonly y: number;
    readonly range: number;
  }[];
  readonly cells: readonly MapCell[];
  /** Side of a cell, m. */
  readonly cellMetres: number;
  /** What a cell's colour counts. */
  readonly valueLabel: string;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** Edge servers up to which names are written. */
const MOST_NAMES = 16;
/** Height of a map at most, as a share of its width. */
const TALLEST = 0.72;

export function mapChart(options: MapOptions): Chart {
  const { name, title, caption, cells, edgeServers, cellMetres } = options;
  const most = Math.max(1, ...cells.map(({ value }) => value));
  return {
    name,
    title,
    isWide: true,
    ...(caption !== undefined && { caption }),
    draw(width) {
      const box = fit(extentOf(options), width < NARROW ? 1.15 : TALLEST);
      const scale = width / (box.right - box.left);
      const height = Math.round((box.top - box.bottom) * scale);
      const plot = drawPlot({
        width,
        height,
        margin: 0,
        projection: { type: 'reflect-y', domain: ring(corners(box)) },
        clip: true,
        marks: [
          Plot.geo(polygons(options.junctions.map(pairs)), { fill: surface('road') }),
          ...roadMarks(options.roads, scale),
          ...heatMarks(cells, cellMetres, most),
          ...edgeServers.map((site) =>
            Plot.geo(ring(circle(site)), {
              stroke: surface('accent'),
              strokeWidth: 1.25,
              fill: surface('accent'),
              fillOpacity: 0.05,
            }),
          ),
          Plot.dot(edgeServers, {
            x: 'x',
            y: 'y',
            r: 5,
            symbol: 'square',
            fill: surface('accent'),
            stroke: surface('page'),
            strokeWidth: 1.5,
            title: 'name',
          }),
          ...(edgeServers.length <= MOST_NAMES ? names(edgeServers, box, width) : []),
        ],
      });
      const counts = heatLegend(options.valueLabel, '1', formatNumber(most), width);
      return frame(width, caption ?? title, [
        ...(cells.length > 0 ? [counts] : []),
        { markup: plot.markup + scaleBar(scale, height), height: plot.height },
      ]);
    },
  };
}

/** A few classes of width, each one path. */
function roadMarks(roads: MapOptions['roads'], scale: number): Plot.Markish[] {
  const lines = new Map<number, (readonly [number, number][])[]>();
  for (const { width, shape } of roads) {
    const pixels = Math.max(0.75, Math.round(width * scale * 2) / 2);
    lines.set(pixels, [...(lines.get(pixels) ?? []), pairs(shape)]);
  }
  return [...lines]
    .sort(([a], [b]) => b - a)
    .map(([strokeWidth, coordinates]) =>
      Plot.geo(
        { type: 'MultiLineString', coordinates },
        {
          stroke: surface('road'),
          strokeWidth,
          strokeLinejoin: 'round',
          strokeLinecap: 'round',
        },
      ),
    );
}

/** One path a colour. Counts grow steeply towards traffic lights, so colours go by their logarithm. */
function heatMarks(cells: readonly MapCell[], side: number, most: number): Plot.Markish[] {
  const byStep = new Map<number, (readonly [number, number][])[]>();
  for (const { x, y, value } of cells) {
    if (value <= 0) continue;
    const share = most > 1 ? Math.log(value) / Math.log(most) : 1;
    const step = Math.min(HEAT_STEPS - 1, Math.floor(share * HEAT_STEPS));
    const square = corners({ left: x, right: x + side, bottom: y, top: y + side });
    byStep.set(step, [...(byStep.get(step) ?? []), square]);
  }
  return [...byStep]
    .sort(([a], [b]) => a - b)
    .map(([step, squares]) => Plot.geo(polygons(squares), { fill: heatColour((step + 0.5) / HEAT_STEPS) }));
}

/** Names above the circles, where they hide no cell, moved inwards where they would be cut off. */
function names(edgeServers: MapOptions['edgeServers'], box: Box, width: number): Plot.Markish[] {
  const fontSize = width < NARROW ? 10.5 : 13;
  const scale = width / (box.right - box.left);
  return edgeServers.map(({ name, x, y, range }) => {
    // Bold letters are wider, and the halo adds to them.
    const half = textWidth(name, fontSize) * 0.56 + 4;
    const centre = (x - box.left) * scale;
    return Plot.text([[x, y + range]], {
      text: [name],
      dx: Math.round(Math.max(0, half - centre) - Math.max(0, centre + half - width)),
      dy: -9,
      fontSize,
      fontWeight: 600,
      fill: surface('ink'),
      stroke: surface('page'),
      strokeWidth: 4,
      paintOrder: 'stroke',
    });
  });
}

/** A round length that is about a sixth of the map, with its length in m or km. */
function scaleBar(scale: number, height: number): string {
  const target = 110 / scale;
  const power = 10 ** Math.floor(Math.log10(target));
  const metres = [5, 2, 1].map((factor) => factor * power).find((length) => length <= target)!;
  const end = 12 + Math.round(metres * scale * 100) / 100;
  const label = metres >= 1000 ? `${formatNumber(metres / 1000)}\u202fkm` : `${formatNumber(metres, 1)}\u202fm`;
  const y = height - 14;
  return [
    `<path d="M12,${y - 5}V${y}H${end}V${y - 5}" fill="none" stroke="currentColor" stroke-width="1.5"/>`,
    `<text x="${(12 + end) / 2}" y="${y - 5}" stroke="${surface('page')}" stroke-width="3" paint-order="stroke">${label}</text>`,
  ].join('');
}

/** Ranges and cells, and a little of the roads around them. */
function extentOf({ edgeServers, cells, cellMetres }: MapOptions): Box {
  const box = boxOf([
    ...edgeServers.flatMap(({ x, y, range }) => [
      [x - range, y - range],
      [x + range, y + range],
    ]),
    ...cells.flatMap(({ x, y }) => [
      [x, y],
      [x + cellMetres, y + cellMetres],
    ]),
  ]);
  const margin = Math.max(40, Math.max(box.right - box.left, box.top - box.bottom) / 14);
  return { left: box.left - margin, right: box.right + margin, bottom: box.bottom - margin, top: box.top + margin };
}

/** Widens a box that is too tall, or makes a flat one taller, so that a drawing has a sensible shape. */
function fit(box: Box, tallest: number): Box {
  const [width, height] = [box.right - box.left, box.top - box.bottom];
  const wider = Math.max(0, height / tallest - width) / 2;
  const taller = Math.max(0, width * 0.4 - height) / 2;
  return { left: box.left - wider, right: box.right + wider, bottom: box.bottom - taller, top: box.top + taller };
}

function boxOf(points: readonly (readonly number[])[]): Box {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x = NaN, y = NaN] of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    bottom = Math.min(bottom, y);
    top = Math.max(top, y);
  }
  return { left, right, bottom, top };
}

function corners({ left, right, bottom, top }: Box): [number, number][] {
  return [
    [left, bottom],
    [right, bottom],
    [right, top],
    [left, top],
    [left, bottom],
  ];
}

function circle({
  x,
  y,
  range,
}: {
  readonly x: number;
  readonly y: number;
  readonly range: number;
}): [number, number][] {
  return Array.from({ length: 97 }, (_, index) => {
    const angle = (index / 96) * 2 * Math.PI;
    return [x + range * Math.cos(angle), y + range * Math.sin(angle)];
  });
}

function pairs(flat: FlatPoints): [number, number][] {
  return Array.from({ length: flat.length / 2 }, (_, index) => [flat[2 * index]!, flat[2 * index + 1]!]);
}

// GeoJSON whose coordinates are the network's plane; its types are not among the project's.
function ring(coordinates: readonly [number, number][]): never {
  return { type: 'Polygon', coordinates: [coordinates] } as never;
}

function polygons(rings: readonly (readonly [number, number][])[]): never {
  return { type: 'MultiPolygon', coordinates: rings.map((points) => [points]) } as never;
}

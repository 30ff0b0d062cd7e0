/**
 * What stands between two points: how many walls a straight line cuts and how far it runs inside buildings.
 *
 * A grid over the polygons' bounding boxes finds the few that a line may meet.
 * Source: Sommer et al., "A computationally inexpensive empirical model of IEEE 802.11p radio shadowing in urban
 * environments", WONS 2011, as in Veins' obstacle control.
 */
import type { NetworkPoint } from '../../sumo-files/network.ts';
import { type Polygon, readPolygons } from './polygons.ts';

/** What a line meets. */
export interface Obstruction {
  /** Walls cut. */
  readonly cuts: number;
  /** Metres inside buildings; where buildings overlap, both count. */
  readonly insideM: number;
}

/** Buildings of a map. */
export interface Walls {
  between(from: NetworkPoint, to: NetworkPoint): Obstruction;
}

/** Smallest side of a grid's cell, m. */
const MIN_CELL_M = 25;
/** Rounding errors of the grid must not lose a building that a line only just touches, m. */
const MARGIN_M = 1e-6;

/** Reads the buildings that a network's options name; parameters and errors as for `readPolygons`. */
export async function readWalls(file: string, types: readonly string[], path?: string): Promise<Walls> {
  return createWalls(await readPolygons(file, types, path));
}

/** @param polygons - outlines in network coordinates. */
export function createWalls(polygons: readonly Polygon[]): Walls {
  const boxes = polygons.map(boundingBox);
  const cellM = cellSide(boxes);
  const grid = new Map<number, number[]>();
  const index = (value: number): number => Math.floor(value / cellM);

  for (const [polygon, { left, right, bottom, top }] of boxes.entries()) {
    for (let column = index(left - MARGIN_M); column <= index(right + MARGIN_M); column++) {
      for (let row = index(bottom - MARGIN_M); row <= index(top + MARGIN_M); row++) {
        const key = cellKey(column, row);
        const cell = grid.get(key);
        if (cell === undefined) grid.set(key, [polygon]);
        else cell.push(polygon);
      }
    }
  }

  /** Polygons in the cells under a line, each once. */
  const near = (from: NetworkPoint, to: NetworkPoint): ReadonlySet<number> => {
    const found = new Set<number>();
    const [west, east] = from.x <= to.x ? [from, to] : [to, from];
    const slope = east.x === west.x ? 0 : (east.y - west.y) / (east.x - west.x);
    const height = (x: number): number => west.y + slope * (Math.min(Math.max(x, west.x), east.x) - west.x);
    for (let column = index(west.x); column <= index(east.x); column++) {
      const [a, b] = east.x === west.x ? [west.y, east.y] : [height(column * cellM), height((column + 1) * cellM)];
      const [low, high] = [index(Math.min(a, b) - MARGIN_M), index(Math.max(a, b) + MARGIN_M)];
      for (let row = low; row <= high; row++)
        for (const polygon of grid.get(cellKey(column, row)) ?? []) found.add(polygon);
    }
    return found;
  };

  return {
    between(from, to) {
      let cuts = 0;
      let insideM = 0;
      for (const polygon of near(from, to)) {
        const met = obstruct(from, to, polygons[polygon]!);
        cuts += met.cuts;
        insideM += met.insideM;
      }
      return { cuts, insideM };
    },
  };
}

/**
 * Cuts of a line with one polygon, and the length of the line within it.
 *
 * The line is prolonged in both directions; its crossings with the outline, sorted, take turns to enter and to leave.
 * That also tells whether the line begins or ends inside.
 */
export function obstruct(from: NetworkPoint, to: NetworkPoint, polygon: Polygon): Obstruction {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const squared = dx * dx + dy * dy;
  if (squared === 0) return { cuts: 0, insideM: 0 };
  const crossings = crossingsOfLine(from, { dx, dy }, polygon).sort((a, b) => a - b);
  let inside = 0;
  for (let index = 0; index + 1 < crossings.length; index += 2)
    inside += Math.max(0, Math.min(1, crossings[index + 1]!) - Math.max(0, crossings[index]!));
  const cuts = crossings.filter((at) => at > 0 && at < 1).length;
  return { cuts, insideM: inside * Math.sqrt(squared) };
}

/** Where the line from + t (dx, dy) meets the outline, as t. A corner on the line belongs to its right side, so it counts once. */
function crossingsOfLine(
  from: NetworkPoint,
  { dx, dy }: { readonly dx: number; readonly dy: number },
  polygon: Polygon,
): number[] {
  const crossings: number[] = [];
  const corners = polygon.length / 2;
  const side = (corner: number): number =>
    dx * (polygon[2 * corner + 1]! - from.y) - dy * (polygon[2 * corner]! - from.x);
  const along = (corner: number): number =>
    (dx * (polygon[2 * corner]! - from.x) + dy * (polygon[2 * corner + 1]! - from.y)) / (dx * dx + dy * dy);
  for (let corner = 0, last = corners - 1; corner < corners; last = corner++) {
    const [a, b] = [side(last), side(corner)];
    if (a > 0 === b > 0) continue;
    const share = a / (a - b);
    crossings.push(along(last) + share * (along(corner) - along(last)));
  }
  return crossings;
}

/** One number for a cell; unique for rows within +-2^25, 800,000 km. */
function cellKey(column: number, row: number): number {
  return column * 2 ** 26 + row;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

function boundingBox(polygon: Polygon): Box {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at < polygon.length; at += 2) {
    left = Math.min(left, polygon[at]!);
    right = Math.max(right, polygon[at]!);
    bottom = Math.min(bottom, polygon[at + 1]!);
    top = Math.max(top, polygon[at + 1]!);
  }
  return { left, right, bottom, top };
}

/** As many cells as polygons, about, and never so small that one polygon fills thousands. */
function cellSide(boxes: readonly Box[]): number {
  let [left, right, bottom, top, largest] = [Infinity, -Infinity, Infinity, -Infinity, 0];
  for (const box of boxes) {
    left = Math.min(left, box.left);
    right = Math.max(right, box.right);
    bottom = Math.min(bottom, box.bottom);
    top = Math.max(top, box.top);
    largest = Math.max(largest, box.right - box.left, box.top - box.bottom);
  }
  if (boxes.length === 0) return MIN_CELL_M;
  return Math.max(MIN_CELL_M, Math.sqrt(((right - left) * (top - bottom)) / boxes.length), largest / 64);
}

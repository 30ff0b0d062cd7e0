/**
 * Which edge servers may reach a place: a uniform grid over the disks of their ranges, so that looking for the nearest costs
 * the same however many there are.
 *
 * Used by `connectivity.ts` and between frames. It only leaves out sites that cannot be in range; the gate itself stays
 * with those who ask. Pure.
 */
import type { Site } from './connectivity.ts';

/** Sites by place; indices are those of the list it was made from, ascending. */
export interface SiteIndex {
  /** All sites in whose range (x, y) is, and perhaps some near it; m, network coordinates. */
  near(x: number, y: number): readonly number[];
  /** All sites that a straight way between two places touches, and perhaps some near it. */
  along(
    a: { readonly x: number; readonly y: number },
    b: { readonly x: number; readonly y: number },
  ): readonly number[];
}

/** Rounding moves a place by far less, m. */
const MARGIN_M = 1e-3;

const NONE: readonly number[] = [];

/** @param sites - they may fall silent, but neither move nor reach farther than here. */
export function createSiteIndex(sites: readonly Site[]): SiteIndex {
  // As wide as the root mean square of the ranges: then all disks together lie in at most some 16 cells a site.
  const squares = sites.reduce((sum, { range }) => sum + range * range, 0);
  const cellM = Math.max(1, Math.sqrt(squares / Math.max(1, sites.length)));
  const cellOf = (metres: number): number => Math.floor(metres / cellM);
  const columns = new Map<number, Map<number, number[]>>();
  for (const [index, { x, y, range }] of sites.entries()) {
    const reach = range + MARGIN_M;
    for (let column = cellOf(x - reach); column <= cellOf(x + reach); column++) {
      const cells = columns.get(column) ?? new Map<number, number[]>();
      columns.set(column, cells);
      for (let row = cellOf(y - reach); row <= cellOf(y + reach); row++) {
        const cell = cells.get(row);
        if (cell === undefined) cells.set(row, [index]);
        else cell.push(index);
      }
    }
  }
  const near = (x: number, y: number): readonly number[] => columns.get(cellOf(x))?.get(cellOf(y)) ?? NONE;
  return {
    near,
    along(a, b) {
      const found = new Set<number>();
      const [left, right] = [cellOf(Math.min(a.x, b.x)), cellOf(Math.max(a.x, b.x))];
      const [bottom, top] = [cellOf(Math.min(a.y, b.y)), cellOf(Math.max(a.y, b.y))];
      if (left === right && bottom === top) return near(a.x, a.y);
      for (let column = left; column <= right; column++) {
        const cells = columns.get(column);
        if (cells === undefined) continue;
        for (let row = bottom; row <= top; row++) for (const index of cells.get(row) ?? NONE) found.add(index);
      }
      return [...found].sort((one, other) => one - other);
    },
  };
}

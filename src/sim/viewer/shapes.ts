/** Shapes drawn over the map. Pure. */
import type { Site } from '../connectivity.ts';

/** A point in network coordinates, m. */
export type Point = readonly [number, number];

const CIRCLE_CORNERS = 64;

/** A regular polygon that looks like the circle of a site's range; the first corner is repeated at the end. */
export function rangeCircle({ x, y, range }: Site): readonly Point[] {
  return Array.from({ length: CIRCLE_CORNERS + 1 }, (_, corner) => {
    const angle = (2 * Math.PI * (corner % CIRCLE_CORNERS)) / CIRCLE_CORNERS;
    return [x + range * Math.cos(angle), y + range * Math.sin(angle)] as const;
  });
}

/** The least rectangle that holds all ranges, a tenth wider on each side: what the window shows at first. */
export function viewBoundary(sites: readonly Site[]): { readonly lower: Point; readonly upper: Point } {
  const lowX = Math.min(...sites.map(({ x, range }) => x - range));
  const lowY = Math.min(...sites.map(({ y, range }) => y - range));
  const highX = Math.max(...sites.map(({ x, range }) => x + range));
  const highY = Math.max(...sites.map(({ y, range }) => y + range));
  const margin = 0.1 * Math.max(highX - lowX, highY - lowY);
  return { lower: [lowX - margin, lowY - margin], upper: [highX + margin, highY + margin] };
}

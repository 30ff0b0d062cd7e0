/**
 * Parts of the plane in which a fault acts. Pure.
 */
import type { RegionSpec } from './spec.ts';

type Corners = readonly (readonly [number, number])[];

/**
 * Whether a point lies in a region. A circle's rim belongs to it; of a polygon every point belongs to it from which a ray
 * crosses its sides an odd number of times, so that of two polygons that share a side exactly one has a point on it.
 *
 * @param x - m, network coordinates; `y` likewise.
 */
export function isInside(region: RegionSpec, x: number, y: number): boolean {
  if ('polygon' in region) return isInsidePolygon(region.polygon, x, y);
  const dx = x - region.x;
  const dy = y - region.y;
  return dx * dx + dy * dy <= region.radius * region.radius;
}

/** Area in m^2, >= 0 (the shoelace formula). */
export function area(corners: Corners): number {
  let twice = 0;
  eachSide(corners, ([x1, y1], [x2, y2]) => {
    twice += x1 * y2 - x2 * y1;
  });
  return Math.abs(twice) / 2;
}

function isInsidePolygon(corners: Corners, x: number, y: number): boolean {
  let inside = false;
  eachSide(corners, ([x1, y1], [x2, y2]) => {
    if (y1 > y !== y2 > y && x < x1 + ((x2 - x1) * (y - y1)) / (y2 - y1)) inside = !inside;
  });
  return inside;
}

function eachSide(
  corners: Corners,
  visit: (from: readonly [number, number], to: readonly [number, number]) => void,
): void {
  for (let index = 0; index < corners.length; index++) visit(corners[index]!, corners[(index + 1) % corners.length]!);
}

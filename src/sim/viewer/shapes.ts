/** Shapes drawn over the map, in network coordinates. Pure. */
import type { Site } from '../connectivity.ts';

/** A point in network coordinates, m. */
export type Point = readonly [number, number];

/** Lower left and upper right corner of a part of the map, m. */
export type Boundary = readonly [lower: Point, upper: Point];

const CIRCLE_CORNERS = 64;
/** Share of the larger side that is left free around the ranges on each side. */
const VIEW_MARGIN = 0.1;
/** Radius of an edge server's sign, as a share of its range. */
const SIGN_SHARE = 0.16;

/** A regular polygon that looks like a circle; the first corner is repeated at the end, so that an outline closes. */
export function circle([x, y]: Point, radius: number): readonly Point[] {
  return Array.from({ length: CIRCLE_CORNERS + 1 }, (_, corner) => {
    const angle = (2 * Math.PI * (corner % CIRCLE_CORNERS)) / CIRCLE_CORNERS;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
  });
}

/** The corners of a rectangle, the first repeated at the end. */
export function rectangle([lower, upper]: Boundary): readonly Point[] {
  return [lower, [upper[0], lower[1]], upper, [lower[0], upper[1]], lower];
}

/** Radius of the sign of an edge server, m. */
export function signRadius({ range }: Site): number {
  return SIGN_SHARE * range;
}

/** The sign of an edge server: a disc, and on it a mast with a cross-bar and a tip. */
export function serverSign(site: Site): { readonly disc: readonly Point[]; readonly mast: readonly Point[] } {
  const radius = signRadius(site);
  const at = (x: number, y: number): Point => [site.x + x * radius, site.y + y * radius];
  return {
    disc: circle([site.x, site.y], radius),
    mast: [at(-0.45, -0.65), at(-0.1, 0.2), at(-0.1, 0.7), at(0.1, 0.7), at(0.1, 0.2), at(0.45, -0.65), at(0, -0.15)],
  };
}

/** A diagonal cross of four arms within a circle. */
export function cross([x, y]: Point, radius: number): readonly Point[] {
  const [near, far] = [0.16 * radius, 0.71 * radius];
  /** One arm and the notch after it, turned by quarters. */
  const arm: readonly Point[] = [
    [2 * near, 0],
    [far + near, far - near],
    [far - near, far + near],
  ];
  return [0, 1, 2, 3].flatMap((quarters) => arm.map((point) => plus([x, y], turn(point, quarters))));
}

/** A ring, as one line around the outside and back around the hole. */
export function ring(centre: Point, radius: number): readonly Point[] {
  return [...circle(centre, radius), ...[...circle(centre, 0.62 * radius)].reverse()];
}

/**
 * A triangle as broad as `width` at its start that ends in a point.
 *
 * @returns undefined when start and end are the same place.
 */
export function wedge(from: Point, to: Point, width: number): readonly Point[] | undefined {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  if (length === 0) return undefined;
  const side: Point = [(-dy / length) * (width / 2), (dx / length) * (width / 2)];
  return [plus(from, side), plus(from, [-side[0], -side[1]]), to];
}

/** Anticlockwise by quarters of a full turn. */
function turn([x, y]: Point, quarters: number): Point {
  return quarters === 0 ? [x, y] : turn([-y, x], quarters - 1);
}

function plus([a, b]: Point, [c, d]: Point): Point {
  return [a + c, b + d];
}

/** The least rectangle that holds all ranges, a tenth wider on each side: what the window shows at first. */
export function viewBoundary(sites: readonly Site[]): Boundary {
  const lowX = Math.min(...sites.map(({ x, range }) => x - range));
  const lowY = Math.min(...sites.map(({ y, range }) => y - range));
  const highX = Math.max(...sites.map(({ x, range }) => x + range));
  const highY = Math.max(...sites.map(({ y, range }) => y + range));
  const margin = VIEW_MARGIN * Math.max(highX - lowX, highY - lowY);
  return [
    [lowX - margin, lowY - margin],
    [highX + margin, highY + margin],
  ];
}

/**
 * Where a vehicle will be one step later if it goes on as it did in the last one.
 *
 * What is sent after a step is drawn with the next one, when the vehicle has moved on: a line that began where it was
 * would begin behind it.
 *
 * @param before - where it was a step ago; undefined when unknown.
 * @param longest - m that it can go in a step at most; a longer way was a jump and says nothing.
 */
export function predict(now: Point, before: Point | undefined, longest: number): Point {
  if (before === undefined) return now;
  const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
  return Math.hypot(dx, dy) > longest ? now : [now[0] + dx, now[1] + dy];
}

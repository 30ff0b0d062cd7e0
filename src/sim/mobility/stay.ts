/**
 * How long a vehicle is expected to stay within range: at its present speed, straight on or along its route.
 *
 * Pure; road shapes come from `road-shapes.ts`. Choice: the present speed, not the speed limit, as the estimate that a
 * vehicle could make by itself; one that stands is expected to stay for ever.
 */
import type { Site } from '../connectivity.ts';
import { circleShares, distance, nearestShare, pointAt, type Point } from './geometry.ts';
import type { RoadShapes } from './road-shapes.ts';

/** A vehicle in motion. */
export interface MovingVehicle {
  /** m, network coordinates. */
  readonly x: number;
  readonly y: number;
  /** m/s, >= 0. */
  readonly speed: number;
  /** Degrees clockwise from north. */
  readonly angle: number;
}

/** Farther than this (m) from every road of its route a vehicle is not believed to be on it: it was rerouted. */
const OFF_ROUTE_M = 30;

/**
 * Time until a vehicle that goes straight on leaves the range.
 *
 * @returns ms; 0 outside, Infinity for one that stands.
 */
export function stayStraightMs(vehicle: MovingVehicle, site: Site): number {
  if (!isInside(vehicle, site)) return 0;
  if (vehicle.speed === 0) return Infinity;
  const heading = (vehicle.angle * Math.PI) / 180;
  const ahead = { x: vehicle.x + Math.sin(heading), y: vehicle.y + Math.cos(heading) };
  // One metre is the whole of this segment, so that a share is a distance.
  return toMs(Math.max(0, lastShare(vehicle, ahead, site)), vehicle);
}

/**
 * Time until a vehicle that follows its route leaves the range, or the map at the route's end.
 *
 * @param route - ids of its roads, in order; where the vehicle passes a road twice, the first passage counts.
 * @param shapes - of every road that touches the range.
 * @returns ms; 0 outside, Infinity for one that stands; as {@link stayStraightMs} for one that is on no road of its route.
 */
export function stayAlongRouteMs(
  vehicle: MovingVehicle,
  site: Site,
  route: readonly string[],
  shapes: RoadShapes,
): number {
  if (!isInside(vehicle, site)) return 0;
  if (vehicle.speed === 0) return Infinity;
  const place = placeOnRoute(vehicle, route, shapes);
  if (place === undefined) return stayStraightMs(vehicle, site);
  return toMs(lengthInside(wayAhead(place, route, shapes), site), vehicle);
}

/** {@link stayAlongRouteMs} where both route and roads are known, else {@link stayStraightMs}. */
export function stayMs(
  vehicle: MovingVehicle,
  site: Site,
  { route, roads }: { readonly route: readonly string[] | undefined; readonly roads: RoadShapes | undefined },
): number {
  if (route === undefined || roads === undefined) return stayStraightMs(vehicle, site);
  return stayAlongRouteMs(vehicle, site, route, roads);
}

interface PlaceOnRoute {
  /** Index in the route. */
  readonly road: number;
  /** Index in the road's shape of the point behind. */
  readonly segment: number;
  readonly point: Point;
}

/** The nearest point of the route. */
function placeOnRoute(vehicle: Point, route: readonly string[], shapes: RoadShapes): PlaceOnRoute | undefined {
  let best: PlaceOnRoute | undefined;
  let least = OFF_ROUTE_M;
  for (const [road, id] of route.entries()) {
    const shape = shapes.get(id) ?? [];
    for (let segment = 0; segment + 1 < shape.length; segment++) {
      const [a, b] = [shape[segment]!, shape[segment + 1]!];
      const point = pointAt(a, b, nearestShare(a, b, vehicle));
      const away = distance(point, vehicle);
      if (away >= least) continue;
      least = away;
      best = { road, segment, point };
    }
  }
  return best;
}

/** The points from a place on, straight across junctions, up to the first road that is far from all ranges. */
function* wayAhead(
  { road, segment, point }: PlaceOnRoute,
  route: readonly string[],
  shapes: RoadShapes,
): Iterable<Point> {
  yield point;
  for (let index = road; index < route.length; index++) {
    const shape = shapes.get(route[index]!);
    if (shape === undefined) return;
    yield* index === road ? shape.slice(segment + 1) : shape;
  }
}

/** Length in m of a way up to where it leaves the range, or to its end. */
function lengthInside(points: Iterable<Point>, site: Site): number {
  let length = 0;
  let last: Point | undefined;
  for (const point of points) {
    if (last !== undefined) {
      const segment = distance(last, point);
      if (!isInside(point, site)) return length + Math.min(1, Math.max(0, lastShare(last, point, site))) * segment;
      length += segment;
    }
    last = point;
  }
  return length;
}

function lastShare(a: Point, b: Point, { x, y, range }: Site): number {
  return circleShares(a, b, { x, y, radius: range })?.[1] ?? 0;
}

function isInside(point: Point, { x, y, range }: Site): boolean {
  return (point.x - x) ** 2 + (point.y - y) ** 2 <= range * range;
}

function toMs(metres: number, { speed }: MovingVehicle): number {
  return (1000 * metres) / speed;
}

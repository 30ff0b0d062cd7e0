/**
 * Vehicles between two frames: each moves straight and evenly from its position in one to its position in the next.
 *
 * Pure. Times are integer ms and agree with the gate of `connectivity.ts` applied to the interpolated position of that
 * very ms: a vehicle is in range from `enterMs` on and out of range from `leaveMs` on.
 */
import type { Site } from '../connectivity.ts';
import type { SiteIndex } from '../site-index.ts';
import { circleShares } from './geometry.ts';
import type { TrafficFrame } from './source.ts';

/** A straight way between two moments. */
export interface Way {
  readonly fromMs: number;
  readonly toMs: number;
  /** m, at `fromMs` and at `toMs`. */
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
}

/** When a vehicle is in range on its way. */
export interface Crossing {
  /** First ms in (`fromMs`, `toMs`] in range; undefined when it was in range from the start or never is. */
  readonly enterMs: number | undefined;
  /** First ms in (`fromMs`, `toMs`] out of range again; undefined when it stays or was never in range. */
  readonly leaveMs: number | undefined;
}

/** A vehicle's crossing of a site's range. */
export interface VehicleCrossing extends Crossing {
  readonly vehicleId: string;
  readonly way: Way;
  /** Index of the site. */
  readonly site: number;
}

/**
 * Where on its way a vehicle is; exactly the positions of the frames at their moments.
 *
 * @param timeMs - in [`fromMs`, `toMs`].
 * @returns m, network coordinates.
 */
export function positionAt(way: Way, timeMs: number): readonly [x: number, y: number] {
  if (timeMs === way.fromMs) return [way.fromX, way.fromY];
  if (timeMs === way.toMs) return [way.toX, way.toY];
  const share = (timeMs - way.fromMs) / (way.toMs - way.fromMs);
  return [way.fromX + share * (way.toX - way.fromX), way.fromY + share * (way.toY - way.fromY)];
}

/**
 * |from + s (to - from) - site|² = range², solved for the share s of the way, then settled to the ms by the gate itself.
 *
 * @returns undefined when it does not touch the range on its way, or is in range all the way.
 */
export function crossing(way: Way, site: Site): Crossing | undefined {
  const isInside = (timeMs: number): boolean => {
    const [x, y] = positionAt(way, timeMs);
    const dx = x - site.x;
    const dy = y - site.y;
    return dx * dx + dy * dy <= site.range * site.range;
  };
  const { fromMs, toMs } = way;
  const startsInside = isInside(fromMs);
  const endsInside = isInside(toMs);
  if (startsInside && endsInside) return undefined;
  const shares = circleShares(
    { x: way.fromX, y: way.fromY },
    { x: way.toX, y: way.toY },
    { x: site.x, y: site.y, radius: site.range },
  );
  if (shares === undefined) {
    // Only by rounding: the line misses the disk, yet one end counts as within.
    if (startsInside) return { enterMs: undefined, leaveMs: fromMs + 1 };
    return endsInside ? { enterMs: toMs, leaveMs: undefined } : undefined;
  }
  const duration = toMs - fromMs;
  const near = (share: number): number => Math.ceil(fromMs + share * duration);
  const enterMs = startsInside ? undefined : settle(near(shares[0]), way, isInside);
  // Grazed between two ms: no ms sees it in range.
  if (!startsInside && enterMs === undefined) return undefined;
  if (endsInside) return { enterMs, leaveMs: undefined };
  const since = { fromMs: enterMs ?? fromMs, toMs };
  return {
    enterMs,
    leaveMs: settle(Math.max(near(shares[1]), since.fromMs + 1), since, (timeMs) => !isInside(timeMs)),
  };
}

/** The first ms of at most three around a guess at which it holds; rounding moves a root by less than one. */
function settle(
  guessMs: number,
  { fromMs, toMs }: Pick<Way, 'fromMs' | 'toMs'>,
  holds: (timeMs: number) => boolean,
): number | undefined {
  for (const timeMs of [guessMs - 1, guessMs, guessMs + 1])
    if (timeMs > fromMs && timeMs <= toMs && holds(timeMs)) return timeMs;
  return undefined;
}

/** The crossings on these ways, by vehicle and then by site; those that cross nothing are left out. */
export function* crossings(
  ways: Iterable<readonly [vehicleId: string, way: Way]>,
  sites: readonly Site[],
  index: SiteIndex,
): Generator<VehicleCrossing> {
  for (const [vehicleId, way] of ways) {
    for (const site of index.along({ x: way.fromX, y: way.fromY }, { x: way.toX, y: way.toY })) {
      const met = crossing(way, sites[site]!);
      if (met !== undefined) yield { vehicleId, way, site, ...met };
    }
  }
}

/**
 * The way of every vehicle that is in both frames, by id, in the order of the second. A vehicle that began or ended a
 * teleport in the second frame did not drive the way: it is where its frame says.
 *
 * @param after - the frame that follows `before`.
 */
export function* waysBetween(
  before: TrafficFrame,
  after: TrafficFrame,
): Generator<readonly [vehicleId: string, way: Way]> {
  const placeOf = placesOf(before.vehicles.ids);
  const jumped = new Set([...after.teleportStarted, ...after.teleportEnded]);
  for (const [index, id] of after.vehicles.ids.entries()) {
    const place = placeOf(id);
    if (place === undefined || jumped.has(id)) continue;
    yield [
      id,
      {
        fromMs: before.timeMs,
        toMs: after.timeMs,
        fromX: before.vehicles.x[place]!,
        fromY: before.vehicles.y[place]!,
        toX: after.vehicles.x[index]!,
        toY: after.vehicles.y[index]!,
      },
    ];
  }
}

/** Where ids stand in a list, in no time for those that are asked for in its order. */
function placesOf(ids: readonly string[]): (id: string) => number | undefined {
  let places: Map<string, number> | undefined;
  let next = 0;
  return (id) => {
    if (ids[next] === id) return next++;
    places ??= new Map(ids.map((one, index) => [one, index]));
    const place = places.get(id);
    if (place !== undefined) next = place + 1;
    return place;
  };
}

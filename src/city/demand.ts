/**
 * Who drives when from where to where, drawn from one seed for any network. Pure.
 *
 * Journeys set out at random moments (a Poisson process) at a rate of so many an hour and kilometre of lane, as SUMO's
 * own web wizard counts. A given share of the ends lies where roads leave the map, the rest somewhere along the lanes.
 * So that learning has workers from the first minute, the journeys begin with those already under way.
 */
import type { RandomStream, Random } from '../random.ts';
import { CityError } from './errors.ts';
import { createPicker, type Picker } from './pick.ts';
import { findReach, type Reach } from './reach.ts';
import type { Road, RoadNetwork } from './road-network.ts';

/** What to draw. */
export interface DemandOptions {
  /** Vehicles that set out an hour and kilometre of lane, > 0. */
  readonly density: number;
  /** Last departure, simulated seconds. */
  readonly seconds: number;
  /** Share of the origins, and of the destinations, that lie where the map ends, in [0, 1]. */
  readonly through: number;
}

/** One vehicle's journey; SUMO finds the way. */
export interface Trip {
  /** Numbered in the order of departure. */
  readonly id: string;
  /** Simulated seconds, a multiple of 0.1. */
  readonly depart: number;
  readonly type: VehicleType;
  /** Ids of roads. */
  readonly from: string;
  readonly to: string;
  /** Whether it begins somewhere along its first road instead of at its start. */
  readonly isUnderWay: boolean;
}

export type VehicleType = 'car' | 'taxi' | 'van';

const VEHICLE_SHARES: Readonly<Record<VehicleType, number>> = { car: 0.82, taxi: 0.1, van: 0.08 };

/** Vehicles that are under way when the simulation begins set out within this time, seconds. */
const INITIAL_SECONDS = 30;
/** A way is about this much longer than the straight line, and driven at this share of the speed limit. */
const DETOUR = 1.4;
const SPEED_SHARE = 0.5;
/** Journeys are at least this share of the map's diagonal long, where one is found in so many draws. */
const MINIMUM_SHARE = 0.2;
const DRAWS = 20;
const MAXIMUM_TRIPS = 1_000_000;

/**
 * Draws the journeys.
 *
 * @returns Trips in the order of departure, which SUMO asks for.
 * @throws {CityError} `E_CITY_INPUT` if no road leads to another, or there would be more than a million journeys.
 */
export function drawDemand({ roads }: RoadNetwork, options: DemandOptions, random: Random): readonly Trip[] {
  const reach = findReach(roads);
  const usable = [...new Set([...reach.origins, ...reach.destinations])];
  if (usable.length < 2)
    throw new CityError('no road of the network leads to another, so that nobody can drive', { code: 'E_CITY_INPUT' });
  const kilometres = usable.reduce((total, index) => total + laneMetres(roads[index]!), 0) / 1000;
  const perSecond = (options.density * kilometres) / 3600;
  if (perSecond * options.seconds > MAXIMUM_TRIPS)
    throw new CityError(
      `density ${options.density} on ${kilometres.toFixed(0)} km of lane for ${options.seconds} s makes more than ` +
        `${MAXIMUM_TRIPS} vehicles; lower it, or choose a smaller map`,
      { code: 'E_CITY_INPUT', path: '--density' },
    );
  const journeys = createJourneys(roads, reach, options.through);
  const stream = random.stream('city journeys');
  const departures = random.stream('city departures');
  const drawn: { readonly depart: number; readonly journey: Journey }[] = [];
  for (let depart = gap(perSecond, departures); depart <= options.seconds; depart += gap(perSecond, departures))
    drawn.push({ depart, journey: journeys.draw(stream, false) });
  // Little's law: as many are under way as set out during the time that one of them takes.
  const meanSeconds = drawn.reduce((total, { journey }) => total + journeys.secondsOf(journey), 0) / drawn.length;
  const underWay = drawn.length === 0 ? 0 : Math.round(perSecond * Math.min(meanSeconds, options.seconds));
  for (let index = 0; index < underWay; index++) {
    const depart = (index * Math.min(INITIAL_SECONDS, options.seconds)) / underWay;
    drawn.push({ depart, journey: journeys.draw(stream, true) });
  }
  return drawn
    .toSorted((a, b) => a.depart - b.depart)
    .map(({ depart, journey: { from, to, type, isUnderWay } }, index) => ({
      id: `${type}-${index + 1}`,
      depart: tenths(depart),
      type,
      from: roads[from]!.id,
      to: roads[to]!.id,
      isUnderWay,
    }));
}

/** Draws journeys with ends of the wanted kinds. */
function createJourneys(roads: readonly Road[], reach: Reach, through: number): Journeys {
  const entered = new Set(roads.flatMap(({ next }) => next));
  const origin = createEnds(roads, reach.origins, (index) => !entered.has(index), through);
  const destination = createEnds(roads, reach.destinations, (index) => roads[index]!.next.length === 0, through);
  const shortest = MINIMUM_SHARE * diagonal(roads);
  const type = createPicker(Object.keys(VEHICLE_SHARES) as VehicleType[], (name) => VEHICLE_SHARES[name]);

  const draw = (stream: RandomStream, isUnderWay: boolean): Journey => {
    const from = isUnderWay ? origin.inside(stream) : origin.any(stream);
    // Of the destinations drawn, the first that is far enough, else the farthest.
    let [to, metres] = [from, -1];
    for (let tried = 0; tried < DRAWS && metres < shortest; tried++) {
      const candidate = destination.any(stream);
      if (candidate === from) continue;
      const distance = distanceBetween(roads[from]!, roads[candidate]!);
      if (distance > metres) [to, metres] = [candidate, distance];
    }
    // Only where nearly all destinations are one road; there are two at least.
    if (to === from) to = reach.destinations.find((other) => other !== from) ?? destination.any(stream);
    return { from, to, type: type(stream), isUnderWay };
  };
  const secondsOf = ({ from, to }: Journey): number =>
    (DETOUR * distanceBetween(roads[from]!, roads[to]!)) / (SPEED_SHARE * roads[from]!.speed);
  return { draw, secondsOf };
}

interface Journey {
  /** Indices of roads. */
  readonly from: number;
  readonly to: number;
  readonly type: VehicleType;
  readonly isUnderWay: boolean;
}

interface Journeys {
  draw(stream: RandomStream, isUnderWay: boolean): Journey;
  /** About how long it takes. */
  secondsOf(journey: Journey): number;
}

/** Draws one end of journeys: at the map's end, where wide and fast roads carry more, or anywhere along the lanes. */
function createEnds(
  roads: readonly Road[],
  indices: readonly number[],
  isAtMapsEnd: (index: number) => boolean,
  through: number,
): { readonly any: Picker<number>; readonly inside: Picker<number> } {
  const outer = indices.filter(isAtMapsEnd);
  const inside = createPicker(indices, (index) => laneMetres(roads[index]!));
  if (outer.length === 0) return { any: inside, inside };
  const atMapsEnd = createPicker(outer, (index) => roads[index]!.lanes * roads[index]!.speed);
  return { any: (stream) => (stream.uniform() < through ? atMapsEnd(stream) : inside(stream)), inside };
}

function laneMetres({ length, lanes }: Road): number {
  return length * lanes;
}

/** Metres from the one's end to the other's start. */
function distanceBetween(from: Road, to: Road): number {
  const start = from.shape.at(-1)!;
  const end = to.shape[0]!;
  return Math.hypot(end.x - start.x, end.y - start.y);
}

function diagonal(roads: readonly Road[]): number {
  const [low, high] = [
    { x: Infinity, y: Infinity },
    { x: -Infinity, y: -Infinity },
  ];
  for (const { shape } of roads) {
    for (const { x, y } of shape) {
      [low.x, low.y] = [Math.min(low.x, x), Math.min(low.y, y)];
      [high.x, high.y] = [Math.max(high.x, x), Math.max(high.y, y)];
    }
  }
  return Math.hypot(high.x - low.x, high.y - low.y);
}

/** Seconds to the next departure of a Poisson process. */
function gap(perSecond: number, stream: RandomStream): number {
  return -Math.log(1 - stream.uniform()) / perSecond;
}

function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

/** Proposes where edge servers could stand, by one of four methods, and says how much traffic they would reach. Pure. */
import type { Random } from '../random.ts';
import { greedyCoverage, measureCoverage } from './coverage.ts';
import { dbscan, NOISE } from './dbscan.ts';
import { CityError } from './errors.ts';
import { kMeans } from './kmeans.ts';
import type { Junction, Point, RoadNetwork } from './road-network.ts';
import type { TrafficSamples } from './samples.ts';

/** How sites are chosen. */
export type PlacementMethod = 'junctions' | 'density' | 'kmeans' | 'coverage';

export interface PlacementOptions {
  readonly method: PlacementMethod;
  /** Edge servers wanted, >= 1; with `junctions` as many as are named. */
  readonly count: number;
  /** m. */
  readonly range: number;
  /** For `junctions`: their ids. */
  readonly junctions?: readonly string[];
}

/** A site at a junction. */
export interface ProposedSite extends Point {
  readonly name: string;
  readonly junction: string;
  /** Share of all vehicle-seconds in its range, and of those in no range of a site before it. */
  readonly alone: number;
  readonly gained: number;
}

export interface Placement {
  /** Fewer than wanted where no more are to be had. */
  readonly sites: readonly ProposedSite[];
  /** Share of all vehicle-seconds in range of any. */
  readonly together: number;
  readonly range: number;
}

/** Two ranges that share as much of their area as this are one site, as in the paper authors' program. */
const MAXIMUM_OVERLAP = 0.8;
/** Neighbourhoods that are tried, m: the authors began with 5 and added 5 until there were clusters enough. */
const RADIUS_STEP = 5;
const MAXIMUM_RADIUS = 100;
/** A point inside a cluster has this share of all points around it. */
const DENSE_SHARE = 0.001;
/** Where cars queue, thousands of points have thousands of neighbours: an even choice of so many is enough. */
const CLUSTERED_SAMPLES = 20_000;

/**
 * @throws {CityError} `E_CITY_INPUT` if a named junction is not in the network.
 */
export function proposeSites(
  network: RoadNetwork,
  samples: TrafficSamples,
  options: PlacementOptions,
  random: Random,
): Placement {
  const chosen = choose(network, samples, options, random);
  const coverage = measureCoverage(samples, chosen, options.range);
  const sites = chosen.map(({ id, x, y }, index) => ({
    name: `server-${index + 1}`,
    junction: id,
    x,
    y,
    alone: coverage.alone[index]!,
    gained: coverage.gained[index]!,
  }));
  return { sites, together: coverage.together, range: options.range };
}

function choose(
  { junctions }: RoadNetwork,
  samples: TrafficSamples,
  { method, count, range, junctions: named = [] }: PlacementOptions,
  random: Random,
): readonly Junction[] {
  switch (method) {
    case 'junctions':
      return named.map((id) => findJunction(junctions, id));
    case 'coverage':
      return greedyCoverage(samples, junctions, count, range);
    case 'kmeans':
      return snapToFree(kMeans(samples.positions, count, random.stream('city k-means')), junctions);
    case 'density':
      return byDensity(samples, junctions, count, range);
  }
}

/** Middles of dense clusters of traffic, the largest first, with growing neighbourhoods until there are enough. */
function byDensity(
  samples: TrafficSamples,
  junctions: readonly Junction[],
  count: number,
  range: number,
): readonly Junction[] {
  const positions = thinned(samples);
  const minimum = Math.max(2, Math.ceil((DENSE_SHARE * positions.length) / 2));
  const isTooNear = (a: Point, b: Point): boolean => overlap(distance(a, b), range) >= MAXIMUM_OVERLAP;
  let best: readonly Junction[] = [];
  for (let radius = RADIUS_STEP; radius <= MAXIMUM_RADIUS && best.length < count; radius += RADIUS_STEP) {
    const middles = middlesOf(positions, dbscan(positions, radius, minimum));
    const sites = snap(middles, junctions, count, isTooNear);
    if (sites.length > best.length) best = sites;
  }
  return best;
}

/**
 * Share of a circle's area that lies in another of the same radius.
 *
 * 2/pi (acos(h) - h sqrt(1 - h^2)) with h = distance / 2 radius.
 */
export function overlap(metres: number, radius: number): number {
  const half = Math.min(1, metres / (2 * radius));
  return (2 / Math.PI) * (Math.acos(half) - half * Math.sqrt(1 - half * half));
}

/** The mean of each cluster's points, the largest cluster first. */
function middlesOf(positions: Float64Array, clusters: Int32Array): readonly Point[] {
  const sums = new Map<number, { x: number; y: number; size: number }>();
  for (const [index, cluster] of clusters.entries()) {
    if (cluster === NOISE) continue;
    const sum = sums.get(cluster) ?? { x: 0, y: 0, size: 0 };
    sum.x += positions[2 * index]!;
    sum.y += positions[2 * index + 1]!;
    sum.size++;
    sums.set(cluster, sum);
  }
  return [...sums.values()].toSorted((a, b) => b.size - a.size).map(({ x, y, size }) => ({ x: x / size, y: y / size }));
}

/** Each place moved to its nearest junction, and left out if that is too near to one taken before. */
function snap(
  places: readonly Point[],
  junctions: readonly Junction[],
  count: number,
  isTooNear: (a: Point, b: Point) => boolean,
): readonly Junction[] {
  const taken: Junction[] = [];
  for (const place of places) {
    if (taken.length === count) break;
    const nearest = nearestOf(junctions, place);
    if (!taken.some((other) => isTooNear(other, nearest))) taken.push(nearest);
  }
  return taken;
}

/** Each place moved to the nearest junction that is not taken yet. */
function snapToFree(places: readonly Point[], junctions: readonly Junction[]): readonly Junction[] {
  const free = new Set(junctions);
  return places.slice(0, junctions.length).map((place) => {
    const nearest = nearestOf([...free], place);
    free.delete(nearest);
    return nearest;
  });
}

function nearestOf(junctions: readonly Junction[], place: Point): Junction {
  return junctions.reduce((a, b) => (distance(b, place) < distance(a, place) ? b : a));
}

function findJunction(junctions: readonly Junction[], id: string): Junction {
  const found = junctions.find((junction) => junction.id === id);
  if (found !== undefined) return found;
  throw new CityError(`--junctions: the network has no junction "${id}" that cars come to`, {
    code: 'E_CITY_INPUT',
    path: '--junctions',
  });
}

function thinned({ positions, count }: TrafficSamples): Float64Array {
  const every = Math.ceil(count / CLUSTERED_SAMPLES);
  return every === 1 ? positions : positions.filter((_, index) => Math.floor(index / 2) % every === 0);
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/**
 * The roads around the edge servers, simplified, so that a report can draw the map where there is no network file.
 *
 * Becomes `map.json`. Format: docs/results-format.md; what the network's tags mean: SUMO documentation, "Networks/SUMO
 * Road Networks".
 */
import type { Site } from '../connectivity.ts';
import { scanNetwork } from '../sumo-files/network.ts';
import { simplifyLine } from './simplify-line.ts';

/** Version of `map.json`. */
export const ROAD_MAP_VERSION = 1;

/** A line or polygon as x, y, x, y ... in m, network coordinates, to a decimetre. */
export type FlatPoints = readonly number[];

/** One direction of a road between two junctions. */
export interface Road {
  /** All lanes for cars together, m. */
  readonly width: number;
  /** Along its middle. */
  readonly shape: FlatPoints;
}

export interface RoadMap {
  readonly schemaVersion: number;
  readonly edgeServers: readonly (Site & { readonly name: string })[];
  readonly roads: readonly Road[];
  /** Outlines of the junctions where these roads meet. */
  readonly junctions: readonly FlatPoints[];
}

export interface RoadMapOptions {
  /** Roads kept at most, the largest; bounds the file's size. */
  readonly mostRoads?: number;
}

/** Width of a lane that says none; SUMO's default, m. */
const LANE_METRES = 3.2;
/** What a line may be off after simplifying, m. */
const TOLERANCE_METRES = 0.5;
/** Shown around the ranges at least, m. */
const SURROUNDINGS_METRES = 100;
/** A lane is part of the map if one of these may use it; SUMO's names of vehicle classes. */
const ROAD_VEHICLES = /\b(?:passenger|private|taxi|bus|truck|hov|custom1|custom2)\b/;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/**
 * @param networkFile - the `.net.xml`, read once from front to end.
 * @param names - of the edge servers, in the order of `sites`.
 * @throws {ExperimentError} `E_TRAFFIC_FILE`.
 */
export async function readRoadMap(
  networkFile: string,
  sites: readonly Site[],
  names: readonly string[],
  { mostRoads = 20_000 }: RoadMapOptions = {},
): Promise<RoadMap> {
  const area = areaAround(sites);
  const junctions: FlatPoints[] = [];
  let roads: Road[] = [];
  let lanes: { readonly width: number; readonly shape: FlatPoints }[] = [];
  let isRoad = false;
  let found = 0;
  const closeRoad = (): void => {
    const middle = middleOf(lanes.map(({ shape }) => shape));
    if (middle !== undefined && overlaps(middle, area)) {
      const width = lanes.reduce((sum, lane) => sum + lane.width, 0);
      found++;
      roads.push({ width: decimetre(width), shape: simplifyLine(middle, TOLERANCE_METRES).map(decimetre) });
      if (roads.length >= 2 * mostRoads) roads = largest(roads, mostRoads);
    }
    lanes = [];
  };
  await scanNetwork(networkFile, (tag, attribute) => {
    if (tag === 'edge') {
      closeRoad();
      isRoad = attribute('function') === '' || attribute('function') === 'normal';
    } else if (tag === 'lane' && isRoad && isForCars(attribute)) {
      lanes.push({ width: Number(attribute('width')) || LANE_METRES, shape: points(attribute('shape')) });
    } else if (tag === 'junction' && attribute('type') !== 'internal') {
      const shape = points(attribute('shape'));
      if (shape.length >= 6 && overlaps(shape, area)) junctions.push(shape.map(decimetre));
    }
  });
  closeRoad();
  const kept = largest(roads, mostRoads);
  return {
    schemaVersion: ROAD_MAP_VERSION,
    edgeServers: sites.map(({ x, y, range }, index) => ({ name: names[index]!, x, y, range })),
    roads: kept,
    // Where roads were left out, so are the junctions: they would lie about as islands.
    junctions: kept.length < found ? [] : junctions.slice(0, mostRoads),
  };
}

/** Between the outer lanes where they run side by side point by point, else along the middle one. */
function middleOf(lanes: readonly FlatPoints[]): FlatPoints | undefined {
  const [first, last] = [lanes[0], lanes.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  if (first.length !== last.length) return lanes[lanes.length >> 1];
  return first.map((coordinate, index) => (coordinate + last[index]!) / 2);
}

/** All ranges, and as much around them again. */
function areaAround(sites: readonly Site[]): Box {
  const margin = SURROUNDINGS_METRES + Math.max(...sites.map(({ range }) => range));
  return {
    left: Math.min(...sites.map(({ x, range }) => x - range)) - margin,
    right: Math.max(...sites.map(({ x, range }) => x + range)) + margin,
    bottom: Math.min(...sites.map(({ y, range }) => y - range)) - margin,
    top: Math.max(...sites.map(({ y, range }) => y + range)) + margin,
  };
}

/** Whether cars may use a lane, by its tag. */
export function isForCars(attribute: (key: string) => string): boolean {
  const [allow, disallow] = [attribute('allow'), attribute('disallow')];
  if (allow !== '') return allow === 'all' || ROAD_VEHICLES.test(allow);
  return disallow !== 'all' && !/\bpassenger\b/.test(disallow);
}

/** `x,y x,y ...` or, in networks with heights, `x,y,z x,y,z ...`. */
function points(shape: string): FlatPoints {
  return shape
    .split(' ')
    .filter((point) => point !== '')
    .flatMap((point) => point.split(',', 2).map(Number));
}

/** Whether the boxes around a shape and an area have a point in common. */
function overlaps(shape: FlatPoints, area: Box): boolean {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let index = 0; index < shape.length; index += 2) {
    left = Math.min(left, shape[index]!);
    right = Math.max(right, shape[index]!);
    bottom = Math.min(bottom, shape[index + 1]!);
    top = Math.max(top, shape[index + 1]!);
  }
  return left <= area.right && right >= area.left && bottom <= area.top && top >= area.bottom;
}

/** The widest and longest, in the order of the file. */
function largest(roads: Road[], count: number): Road[] {
  if (roads.length <= count) return roads;
  const sizes = roads.map(({ width, shape }, index) => ({ index, size: width * lengthOf(shape) }));
  sizes.sort((a, b) => b.size - a.size || a.index - b.index);
  const kept = new Set(sizes.slice(0, count).map(({ index }) => index));
  return roads.filter((_, index) => kept.has(index));
}

function lengthOf(shape: FlatPoints): number {
  let length = 0;
  for (let index = 2; index < shape.length; index += 2)
    length += Math.hypot(shape[index]! - shape[index - 2]!, shape[index + 1]! - shape[index - 1]!);
  return length;
}

function decimetre(metres: number): number {
  return Math.round(metres * 10) / 10;
}

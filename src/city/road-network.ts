/**
 * Reads of a SUMO network what demand, sites and pictures need: the roads open to cars, how they lead into each other,
 * and the junctions between them.
 *
 * Source: SUMO documentation, "Networks/SUMO Road Networks" and "Simulation/VehiclePermissions".
 */
import { CityError } from './errors.ts';
import { visitElements, type Attributes } from './xml.ts';

/** m, network coordinates. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Junction extends Point {
  readonly id: string;
}

/** One direction of a road, as far as cars may use it. */
export interface Road {
  readonly id: string;
  /** Ids of junctions. */
  readonly from: string;
  readonly to: string;
  /** Lanes open to cars, >= 1. */
  readonly lanes: number;
  /** m. */
  readonly length: number;
  /** Speed limit, m/s. */
  readonly speed: number;
  /** Along its middle, at least two points. */
  readonly shape: readonly Point[];
  /** Indices of the roads a car may go on to, turning round excluded. */
  readonly next: readonly number[];
  /** Indices of the roads it may turn round into on the spot. */
  readonly turnarounds: readonly number[];
}

export interface RoadNetwork {
  readonly roads: readonly Road[];
  /** Where roads open to cars begin and end, in the order of their ids. */
  readonly junctions: readonly Junction[];
}

/** The class whose permissions decide; demand drives in it. */
const CAR = 'passenger';

interface Draft extends Omit<Road, 'lanes' | 'length' | 'speed' | 'shape' | 'next' | 'turnarounds'> {
  /** By lane: whether a car may use it. */
  open: boolean[];
  length: number;
  speed: number;
  shape: readonly Point[];
}

interface Connection {
  readonly from: string;
  readonly to: string;
  readonly fromLane: number;
  readonly toLane: number;
  readonly isTurnaround: boolean;
}

/**
 * @param file - `.net.xml`, also gzipped.
 * @param origin - what it is, for messages.
 * @throws {CityError} `E_CITY_INPUT` if it is no network, or none of its roads is open to cars.
 */
export async function readRoadNetwork(file: string, origin: string = file): Promise<RoadNetwork> {
  const drafts = new Map<string, Draft>();
  const places = new Map<string, Junction>();
  const connections: Connection[] = [];
  const found = { isNetwork: false };
  let edge: Draft | undefined;
  await visitElements(file, 'a SUMO network', {
    open(name, attributes) {
      if (name === 'net') found.isNetwork = true;
      else if (name === 'edge') {
        edge = draftOf(attributes);
        if (edge) drafts.set(edge.id, edge);
      } else if (name === 'lane' && edge) addLane(edge, attributes);
      else if (name === 'junction' && attributes['type'] !== 'internal') addJunction(places, attributes);
      else if (name === 'connection') connections.push(connectionOf(attributes));
    },
    close(name) {
      if (name === 'edge') edge = undefined;
    },
  });
  if (!found.isNetwork)
    throw new CityError(`${origin}: expected a SUMO network, found no <net> in it`, { code: 'E_CITY_INPUT' });
  const open = [...drafts.values()].filter((draft) => draft.open.includes(true));
  if (open.length === 0)
    throw new CityError(`${origin}: no road is open to cars (vehicle class "${CAR}")`, { code: 'E_CITY_INPUT' });
  return assemble(open, connections, places);
}

function assemble(
  drafts: readonly Draft[],
  connections: readonly Connection[],
  places: ReadonlyMap<string, Junction>,
): RoadNetwork {
  const indices = new Map(drafts.map(({ id }, index) => [id, index]));
  const next = drafts.map(() => new Set<number>());
  const turnarounds = drafts.map(() => new Set<number>());
  for (const { from, to, fromLane, toLane, isTurnaround } of connections) {
    const start = indices.get(from);
    const end = indices.get(to);
    if (start === undefined || end === undefined) continue;
    if (drafts[start]!.open[fromLane] !== true || drafts[end]!.open[toLane] !== true) continue;
    (isTurnaround ? turnarounds : next)[start]!.add(end);
  }
  const roads = drafts.map(({ open, ...draft }, index) => ({
    ...draft,
    lanes: open.filter(Boolean).length,
    next: [...next[index]!],
    turnarounds: [...turnarounds[index]!],
  }));
  const ids = [...new Set(roads.flatMap(({ from, to }) => [from, to]))].toSorted();
  return { roads, junctions: ids.map((id) => places.get(id)).filter((junction) => junction !== undefined) };
}

/** Undefined for what is no road: inside junctions, crossings, walking areas. */
function draftOf({ id, from, to, function: purpose }: Attributes): Draft | undefined {
  if (id === undefined || from === undefined || to === undefined) return undefined;
  if (purpose !== undefined && purpose !== 'normal') return undefined;
  return { id, from, to, open: [], length: 0, speed: 0, shape: [] };
}

function addLane(edge: Draft, attributes: Attributes): void {
  edge.open[Number(attributes['index'])] = isOpenToCars(attributes);
  edge.length = Number(attributes['length']);
  edge.speed = Math.max(edge.speed, Number(attributes['speed']));
  if (edge.shape.length === 0) edge.shape = pointsOf(attributes['shape'] ?? '');
}

/** A lane is open to all unless it says whom it allows, or whom not. */
function isOpenToCars({ allow, disallow }: Attributes): boolean {
  const names = (list: string): readonly string[] => list.split(/\s+/);
  if (allow !== undefined) return names(allow).some((name) => name === CAR || name === 'all');
  return disallow === undefined || !names(disallow).some((name) => name === CAR || name === 'all');
}

function addJunction(places: Map<string, Junction>, { id, x, y }: Attributes): void {
  if (id !== undefined) places.set(id, { id, x: Number(x), y: Number(y) });
}

function connectionOf({ from = '', to = '', fromLane, toLane, dir }: Attributes): Connection {
  return { from, to, fromLane: Number(fromLane), toLane: Number(toLane), isTurnaround: dir === 't' };
}

/** `x,y x,y ...`; a third coordinate is height. */
function pointsOf(shape: string): readonly Point[] {
  return shape.split(' ').map((pair) => {
    const [x, y] = pair.split(',');
    return { x: Number(x), y: Number(y) };
  });
}

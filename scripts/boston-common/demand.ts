/**
 * The traffic of `scenarios/boston-common`: who drives when from where to where, drawn from one seed.
 *
 * Some vehicles are on the road already when the simulation begins, so that learning has workers from the first minute;
 * the others enter where a street leaves the map, at random moments, for as long as `endSeconds` says. Called by
 * `scripts/build-boston-common.ts`. The weights below are ours: big streets carry more, and the totals were chosen for
 * some forty vehicles at once.
 */
import { createRandom, type RandomStream } from '../../src/random.ts';

/** A street in one direction, as `boston-common.edg.xml` has it. */
export interface StreetEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly lanes: number;
  /** Whether motor vehicles may use it. */
  readonly isForVehicles: boolean;
}

/** What to draw. */
export interface DemandOptions {
  readonly seed: number;
  /** Last departure, simulated seconds. */
  readonly endSeconds: number;
  /** Mean time between two vehicles that enter, simulated seconds. */
  readonly meanGapSeconds: number;
  /** Vehicles that start inside the map during the first `initialSeconds`. */
  readonly initialVehicles: number;
  readonly initialSeconds: number;
}

/** One vehicle's journey; SUMO finds the way. */
export interface Trip {
  readonly id: string;
  readonly type: VehicleType;
  /** Simulated seconds, a multiple of 0.1. */
  readonly depart: number;
  readonly from: string;
  readonly to: string;
  /** Whether it begins somewhere along its first edge instead of at its start. */
  readonly startsInside: boolean;
}

export type VehicleType = 'car' | 'taxi' | 'van' | 'bus';

const VEHICLE_TYPES: Readonly<Record<VehicleType, { readonly share: number; readonly attributes: string }>> = {
  car: { share: 0.78, attributes: 'vClass="passenger" guiShape="passenger/sedan" color="0.95,0.85,0.35"' },
  taxi: { share: 0.11, attributes: 'vClass="taxi" guiShape="taxi" color="1,0.65,0"' },
  van: {
    share: 0.08,
    attributes: 'vClass="delivery" guiShape="delivery" length="6.5" maxSpeed="30" color="0.8,0.8,0.8"',
  },
  bus: { share: 0.03, attributes: 'vClass="bus" guiShape="bus" length="12" color="0.8,0.2,0.2"' },
};

/** How much of the traffic enters on each street, relative to the others. */
const ENTRANCES: Readonly<Record<string, number>> = {
  fringe_boylston_west: 5,
  fringe_tremont_north: 6,
  fringe_charles_south: 5,
  fringe_charles_north: 5,
  fringe_commonwealth_eastbound: 4,
  fringe_washington_south: 3,
  fringe_mount_vernon_east: 1,
  fringe_mount_vernon_west: 0.5,
};

/** How much of the traffic leaves on each street, relative to the others. */
const EXITS: Readonly<Record<string, number>> = {
  fringe_beacon_west: 5,
  fringe_commonwealth_westbound: 4,
  fringe_arlington_south: 5,
  fringe_tremont_south: 5,
  fringe_essex_east: 4,
  fringe_washington_north: 3,
  fringe_newbury_west: 2,
  fringe_marlborough_west: 1.5,
  fringe_bowdoin_north: 2,
  fringe_joy_north: 0.7,
  fringe_mount_vernon_west: 1,
};

/** Streets a city bus can take: those with two lanes. */
const BUS_MINIMUM_LANES = 2;

/**
 * Draws the journeys.
 *
 * @returns Trips in the order of departure, which SUMO asks for.
 * @throws {Error} if an entrance reaches no exit: the network and the tables above disagree.
 */
export function drawTrips(edges: readonly StreetEdge[], options: DemandOptions): readonly Trip[] {
  const streets = edges.filter((edge) => edge.isForVehicles);
  const random = createRandom(options.seed);
  const stream = random.stream('boston-common demand');
  const trips: Trip[] = [];
  const inside = streets.filter((edge) => !(edge.from in ENTRANCES) && !(edge.to in EXITS));
  for (let index = 0; index < options.initialVehicles; index++) {
    const depart = (index * options.initialSeconds) / options.initialVehicles;
    const start = pick(inside, (edge) => edge.lanes, stream);
    trips.push(tripFrom(start, depart, { startsInside: true, streets, stream }));
  }
  const entrances = streets.filter((edge) => edge.from in ENTRANCES);
  let depart = gap(options.meanGapSeconds, stream);
  while (depart <= options.endSeconds) {
    const start = pick(entrances, (edge) => ENTRANCES[edge.from] ?? 0, stream);
    trips.push(tripFrom(start, depart, { startsInside: false, streets, stream }));
    depart += gap(options.meanGapSeconds, stream);
  }
  return numbered(trips.toSorted((a, b) => a.depart - b.depart));
}

/** The trips and the types of their vehicles as a SUMO route file. */
export function routeFile(trips: readonly Trip[]): string {
  const types = Object.entries(VEHICLE_TYPES).map(
    ([id, { attributes }]) => `    <vType id="${id}" ${attributes} sigma="0.5" speedFactor="normc(1,0.1,0.8,1.2)"/>`,
  );
  const lines = trips.map(
    ({ id, type, depart, from, to, startsInside }) =>
      `    <trip id="${id}" type="${type}" depart="${depart.toFixed(1)}" departLane="best" ` +
      `${startsInside ? 'departPos="random_free"' : 'departSpeed="max"'} from="${from}" to="${to}"/>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!-- Drawn by scripts/build-boston-common.ts: do not edit. -->',
    '<routes>',
    ...types,
    ...lines,
    '</routes>',
    '',
  ].join('\n');
}

/** Edge ids that a vehicle on `start` can come to without turning round on the spot, `start` included. */
export function reachableFrom(start: StreetEdge, edges: readonly StreetEdge[]): ReadonlySet<StreetEdge> {
  const reached = new Set([start]);
  // A Set is visited in the order of insertion, additions during the visit included: this is a breadth-first search.
  for (const edge of reached) {
    for (const next of edges) {
      if (next.from === edge.to && next.to !== edge.from) reached.add(next);
    }
  }
  return reached;
}

interface Draw {
  readonly startsInside: boolean;
  readonly streets: readonly StreetEdge[];
  readonly stream: RandomStream;
}

/** A journey from an edge to an exit, in a vehicle that is fit for the streets; its id is given later. */
function tripFrom(start: StreetEdge, depart: number, { startsInside, streets, stream }: Draw): Trip {
  const wanted = pick(Object.keys(VEHICLE_TYPES) as VehicleType[], (type) => VEHICLE_TYPES[type].share, stream);
  const wide = streets.filter((edge) => edge.lanes >= BUS_MINIMUM_LANES);
  const busExits = wanted === 'bus' && wide.includes(start) ? exitsFrom(start, wide) : [];
  const isBus = busExits.length > 0;
  const exits = isBus ? busExits : exitsFrom(start, streets);
  if (exits.length === 0) throw new Error(`demand: no exit can be reached from ${start.id}: check EXITS and the edges`);
  const end = pick(exits, (edge) => EXITS[edge.to] ?? 0, stream);
  return {
    id: '',
    type: wanted === 'bus' && !isBus ? 'car' : wanted,
    depart: Math.round(depart * 10) / 10,
    from: start.id,
    to: end.id,
    startsInside,
  };
}

function exitsFrom(start: StreetEdge, streets: readonly StreetEdge[]): readonly StreetEdge[] {
  return [...reachableFrom(start, streets)].filter((edge) => edge !== start && edge.to in EXITS);
}

/** Ids such as `taxi-12`, counted in the order of departure. */
function numbered(trips: readonly Trip[]): readonly Trip[] {
  return trips.map((trip, index) => ({ ...trip, id: `${trip.type}-${index + 1}` }));
}

/** One of the items, with probability in proportion to its weight. */
function pick<T>(items: readonly T[], weightOf: (item: T) => number, stream: RandomStream): T {
  const total = items.reduce((sum, item) => sum + weightOf(item), 0);
  let left = stream.uniform() * total;
  for (const item of items) {
    left -= weightOf(item);
    if (left < 0) return item;
  }
  return items.at(-1)!;
}

/** Evenly spread over half to one and a half times the mean: irregular, yet the number on the road stays level. */
function gap(mean: number, stream: RandomStream): number {
  return mean * (0.5 + stream.uniform());
}

/**
 * Compound values of the vehicle domain: gaps, lanes, traffic lights and stops ahead, and the request to add a vehicle.
 *
 * leader, follower   := int32 2, text vehicleId, double gap                             (items with their type bytes)
 * neighbors          := int32 n, n * (string vehicleId, double gap)                     (items without type bytes)
 * bestLanes          := int32 items, integer n, n * (text lane, double length, double occupation, byte offset,
 *                       ubyte continues, textList nextLanes)
 * nextTrafficLights  := int32 items, integer n, n * (text id, integer index, double distance, byte state)
 * stops              := int32 items, integer n, n * 16 items, see `readStop`
 * nextStops          := int32 items, integer n, n * (text lane, double endPos, text stoppingPlaceID, integer stopFlags,
 *                       double duration, double until)
 * junctionFoes       := int32 items, integer n, n * (text foeId, 4 * double, text egoLane, text foeLane,
 *                       ubyte egoResponse, ubyte foeResponse)
 */
import * as tc from '../constants.ts';
import type { Reader } from '../reader.ts';
import { byte, compound, double, integer, objectId, readTyped, text, textList, ubyteFlag } from '../values.ts';
import type { ValueReader, ValueWriter } from '../values.ts';
import { expectCount } from './domain.ts';
import { readTypedCount } from './simulation-values.ts';

/** A vehicle and the gap to it in m. */
export type VehicleGap = readonly [vehicleId: string, gap: number];

/** How well a lane suits the route. */
export interface BestLane {
  readonly laneId: string;
  /** Length in m that can be driven without a lane change, from the start of the lane. */
  readonly length: number;
  /** Sum of the vehicle lengths in m on the lanes ahead. */
  readonly occupation: number;
  /** How many lanes away the best one is, positive to the left. */
  readonly offset: number;
  /** The lane continues the route for one more edge at least. */
  readonly allowsContinuation: boolean;
  /** Lanes that would be driven without a lane change, from this one on. */
  readonly nextLanes: readonly string[];
}

/** A traffic light ahead. */
export interface NextTrafficLight {
  readonly id: string;
  /** Index of the connection within the traffic light. */
  readonly index: number;
  /** In m. */
  readonly distance: number;
  /** State as one letter, e.g. `G`. */
  readonly state: string;
}

/** A stop ahead, or of the past. Times are in s, positions in m; INVALID_DOUBLE_VALUE where there is none. */
export interface StopData {
  readonly lane: string;
  readonly startPos: number;
  readonly endPos: number;
  readonly stoppingPlaceID: string;
  /** Sum of `STOP_*`. */
  readonly stopFlags: number;
  readonly duration: number;
  readonly until: number;
  readonly intendedArrival: number;
  readonly arrival: number;
  readonly depart: number;
  readonly split: string;
  readonly join: string;
  readonly actType: string;
  readonly tripId: string;
  readonly line: string;
  /** Speed in m/s of a stop that is driven through; 0 for standing. */
  readonly speed: number;
}

/**
 * A stop ahead in SUMO's older form: lane, end in m, stopping place, flags (those of `getStopState`), duration in s, and
 * the time in s that is waited for.
 */
export type NextStop = readonly [
  lane: string,
  endPos: number,
  stoppingPlaceID: string,
  stopFlags: number,
  duration: number,
  until: number,
];

/** A vehicle whose way crosses another's at a junction ahead. Distances are in m. */
export type JunctionFoe = readonly [
  foeId: string,
  egoDist: number,
  foeDist: number,
  egoExitDist: number,
  foeExitDist: number,
  egoLane: string,
  foeLane: string,
  /** The vehicle itself gives way. */
  egoResponse: boolean,
  /** The other gives way. */
  foeResponse: boolean,
];

/** How a vehicle begins and ends, in the words of SUMO's route files. */
export interface AddVehicleOptions {
  /** @default 'DEFAULT_VEHTYPE' */
  readonly typeId?: string;
  /** Time in s, `now` or `triggered`. @default 'now' */
  readonly depart?: string;
  /** Index, `random`, `free`, `allowed`, `best` or `first`. @default 'first' */
  readonly departLane?: string;
  /** In m, `random`, `free`, `base` and so on. @default 'base' */
  readonly departPos?: string;
  /** In m/s, `max`, `random` and so on. @default '0' */
  readonly departSpeed?: string;
  /** Index or `current`. @default 'current' */
  readonly arrivalLane?: string;
  /** In m, `max` or `random`. @default 'max' */
  readonly arrivalPos?: string;
  /** In m/s or `current`. @default 'current' */
  readonly arrivalSpeed?: string;
  /** Zone to begin in. @default '' */
  readonly fromTaz?: string;
  /** Zone to end in. @default '' */
  readonly toTaz?: string;
  /** Line of public transport. @default '' */
  readonly line?: string;
  /** @default 0 */
  readonly personCapacity?: number;
  /** @default 0 */
  readonly personNumber?: number;
}

/** Fewest bytes of the items of a list: type bytes, empty texts, numbers. */
const MINIMUM_NEIGHBOR_BYTES = 12;
const MINIMUM_BEST_LANE_BYTES = 32;
const MINIMUM_TRAFFIC_LIGHT_BYTES = 21;
const MINIMUM_STOP_BYTES = 112;
const MINIMUM_NEXT_STOP_BYTES = 42;
const MINIMUM_JUNCTION_FOE_BYTES = 55;

/** Id and gap; `['', -1]` when there is no such vehicle. */
export const gapTo: ValueReader<VehicleGap> = {
  type: tc.TYPE_COMPOUND,
  read: (reader) => {
    expectCount(reader.int(), 2, 'gap', reader.offset - 4);
    return [readTyped(reader, text, 'vehicle'), readTyped(reader, double, 'gap')];
  },
};

/** Like {@link gapTo}, but undefined when there is no such vehicle. */
export const leader: ValueReader<VehicleGap | undefined> = {
  type: tc.TYPE_COMPOUND,
  read: (reader) => {
    const gap = gapTo.read(reader);
    return gap[0] === '' ? undefined : gap;
  },
};

export const neighbors: ValueReader<readonly VehicleGap[]> = {
  type: tc.TYPE_COMPOUND,
  read: (reader) => {
    const count = reader.count('neighbors', MINIMUM_NEIGHBOR_BYTES);
    return Array.from({ length: count }, () => [reader.string(), reader.double()] as const);
  },
};

export const bestLanes: ValueReader<readonly BestLane[]> = list('best lanes', MINIMUM_BEST_LANE_BYTES, (reader) => ({
  laneId: readTyped(reader, text),
  length: readTyped(reader, double),
  occupation: readTyped(reader, double),
  offset: readTyped(reader, byte),
  allowsContinuation: readTyped(reader, ubyteFlag),
  nextLanes: readTyped(reader, textList),
}));

export const nextTrafficLights: ValueReader<readonly NextTrafficLight[]> = list(
  'traffic lights',
  MINIMUM_TRAFFIC_LIGHT_BYTES,
  (reader) => ({
    id: readTyped(reader, text),
    index: readTyped(reader, integer),
    distance: readTyped(reader, double),
    state: String.fromCharCode(readTyped(reader, byte)),
  }),
);

export const stops: ValueReader<readonly StopData[]> = list('stops', MINIMUM_STOP_BYTES, readStop);

export const nextStops: ValueReader<readonly NextStop[]> = list('next stops', MINIMUM_NEXT_STOP_BYTES, (reader) => [
  readTyped(reader, text),
  readTyped(reader, double),
  readTyped(reader, text),
  readTyped(reader, integer),
  readTyped(reader, double),
  readTyped(reader, double),
]);

export const junctionFoes: ValueReader<readonly JunctionFoe[]> = list(
  'junction foes',
  MINIMUM_JUNCTION_FOE_BYTES,
  (reader) => [
    readTyped(reader, text),
    readTyped(reader, double),
    readTyped(reader, double),
    readTyped(reader, double),
    readTyped(reader, double),
    readTyped(reader, text),
    readTyped(reader, text),
    readTyped(reader, ubyteFlag),
    readTyped(reader, ubyteFlag),
  ],
);

/**
 * Sum of `STOP_*` as SUMO's signed byte; the greatest of them, `STOP_OVERHEAD_WIRE`, is its sign bit.
 */
export const stopFlags: ValueWriter<number> = {
  type: byte.type,
  write: (writer, flags) => void writer.byte(flags >= 0x80 ? flags - 0x100 : flags),
};

/** How an old-style vehicle begins. */
export interface AddLegacyOptions {
  /** Simulated s, `DEPARTFLAG_NOW` or `DEPARTFLAG_TRIGGERED`. @default DEPARTFLAG_NOW */
  readonly depart?: number;
  /** In m from the start of the first edge, not negative. @default 0 */
  readonly position?: number;
  /** In m/s. @default 0 */
  readonly speed?: number;
  /** Index, `DEPARTFLAG_LANE_FREE` or `DEPARTFLAG_LANE_FIRST_ALLOWED`. @default DEPARTFLAG_LANE_FIRST_ALLOWED */
  readonly lane?: number;
  /** @default 'DEFAULT_VEHTYPE' */
  readonly typeId?: string;
}

const DEPARTURES: ReadonlyMap<number, string> = new Map([
  [tc.DEPARTFLAG_NOW, 'now'],
  [tc.DEPARTFLAG_TRIGGERED, 'triggered'],
]);
const DEPARTURE_LANES: ReadonlyMap<number, string> = new Map([
  [tc.DEPARTFLAG_LANE_FIRST_ALLOWED, 'first'],
  [tc.DEPARTFLAG_LANE_FREE, 'free'],
]);

/** The numbers of the old style, in the words of the new one. */
export const legacyAddition: ValueWriter<AddLegacyOptions & { readonly routeId: string }> = {
  type: tc.TYPE_COMPOUND,
  write: (writer, { routeId, ...options }) => {
    const { depart = tc.DEPARTFLAG_NOW, position = 0, speed = 0, typeId = 'DEFAULT_VEHTYPE' } = options;
    const { lane = tc.DEPARTFLAG_LANE_FIRST_ALLOWED } = options;
    if (!(position >= 0)) throw new RangeError(`position: expected at least 0 m, got ${position}`);
    addition.write(writer, {
      routeId,
      typeId,
      depart: DEPARTURES.get(depart) ?? String(depart),
      departLane: DEPARTURE_LANES.get(lane) ?? String(lane),
      departPos: String(position),
      departSpeed: String(speed),
    });
  },
};

const additionItems = compound(
  objectId,
  objectId,
  text,
  text,
  text,
  text,
  text,
  text,
  text,
  objectId,
  objectId,
  text,
  integer,
  integer,
);

/** Twelve texts and two integers, with SUMO's defaults. */
export const addition: ValueWriter<AddVehicleOptions & { readonly routeId: string }> = {
  type: tc.TYPE_COMPOUND,
  write: (writer, vehicle) => {
    additionItems.write(writer, [
      vehicle.routeId,
      vehicle.typeId ?? 'DEFAULT_VEHTYPE',
      vehicle.depart ?? 'now',
      vehicle.departLane ?? 'first',
      vehicle.departPos ?? 'base',
      vehicle.departSpeed ?? '0',
      vehicle.arrivalLane ?? 'current',
      vehicle.arrivalPos ?? 'max',
      vehicle.arrivalSpeed ?? 'current',
      vehicle.fromTaz ?? '',
      vehicle.toTaz ?? '',
      vehicle.line ?? '',
      vehicle.personCapacity ?? 0,
      vehicle.personNumber ?? 0,
    ]);
  },
};

/** A compound that says the number of its items, then how many records there are, then the records' items. */
function list<Value>(what: string, itemBytes: number, read: (reader: Reader) => Value): ValueReader<readonly Value[]> {
  return {
    type: tc.TYPE_COMPOUND,
    read: (reader) => {
      reader.int();
      const count = readTypedCount(reader, what, itemBytes);
      return Array.from({ length: count }, () => read(reader));
    },
  };
}

/** The fields of a stop in the order of the wire. */
function readStop(reader: Reader): StopData {
  const lane = readTyped(reader, text);
  const endPos = readTyped(reader, double);
  const stoppingPlaceID = readTyped(reader, text);
  const stopFlags = readTyped(reader, integer);
  const duration = readTyped(reader, double);
  const until = readTyped(reader, double);
  const startPos = readTyped(reader, double);
  const intendedArrival = readTyped(reader, double);
  const arrival = readTyped(reader, double);
  const depart = readTyped(reader, double);
  const split = readTyped(reader, text);
  const join = readTyped(reader, text);
  const actType = readTyped(reader, text);
  const tripId = readTyped(reader, text);
  const line = readTyped(reader, text);
  const speed = readTyped(reader, double);
  const times = { duration, until, intendedArrival, arrival, depart };
  return { lane, startPos, endPos, stoppingPlaceID, stopFlags, ...times, split, join, actType, tripId, line, speed };
}

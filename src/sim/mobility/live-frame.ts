/**
 * A frame of what SUMO answered to a step: the lists of the simulation, and what the points of interest see.
 *
 * Used by `live.ts`, which subscribes to what is read here.
 */
import { EdgeMLSimError } from '../../errors.ts';
import { constants as tc, type TraciClient } from '../../traci/index.ts';
import type { TrafficFrame, VehiclePositions } from './source.ts';

/** Lists of vehicle ids that a frame is made of, by the variable of SUMO's that has them. */
const LISTS = {
  departed: tc.VAR_DEPARTED_VEHICLES_IDS,
  arrived: tc.VAR_ARRIVED_VEHICLES_IDS,
  teleportStarted: tc.VAR_TELEPORT_STARTING_VEHICLES_IDS,
  teleportEnded: tc.VAR_TELEPORT_ENDING_VEHICLES_IDS,
  parkingStarted: tc.VAR_PARKING_STARTING_VEHICLES_IDS,
  parkingEnded: tc.VAR_PARKING_ENDING_VEHICLES_IDS,
} as const;

/** What to subscribe to of the simulation. */
export const STEP_VARIABLES = [...Object.values(LISTS), tc.VAR_TIME, tc.VAR_MIN_EXPECTED_VEHICLES] as const;

/** A frame without what costs further questions. */
export interface StepReading {
  readonly frame: TrafficFrame;
  /** No vehicle is on the road or expected. */
  readonly isOver: boolean;
}

/**
 * @param points - ids of the points of interest.
 * @param motion - whether speeds and angles were subscribed to.
 * @throws {EdgeMLSimError} `E_TRAFFIC_ANSWER`: something subscribed to is missing.
 */
export function readStep(client: TraciClient, points: readonly string[], motion: boolean, step: number): StepReading {
  const lists = client.simulation.getSubscriptionResults();
  if (lists === undefined) throw missing('the subscription to the simulation');
  const list = (name: keyof typeof LISTS): readonly string[] => lists.get(LISTS[name]) ?? fail(`vehicles ${name}`);
  const seconds = lists.get(tc.VAR_TIME) ?? fail('the time');
  const frame = {
    step,
    timeMs: Math.round(seconds * 1000),
    departed: list('departed'),
    arrived: list('arrived'),
    teleportStarted: list('teleportStarted'),
    teleportEnded: list('teleportEnded'),
    parkingStarted: list('parkingStarted'),
    parkingEnded: list('parkingEnded'),
    vehicles: readVehicles(client, points, motion),
  };
  return { frame, isOver: lists.get(tc.VAR_MIN_EXPECTED_VEHICLES) === 0 };
}

interface Seen {
  readonly position: readonly [number, number];
  readonly speed: number;
  readonly angle: number;
}

/** Union of what the points see, in SUMO's order; a vehicle near two of them is listed once. */
export function readVehicles(client: TraciClient, points: readonly string[], motion: boolean): VehiclePositions {
  const seen = new Map<string, Seen>();
  for (const point of points) {
    const around = client.poi.getContextSubscriptionResults(point, client.vehicle);
    if (around === undefined) throw missing(`what is around ${point}`);
    for (const [vehicleId, values] of around) {
      const position = values.get(tc.VAR_POSITION);
      if (position === undefined || seen.has(vehicleId)) continue;
      const speed = motion ? (values.get(tc.VAR_SPEED) ?? fail(`the speed of ${vehicleId}`)) : 0;
      const angle = motion ? (values.get(tc.VAR_ANGLE) ?? fail(`the angle of ${vehicleId}`)) : 0;
      seen.set(vehicleId, { position, speed, angle });
    }
  }
  const column = (value: (vehicle: Seen) => number): Float64Array => {
    const numbers = new Float64Array(seen.size);
    let at = 0;
    for (const vehicle of seen.values()) numbers[at++] = value(vehicle);
    return numbers;
  };
  return {
    count: seen.size,
    ids: [...seen.keys()],
    x: column(({ position }) => position[0]),
    y: column(({ position }) => position[1]),
    ...(motion && { speed: column(({ speed }) => speed), angle: column(({ angle }) => angle) }),
  };
}

function fail(what: string): never {
  throw missing(what);
}

function missing(what: string): EdgeMLSimError {
  return new EdgeMLSimError(`SUMO's answer to the step lacks ${what}; is this SUMO newer than 1.27?`, {
    code: 'E_TRAFFIC_ANSWER',
    kind: 'traffic',
  });
}

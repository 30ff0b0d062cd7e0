/**
 * Lanes.
 *
 * Source: TraCI/Lane_Value_Retrieval and TraCI/Change_Lane_State in SUMO's documentation.
 */
import { byte, compound, double, integer, objectId, polygon, readTyped, text, textList, ubyteFlag } from '../values.ts';
import type { Position2D, ValueReader } from '../values.ts';
import { defineVariables } from '../variables.ts';
import { INVALID_DOUBLE_VALUE, TYPE_COMPOUND } from '../constants.ts';
import type { Reader } from '../reader.ts';
import { readTypedCount } from './simulation-values.ts';
import { baseVariables, domainIds, ObjectDomain } from './domain.ts';
import type { DomainLink } from './domain.ts';

/** A connection from one lane to another. */
export interface LaneLink {
  readonly approachedLane: string;
  /** It has the right of way. */
  readonly hasPrio: boolean;
  /** It may be passed now. */
  readonly isOpen: boolean;
  /** A vehicle that has priority approaches. */
  readonly hasFoe: boolean;
  /** Lane within the junction; empty when there is none. */
  readonly approachedInternal: string;
  /** State of the traffic light or sign, as one letter. */
  readonly state: string;
  /** Direction, as one letter. */
  readonly direction: string;
  /** In m. */
  readonly length: number;
}

/** Fewest bytes of a link: eight type bytes, four empty strings, three bytes, a double. */
const MINIMUM_LINK_BYTES = 35;

/** links := int32 items, integer n, n * (text, text, ubyte, ubyte, ubyte, text, text, double), each with its type */
export const laneLinks: ValueReader<readonly LaneLink[]> = {
  type: TYPE_COMPOUND,
  read: (reader) => {
    reader.int();
    const count = readTypedCount(reader, 'links', MINIMUM_LINK_BYTES);
    return Array.from({ length: count }, () => readLink(reader));
  },
};

const classesAndDirection = compound(textList, byte);

export const laneVariables = defineVariables({
  ...baseVariables,
  VAR_LENGTH: double,
  VAR_MAXSPEED: double,
  VAR_FRICTION: double,
  VAR_WIDTH: double,
  LANE_ALLOWED: textList,
  LANE_DISALLOWED: textList,
  LANE_LINK_NUMBER: integer,
  LANE_LINKS: laneLinks,
  VAR_SHAPE: polygon,
  LANE_EDGE_ID: text,
  VAR_CO2EMISSION: double,
  VAR_COEMISSION: double,
  VAR_HCEMISSION: double,
  VAR_PMXEMISSION: double,
  VAR_NOXEMISSION: double,
  VAR_FUELCONSUMPTION: double,
  VAR_NOISEEMISSION: double,
  VAR_ELECTRICITYCONSUMPTION: double,
  LAST_STEP_MEAN_SPEED: double,
  LAST_STEP_OCCUPANCY: double,
  LAST_STEP_LENGTH: double,
  VAR_WAITING_TIME: double,
  VAR_CURRENT_TRAVELTIME: double,
  LAST_STEP_VEHICLE_NUMBER: integer,
  LAST_STEP_VEHICLE_HALTING_NUMBER: integer,
  LAST_STEP_VEHICLE_ID_LIST: textList,
  VAR_FOES: { value: textList, parameter: objectId },
  VAR_PENDING_VEHICLES: textList,
  LANE_CHANGES: { value: textList, parameter: byte, since: '1.17.0' },
  VAR_ANGLE: { value: double, parameter: double, since: '1.18.0' },
  VAR_BIDI: { value: text, since: '1.21.0' },
});

export class LaneDomain extends ObjectDomain<typeof laneVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('lane', 0x3), laneVariables);
  }

  /** Length in m. */
  getLength(laneId: string): Promise<number> {
    return this.get(laneVariables.VAR_LENGTH, laneId);
  }

  /** Speed limit in m/s. */
  getMaxSpeed(laneId: string): Promise<number> {
    return this.get(laneVariables.VAR_MAXSPEED, laneId);
  }

  /** Friction coefficient, dimensionless: 1 is a dry road. */
  getFriction(laneId: string): Promise<number> {
    return this.get(laneVariables.VAR_FRICTION, laneId);
  }

  /** Width in m. */
  getWidth(laneId: string): Promise<number> {
    return this.get(laneVariables.VAR_WIDTH, laneId);
  }

  /** Vehicle classes that may use the lane; empty means all. */
  getAllowed(laneId: string): Promise<readonly string[]> {
    return this.get(laneVariables.LANE_ALLOWED, laneId);
  }

  /** Vehicle classes that may not use the lane. */
  getDisallowed(laneId: string): Promise<readonly string[]> {
    return this.get(laneVariables.LANE_DISALLOWED, laneId);
  }

  /** Number of connections that leave the lane. */
  getLinkNumber(laneId: string): Promise<number> {
    return this.get(laneVariables.LANE_LINK_NUMBER, laneId);
  }

  /** The connections that leave the lane. */
  getLinks(laneId: string): Promise<readonly LaneLink[]> {
    return this.get(laneVariables.LANE_LINKS, laneId);
  }

  /** Middle line of the lane in m. */
  getShape(laneId: string): Promise<readonly Position2D[]> {
    return this.get(laneVariables.VAR_SHAPE, laneId);
  }

  /** Id of the edge that the lane belongs to. */
  getEdgeID(laneId: string): Promise<string> {
    return this.get(laneVariables.LANE_EDGE_ID, laneId);
  }

  /** Emission of CO2 on the lane in mg/s, of the last step. */
  getCO2Emission(laneId: string): Promise<number> {
    return this.get(laneVariables.VAR_CO2EMISSION, laneId);
  }

  /** Emission of CO on the lane in mg/s, of the last step. */
  getCOEmission(laneId: string): Promise<number> {
    return this.get(laneVariables.VAR_COEMISSION, laneId);
  }

  /** Emission of hydrocarbons on the lane in mg/s, of the last step. */
  getHCEmission(laneId: string): Promise<number> {
    return this.get(laneVariables.VAR_HCEMISSION, laneId);
  }

  /** Emission of particles on the lane in mg/s, of the last step. */
  getPMxEmission(laneId: string): Promise<number> {
    return this.get(laneVariables.VAR_PMXEMISSION, laneId);
  }

  /** Emission of nitrogen oxides on the lane in mg/s, of the last step. */
  getNOxEmission(laneId: string): Promise<number> {
    return this.get(laneVariables.VAR_NOXEMISSION, laneId);
  }

  /** Fuel burnt on the lane in mg/s (before SUMO 1.14 in ml/s), of the last step. */
  getFuelConsumption(laneId: string): Promise<number> {
    return this.get(laneVariables.VAR_FUELCONSUMPTION, laneId);
  }

  /** Noise made on the lane in dB, of the last step. */
  getNoiseEmission(laneId: string): Promise<number> {
    return this.get(laneVariables.VAR_NOISEEMISSION, laneId);
  }

  /** Electricity used on the lane in Wh/s, of the last step. */
  getElectricityConsumption(laneId: string): Promise<number> {
    return this.get(laneVariables.VAR_ELECTRICITYCONSUMPTION, laneId);
  }

  /** Mean speed of the vehicles on the lane in m/s; the speed limit when there is none. */
  getLastStepMeanSpeed(laneId: string): Promise<number> {
    return this.get(laneVariables.LAST_STEP_MEAN_SPEED, laneId);
  }

  /** Share of the lane that vehicles cover, in [0, 1]. */
  getLastStepOccupancy(laneId: string): Promise<number> {
    return this.get(laneVariables.LAST_STEP_OCCUPANCY, laneId);
  }

  /** Mean length of the vehicles on the lane in m; 0 when there is none. */
  getLastStepLength(laneId: string): Promise<number> {
    return this.get(laneVariables.LAST_STEP_LENGTH, laneId);
  }

  /** Sum of the waiting times of the vehicles on the lane in s. */
  getWaitingTime(laneId: string): Promise<number> {
    return this.get(laneVariables.VAR_WAITING_TIME, laneId);
  }

  /** Estimated time in s to pass the lane, from the mean speed. */
  getTraveltime(laneId: string): Promise<number> {
    return this.get(laneVariables.VAR_CURRENT_TRAVELTIME, laneId);
  }

  /** Number of vehicles on the lane. */
  getLastStepVehicleNumber(laneId: string): Promise<number> {
    return this.get(laneVariables.LAST_STEP_VEHICLE_NUMBER, laneId);
  }

  /** Number of vehicles on the lane that are slower than 0.1 m/s. */
  getLastStepHaltingNumber(laneId: string): Promise<number> {
    return this.get(laneVariables.LAST_STEP_VEHICLE_HALTING_NUMBER, laneId);
  }

  /** Ids of the vehicles on the lane. */
  getLastStepVehicleIDs(laneId: string): Promise<readonly string[]> {
    return this.get(laneVariables.LAST_STEP_VEHICLE_ID_LIST, laneId);
  }

  /** Ids of the lanes that the connection to `toLaneId` must give way to or that give way to it. */
  getFoes(laneId: string, toLaneId: string): Promise<readonly string[]> {
    return this.getWith(laneVariables.VAR_FOES, laneId, toLaneId);
  }

  /** Ids of the lanes that cross this lane, which lies within a junction. */
  getInternalFoes(laneId: string): Promise<readonly string[]> {
    return this.getFoes(laneId, '');
  }

  /** Ids of vehicles that wait to be inserted on the lane. */
  getPendingVehicles(laneId: string): Promise<readonly string[]> {
    return this.get(laneVariables.VAR_PENDING_VEHICLES, laneId);
  }

  /**
   * Vehicle classes that may change to the lane beside. Since SUMO 1.17.
   *
   * @param direction - `LANECHANGE_LEFT` or `LANECHANGE_RIGHT`.
   */
  getChangePermissions(laneId: string, direction: number): Promise<readonly string[]> {
    return this.getWith(laneVariables.LANE_CHANGES, laneId, direction);
  }

  /**
   * Heading in degrees, clockwise from north. Since SUMO 1.18.
   *
   * @param position - in m from the lane's start; without it the heading of the straight line from start to end.
   */
  getAngle(laneId: string, position: number = INVALID_DOUBLE_VALUE): Promise<number> {
    return this.getWith(laneVariables.VAR_ANGLE, laneId, position);
  }

  /** Id of the lane of the opposite direction on the same tracks; empty when there is none. Since SUMO 1.21. */
  getBidiLane(laneId: string): Promise<string> {
    return this.get(laneVariables.VAR_BIDI, laneId);
  }

  /** Allows these vehicle classes alone; empty allows all. */
  setAllowed(laneId: string, allowedClasses: readonly string[]): Promise<void> {
    return this.set('LANE_ALLOWED', laneId, textList, allowedClasses);
  }

  /** Forbids these vehicle classes. */
  setDisallowed(laneId: string, disallowedClasses: readonly string[]): Promise<void> {
    return this.set('LANE_DISALLOWED', laneId, textList, disallowedClasses);
  }

  /** Changes the speed limit, in m/s. */
  setMaxSpeed(laneId: string, speed: number): Promise<void> {
    return this.set('VAR_MAXSPEED', laneId, double, speed);
  }

  /** Changes the friction coefficient, dimensionless. SUMO refuses it up to 1.27: ask the edge. */
  setFriction(laneId: string, friction: number): Promise<void> {
    return this.set('VAR_FRICTION', laneId, double, friction);
  }

  /** Allows these vehicle classes alone to change to the lane beside, see {@link getChangePermissions}. */
  setChangePermissions(laneId: string, allowedClasses: readonly string[], direction: number): Promise<void> {
    return this.set('LANE_CHANGES', laneId, classesAndDirection, [allowedClasses, direction]);
  }

  /** Changes the length that SUMO reckons with, in m. */
  setLength(laneId: string, length: number): Promise<void> {
    return this.set('VAR_LENGTH', laneId, double, length);
  }
}

function readLink(reader: Reader): LaneLink {
  const approachedLane = readTyped(reader, text);
  const approachedInternal = readTyped(reader, text);
  const [hasPrio, isOpen, hasFoe] = [0, 1, 2].map(() => readTyped(reader, ubyteFlag)) as [boolean, boolean, boolean];
  const state = readTyped(reader, text);
  const direction = readTyped(reader, text);
  const length = readTyped(reader, double);
  return { approachedLane, hasPrio, isOpen, hasFoe, approachedInternal, state, direction, length };
}

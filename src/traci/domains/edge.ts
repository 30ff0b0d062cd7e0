/**
 * Edges: SUMO's roads between two junctions.
 *
 * Source: TraCI/Edge_Value_Retrieval and TraCI/Change_Edge_State in SUMO's documentation.
 */
import { INVALID_DOUBLE_VALUE } from '../constants.ts';
import { compound, double, integer, text, textList } from '../values.ts';
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds, ObjectDomain } from './domain.ts';
import type { DomainLink } from './domain.ts';

/** A stretch of simulated time in s. */
export interface TimeInterval {
  readonly begin: number;
  readonly end: number;
}

const always = compound(double);
const during = compound(double, double, double);

export const edgeVariables = defineVariables({
  ...baseVariables,
  VAR_EDGE_TRAVELTIME: { value: double, parameter: double },
  VAR_EDGE_EFFORT: { value: double, parameter: double },
  VAR_WAITING_TIME: double,
  VAR_CO2EMISSION: double,
  VAR_COEMISSION: double,
  VAR_HCEMISSION: double,
  VAR_PMXEMISSION: double,
  VAR_NOXEMISSION: double,
  VAR_FUELCONSUMPTION: double,
  VAR_NOISEEMISSION: double,
  VAR_ELECTRICITYCONSUMPTION: double,
  LAST_STEP_MEAN_SPEED: double,
  VAR_FRICTION: double,
  LAST_STEP_OCCUPANCY: double,
  LAST_STEP_LENGTH: double,
  VAR_LANE_INDEX: integer,
  VAR_NAME: text,
  VAR_CURRENT_TRAVELTIME: double,
  LAST_STEP_VEHICLE_NUMBER: integer,
  LAST_STEP_VEHICLE_HALTING_NUMBER: integer,
  LAST_STEP_VEHICLE_ID_LIST: textList,
  LAST_STEP_PERSON_ID_LIST: textList,
  VAR_PENDING_VEHICLES: textList,
  VAR_ANGLE: { value: double, parameter: double, since: '1.18.0' },
  FROM_JUNCTION: { value: text, since: '1.20.0' },
  TO_JUNCTION: { value: text, since: '1.20.0' },
  VAR_BIDI: { value: text, since: '1.21.0' },
});

export class EdgeDomain extends ObjectDomain<typeof edgeVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('edge', 0xa), edgeVariables);
  }

  /** Travel time in s that was set for the edge at `time` in s; INVALID_DOUBLE_VALUE when none was. */
  getAdaptedTraveltime(edgeId: string, time: number): Promise<number> {
    return this.getWith(edgeVariables.VAR_EDGE_TRAVELTIME, edgeId, time);
  }

  /** Effort that was set for the edge at `time` in s; INVALID_DOUBLE_VALUE when none was. */
  getEffort(edgeId: string, time: number): Promise<number> {
    return this.getWith(edgeVariables.VAR_EDGE_EFFORT, edgeId, time);
  }

  /** Sum of the waiting times of the vehicles on the edge in s. */
  getWaitingTime(edgeId: string): Promise<number> {
    return this.get(edgeVariables.VAR_WAITING_TIME, edgeId);
  }

  /** Emission of CO2 on the edge in mg/s, of the last step. */
  getCO2Emission(edgeId: string): Promise<number> {
    return this.get(edgeVariables.VAR_CO2EMISSION, edgeId);
  }

  /** Emission of CO on the edge in mg/s, of the last step. */
  getCOEmission(edgeId: string): Promise<number> {
    return this.get(edgeVariables.VAR_COEMISSION, edgeId);
  }

  /** Emission of hydrocarbons on the edge in mg/s, of the last step. */
  getHCEmission(edgeId: string): Promise<number> {
    return this.get(edgeVariables.VAR_HCEMISSION, edgeId);
  }

  /** Emission of particles on the edge in mg/s, of the last step. */
  getPMxEmission(edgeId: string): Promise<number> {
    return this.get(edgeVariables.VAR_PMXEMISSION, edgeId);
  }

  /** Emission of nitrogen oxides on the edge in mg/s, of the last step. */
  getNOxEmission(edgeId: string): Promise<number> {
    return this.get(edgeVariables.VAR_NOXEMISSION, edgeId);
  }

  /** Fuel burnt on the edge in mg/s (before SUMO 1.14 in ml/s), of the last step. */
  getFuelConsumption(edgeId: string): Promise<number> {
    return this.get(edgeVariables.VAR_FUELCONSUMPTION, edgeId);
  }

  /** Noise made on the edge in dB, of the last step. */
  getNoiseEmission(edgeId: string): Promise<number> {
    return this.get(edgeVariables.VAR_NOISEEMISSION, edgeId);
  }

  /** Electricity used on the edge in Wh/s, of the last step. */
  getElectricityConsumption(edgeId: string): Promise<number> {
    return this.get(edgeVariables.VAR_ELECTRICITYCONSUMPTION, edgeId);
  }

  /** Mean speed of the vehicles on the edge in m/s; the speed limit when there is none. */
  getLastStepMeanSpeed(edgeId: string): Promise<number> {
    return this.get(edgeVariables.LAST_STEP_MEAN_SPEED, edgeId);
  }

  /** Mean friction coefficient of the lanes, dimensionless. */
  getMeanFriction(edgeId: string): Promise<number> {
    return this.get(edgeVariables.VAR_FRICTION, edgeId);
  }

  /** Share of the edge that vehicles cover, in [0, 1]. */
  getLastStepOccupancy(edgeId: string): Promise<number> {
    return this.get(edgeVariables.LAST_STEP_OCCUPANCY, edgeId);
  }

  /** Mean length of the vehicles on the edge in m; 0 when there is none. */
  getLastStepLength(edgeId: string): Promise<number> {
    return this.get(edgeVariables.LAST_STEP_LENGTH, edgeId);
  }

  /** Number of lanes. */
  getLaneNumber(edgeId: string): Promise<number> {
    return this.get(edgeVariables.VAR_LANE_INDEX, edgeId);
  }

  /** Name of the street; empty when it has none. */
  getStreetName(edgeId: string): Promise<string> {
    return this.get(edgeVariables.VAR_NAME, edgeId);
  }

  /** Estimated time in s to pass the edge, from the mean speed. */
  getTraveltime(edgeId: string): Promise<number> {
    return this.get(edgeVariables.VAR_CURRENT_TRAVELTIME, edgeId);
  }

  /** Number of vehicles on the edge. */
  getLastStepVehicleNumber(edgeId: string): Promise<number> {
    return this.get(edgeVariables.LAST_STEP_VEHICLE_NUMBER, edgeId);
  }

  /** Number of vehicles on the edge that are slower than 0.1 m/s. */
  getLastStepHaltingNumber(edgeId: string): Promise<number> {
    return this.get(edgeVariables.LAST_STEP_VEHICLE_HALTING_NUMBER, edgeId);
  }

  /** Ids of the vehicles on the edge. */
  getLastStepVehicleIDs(edgeId: string): Promise<readonly string[]> {
    return this.get(edgeVariables.LAST_STEP_VEHICLE_ID_LIST, edgeId);
  }

  /** Ids of the persons on the edge. */
  getLastStepPersonIDs(edgeId: string): Promise<readonly string[]> {
    return this.get(edgeVariables.LAST_STEP_PERSON_ID_LIST, edgeId);
  }

  /** Ids of vehicles that wait to be inserted on the edge. */
  getPendingVehicles(edgeId: string): Promise<readonly string[]> {
    return this.get(edgeVariables.VAR_PENDING_VEHICLES, edgeId);
  }

  /**
   * Heading in degrees, clockwise from north, of the edge's first lane. Since SUMO 1.18.
   *
   * @param position - in m from its start; without it the heading of the straight line from start to end.
   */
  getAngle(edgeId: string, position: number = INVALID_DOUBLE_VALUE): Promise<number> {
    return this.getWith(edgeVariables.VAR_ANGLE, edgeId, position);
  }

  /** Id of the junction that the edge begins at. Since SUMO 1.20. */
  getFromJunction(edgeId: string): Promise<string> {
    return this.get(edgeVariables.FROM_JUNCTION, edgeId);
  }

  /** Id of the junction that the edge ends at. Since SUMO 1.20. */
  getToJunction(edgeId: string): Promise<string> {
    return this.get(edgeVariables.TO_JUNCTION, edgeId);
  }

  /** Id of the edge of the opposite direction on the same tracks; empty when there is none. Since SUMO 1.21. */
  getBidiEdge(edgeId: string): Promise<string> {
    return this.get(edgeVariables.VAR_BIDI, edgeId);
  }

  /** Sets the travel time in s that routing reckons with, always or within an interval of simulated s. */
  adaptTraveltime(edgeId: string, time: number, interval?: TimeInterval): Promise<void> {
    return interval === undefined
      ? this.set('VAR_EDGE_TRAVELTIME', edgeId, always, [time])
      : this.set('VAR_EDGE_TRAVELTIME', edgeId, during, [interval.begin, interval.end, time]);
  }

  /** Sets the effort that routing reckons with, always or within an interval of simulated s. */
  setEffort(edgeId: string, effort: number, interval?: TimeInterval): Promise<void> {
    return interval === undefined
      ? this.set('VAR_EDGE_EFFORT', edgeId, always, [effort])
      : this.set('VAR_EDGE_EFFORT', edgeId, during, [interval.begin, interval.end, effort]);
  }

  /** Allows these vehicle classes alone on all lanes; empty allows all. SUMO 1.15 refuses it: ask the lanes. */
  setAllowed(edgeId: string, allowedClasses: readonly string[]): Promise<void> {
    return this.set('LANE_ALLOWED', edgeId, textList, allowedClasses);
  }

  /** Forbids these vehicle classes on all lanes. SUMO 1.15 refuses it: ask the lanes. */
  setDisallowed(edgeId: string, disallowedClasses: readonly string[]): Promise<void> {
    return this.set('LANE_DISALLOWED', edgeId, textList, disallowedClasses);
  }

  /** Changes the speed limit of all lanes, in m/s. */
  setMaxSpeed(edgeId: string, speed: number): Promise<void> {
    return this.set('VAR_MAXSPEED', edgeId, double, speed);
  }

  /** Changes the friction coefficient of all lanes, dimensionless. SUMO 1.15 refuses it. */
  setFriction(edgeId: string, friction: number): Promise<void> {
    return this.set('VAR_FRICTION', edgeId, double, friction);
  }
}

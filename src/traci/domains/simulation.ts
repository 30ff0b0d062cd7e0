/**
 * The simulation as a whole: time, what happened in the last step, conversions, routes, saved states.
 *
 * Source: TraCI/Simulation_Value_Retrieval and TraCI/Change_Simulation_State in SUMO's documentation.
 */
import type { SubmitOptions } from '../connection.ts';
import * as tc from '../constants.ts';
import {
  compound,
  double,
  integer,
  lonLat,
  objectId,
  polygon,
  position2D,
  position3D,
  rawUbyte,
  roadMap,
  text,
  textList,
  ubyte,
} from '../values.ts';
import type { LonLat, LonLatAlt, Position2D, Position3D, RoadPosition, ValueReader, ValueWriter } from '../values.ts';
import { defineVariables } from '../variables.ts';
import type { Variable, VariableId } from '../variables.ts';
import type { Interval } from '../subscription-router.ts';
import type { VariableResults } from '../subscription-values.ts';
import { collisions, intermodalRequest, stage, stageList } from './simulation-values.ts';
import type { Collision, FindIntermodalOptions, Stage } from './simulation-values.ts';
import { baseVariables, DomainBase, domainIds, LAST_SECOND } from './domain.ts';
import type { DomainLink, SubscribeOptions } from './domain.ts';

/** Lower left and upper right corner in m. */
export type NetBoundary = readonly [lowerLeft: Position2D, upperRight: Position2D];

const netBoundary = polygon as unknown as ValueReader<NetBoundary>;

const routeRequest = compound(objectId, objectId, objectId, double, integer);

export const simulationVariables = defineVariables({
  ...baseVariables,
  VAR_TIME: double,
  VAR_END: double,
  VAR_TIME_STEP: integer,
  VAR_LOADED_VEHICLES_NUMBER: integer,
  VAR_LOADED_VEHICLES_IDS: textList,
  VAR_DEPARTED_VEHICLES_NUMBER: integer,
  VAR_DEPARTED_VEHICLES_IDS: textList,
  VAR_ARRIVED_VEHICLES_NUMBER: integer,
  VAR_ARRIVED_VEHICLES_IDS: textList,
  VAR_DEPARTED_PERSONS_NUMBER: integer,
  VAR_DEPARTED_PERSONS_IDS: textList,
  VAR_ARRIVED_PERSONS_NUMBER: integer,
  VAR_ARRIVED_PERSONS_IDS: textList,
  VAR_PARKING_STARTING_VEHICLES_NUMBER: integer,
  VAR_PARKING_STARTING_VEHICLES_IDS: textList,
  VAR_PARKING_ENDING_VEHICLES_NUMBER: integer,
  VAR_PARKING_ENDING_VEHICLES_IDS: textList,
  VAR_STOP_STARTING_VEHICLES_NUMBER: integer,
  VAR_STOP_STARTING_VEHICLES_IDS: textList,
  VAR_STOP_ENDING_VEHICLES_NUMBER: integer,
  VAR_STOP_ENDING_VEHICLES_IDS: textList,
  VAR_COLLIDING_VEHICLES_NUMBER: integer,
  VAR_COLLIDING_VEHICLES_IDS: textList,
  VAR_EMERGENCYSTOPPING_VEHICLES_NUMBER: integer,
  VAR_EMERGENCYSTOPPING_VEHICLES_IDS: textList,
  VAR_MIN_EXPECTED_VEHICLES: integer,
  VAR_BUS_STOP_ID_LIST: textList,
  VAR_BUS_STOP_WAITING: integer,
  VAR_BUS_STOP_WAITING_IDS: textList,
  VAR_TELEPORT_STARTING_VEHICLES_NUMBER: integer,
  VAR_TELEPORT_STARTING_VEHICLES_IDS: textList,
  VAR_TELEPORT_ENDING_VEHICLES_NUMBER: integer,
  VAR_TELEPORT_ENDING_VEHICLES_IDS: textList,
  VAR_COLLISIONS: collisions,
  VAR_PENDING_VEHICLES: textList,
  VAR_SCALE: double,
  VAR_OPTION: text,
  VAR_DELTA_T: double,
  VAR_NET_BOUNDING_BOX: netBoundary,
});

/** Questions that no subscription can ask. */
const simulationQuestions = defineVariables({
  FIND_ROUTE: { value: stage, parameter: routeRequest },
  FIND_INTERMODAL_ROUTE: { value: stageList, parameter: intermodalRequest },
});

/** An edge and m from its start. */
export type RoadPlace = readonly [edgeId: string, position: number];

/** How {@link SimulationDomain.convertRoad} looks for the lane. */
export interface ConvertRoadOptions {
  /** The point is longitude and latitude. @default false */
  readonly isGeo?: boolean;
  /** Only lanes that this vehicle class may use. @default 'ignoring', any lane */
  readonly vClass?: string;
}

/** How {@link SimulationDomain.getDistance2D} measures. */
export interface DistanceOptions {
  /** The points are longitude and latitude. @default false */
  readonly isGeo?: boolean;
  /** Along the roads. @default false */
  readonly isDriving?: boolean;
}

/** How {@link SimulationDomain.findRoute} searches. */
export interface FindRouteOptions {
  /** Vehicle type that must be able to drive it. @default '', SUMO's default type */
  readonly vType?: string;
  /** Departure in s, for travel times; -1 for now. @default -1 */
  readonly depart?: number;
  /** `ROUTING_MODE_*`. @default ROUTING_MODE_DEFAULT */
  readonly routingMode?: number;
}

const roadToPoint = conversion(position2D, compound(roadMap, ubyte));
const roadToPoint3D = conversion(position3D, compound(roadMap, ubyte));
const pointToRoad = conversion(roadMap, compound(position2D, ubyte, text));
const geoToRoad = conversion(roadMap, compound(lonLat, ubyte, text));
const pointToGeo = conversion(lonLat, compound(position2D, ubyte));
const geoToPoint = conversion(position2D, compound(lonLat, ubyte));
const pointDistance = request(
  tc.DISTANCE_REQUEST,
  'DISTANCE_REQUEST',
  double,
  compound(position2D, position2D, rawUbyte),
);
const geoDistance = request(tc.DISTANCE_REQUEST, 'DISTANCE_REQUEST', double, compound(lonLat, lonLat, rawUbyte));
const roadDistance = request(tc.DISTANCE_REQUEST, 'DISTANCE_REQUEST', double, compound(roadMap, roadMap, rawUbyte));

export class SimulationDomain extends DomainBase<typeof simulationVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('simulation', 0xb), simulationVariables, [tc.VAR_DEPARTED_VEHICLES_IDS]);
  }

  /** Carries out one step, or steps until `time` in s: what `client.simulationStep` does. */
  step(time = 0, options: SubmitOptions = {}): Promise<void> {
    return this.stepAll(time, options);
  }

  /** Carries out the first half of a step, the movement; `simulationStep` carries out the rest. Since SUMO 1.17. */
  executeMove(): Promise<void> {
    return this.control(tc.CMD_EXECUTEMOVE, 'executeMove', () => undefined);
  }

  /** A walk as a stage, to be given to `person.appendStage`; `arrivalPos` is in m from the start of the last edge. */
  walkingStage(edges: readonly string[], arrivalPos: number, destStop = '', description = ''): Stage {
    const unused = { vType: '', line: '', intended: '', travelTime: 0, cost: 0, length: 0, depart: 0, departPos: 0 };
    return { type: tc.STAGE_WALKING, edges, arrivalPos, destStop, description, ...unused };
  }

  /** Simulated time in s. */
  getTime(): Promise<number> {
    return this.get(simulationVariables.VAR_TIME, '');
  }

  /** The end time that SUMO was configured with, in s; -1 when it has none. A client is not bound by it. */
  getEndTime(): Promise<number> {
    return this.get(simulationVariables.VAR_END, '');
  }

  /** Simulated time in ms. SUMO counts it as deprecated; {@link getTime} is its successor. */
  getCurrentTime(): Promise<number> {
    return this.get(simulationVariables.VAR_TIME_STEP, '');
  }

  /** Number of vehicles that were loaded in the last step. */
  getLoadedNumber(): Promise<number> {
    return this.get(simulationVariables.VAR_LOADED_VEHICLES_NUMBER, '');
  }

  /** Ids of vehicles that were loaded in the last step. */
  getLoadedIDList(): Promise<readonly string[]> {
    return this.get(simulationVariables.VAR_LOADED_VEHICLES_IDS, '');
  }

  /** Number of vehicles that were inserted into the network in the last step. */
  getDepartedNumber(): Promise<number> {
    return this.get(simulationVariables.VAR_DEPARTED_VEHICLES_NUMBER, '');
  }

  /** Ids of vehicles that were inserted into the network in the last step. */
  getDepartedIDList(): Promise<readonly string[]> {
    return this.get(simulationVariables.VAR_DEPARTED_VEHICLES_IDS, '');
  }

  /**
   * Number of vehicles that reached their destination and left the network in the last step. One that this client
   * removed appears at once, before the next step, and not in the next step's list.
   */
  getArrivedNumber(): Promise<number> {
    return this.get(simulationVariables.VAR_ARRIVED_VEHICLES_NUMBER, '');
  }

  /**
   * Ids of vehicles that reached their destination and left the network in the last step. One that this client
   * removed appears at once, before the next step, and not in the next step's list.
   */
  getArrivedIDList(): Promise<readonly string[]> {
    return this.get(simulationVariables.VAR_ARRIVED_VEHICLES_IDS, '');
  }

  /** Number of persons that began their plan in the last step. */
  getDepartedPersonNumber(): Promise<number> {
    return this.get(simulationVariables.VAR_DEPARTED_PERSONS_NUMBER, '');
  }

  /** Ids of persons that began their plan in the last step. */
  getDepartedPersonIDList(): Promise<readonly string[]> {
    return this.get(simulationVariables.VAR_DEPARTED_PERSONS_IDS, '');
  }

  /** Number of persons that ended their plan in the last step. */
  getArrivedPersonNumber(): Promise<number> {
    return this.get(simulationVariables.VAR_ARRIVED_PERSONS_NUMBER, '');
  }

  /** Ids of persons that ended their plan in the last step. */
  getArrivedPersonIDList(): Promise<readonly string[]> {
    return this.get(simulationVariables.VAR_ARRIVED_PERSONS_IDS, '');
  }

  /** Number of vehicles that began to park beside the road in the last step. */
  getParkingStartingVehiclesNumber(): Promise<number> {
    return this.get(simulationVariables.VAR_PARKING_STARTING_VEHICLES_NUMBER, '');
  }

  /** Ids of vehicles that began to park beside the road in the last step. */
  getParkingStartingVehiclesIDList(): Promise<readonly string[]> {
    return this.get(simulationVariables.VAR_PARKING_STARTING_VEHICLES_IDS, '');
  }

  /** Number of vehicles that ended parking in the last step. */
  getParkingEndingVehiclesNumber(): Promise<number> {
    return this.get(simulationVariables.VAR_PARKING_ENDING_VEHICLES_NUMBER, '');
  }

  /** Ids of vehicles that ended parking in the last step. */
  getParkingEndingVehiclesIDList(): Promise<readonly string[]> {
    return this.get(simulationVariables.VAR_PARKING_ENDING_VEHICLES_IDS, '');
  }

  /** Number of vehicles that began a stop in the last step. */
  getStopStartingVehiclesNumber(): Promise<number> {
    return this.get(simulationVariables.VAR_STOP_STARTING_VEHICLES_NUMBER, '');
  }

  /** Ids of vehicles that began a stop in the last step. */
  getStopStartingVehiclesIDList(): Promise<readonly string[]> {
    return this.get(simulationVariables.VAR_STOP_STARTING_VEHICLES_IDS, '');
  }

  /** Number of vehicles that ended a stop in the last step. */
  getStopEndingVehiclesNumber(): Promise<number> {
    return this.get(simulationVariables.VAR_STOP_ENDING_VEHICLES_NUMBER, '');
  }

  /** Ids of vehicles that ended a stop in the last step. */
  getStopEndingVehiclesIDList(): Promise<readonly string[]> {
    return this.get(simulationVariables.VAR_STOP_ENDING_VEHICLES_IDS, '');
  }

  /** Number of vehicles that were part of a collision in the last step. */
  getCollidingVehiclesNumber(): Promise<number> {
    return this.get(simulationVariables.VAR_COLLIDING_VEHICLES_NUMBER, '');
  }

  /** Ids of vehicles that were part of a collision in the last step. */
  getCollidingVehiclesIDList(): Promise<readonly string[]> {
    return this.get(simulationVariables.VAR_COLLIDING_VEHICLES_IDS, '');
  }

  /** Number of vehicles that made an emergency stop in the last step. */
  getEmergencyStoppingVehiclesNumber(): Promise<number> {
    return this.get(simulationVariables.VAR_EMERGENCYSTOPPING_VEHICLES_NUMBER, '');
  }

  /** Ids of vehicles that made an emergency stop in the last step. */
  getEmergencyStoppingVehiclesIDList(): Promise<readonly string[]> {
    return this.get(simulationVariables.VAR_EMERGENCYSTOPPING_VEHICLES_IDS, '');
  }

  /**
   * Number of vehicles and persons in the network or waiting to enter it, without those that wait at a stop for a
   * trigger. Routes not read yet are not counted, but 0 is final: nothing will come any more.
   */
  getMinExpectedNumber(): Promise<number> {
    return this.get(simulationVariables.VAR_MIN_EXPECTED_VEHICLES, '');
  }

  /** Ids of all bus stops. */
  getBusStopIDList(): Promise<readonly string[]> {
    return this.get(simulationVariables.VAR_BUS_STOP_ID_LIST, '');
  }

  /** Number of persons who wait at a bus stop. */
  getBusStopWaiting(stopId: string): Promise<number> {
    return this.get(simulationVariables.VAR_BUS_STOP_WAITING, stopId);
  }

  /** Ids of the persons who wait at a bus stop. */
  getBusStopWaitingIDList(stopId: string): Promise<readonly string[]> {
    return this.get(simulationVariables.VAR_BUS_STOP_WAITING_IDS, stopId);
  }

  /** Number of vehicles that began to teleport in the last step. */
  getStartingTeleportNumber(): Promise<number> {
    return this.get(simulationVariables.VAR_TELEPORT_STARTING_VEHICLES_NUMBER, '');
  }

  /** Ids of vehicles that began to teleport in the last step; one may end it in the same step. */
  getStartingTeleportIDList(): Promise<readonly string[]> {
    return this.get(simulationVariables.VAR_TELEPORT_STARTING_VEHICLES_IDS, '');
  }

  /** Number of vehicles that ended teleporting in the last step. */
  getEndingTeleportNumber(): Promise<number> {
    return this.get(simulationVariables.VAR_TELEPORT_ENDING_VEHICLES_NUMBER, '');
  }

  /** Ids of vehicles that ended teleporting in the last step. */
  getEndingTeleportIDList(): Promise<readonly string[]> {
    return this.get(simulationVariables.VAR_TELEPORT_ENDING_VEHICLES_IDS, '');
  }

  /** The collisions of the last step. */
  getCollisions(): Promise<readonly Collision[]> {
    return this.get(simulationVariables.VAR_COLLISIONS, '');
  }

  /** Ids of vehicles that should have departed but wait for room. */
  getPendingVehicles(): Promise<readonly string[]> {
    return this.get(simulationVariables.VAR_PENDING_VEHICLES, '');
  }

  /** Factor by which the traffic is scaled, dimensionless. */
  getScale(): Promise<number> {
    return this.get(simulationVariables.VAR_SCALE, '');
  }

  /**
   * Value of one of SUMO's options, e.g. `getOption('step-length')`.
   *
   * @throws {TraciCommandError} no such option.
   */
  getOption(option: string): Promise<string> {
    return this.get(simulationVariables.VAR_OPTION, option);
  }

  /** Length of one step in s. */
  getDeltaT(): Promise<number> {
    return this.get(simulationVariables.VAR_DELTA_T, '');
  }

  /** Lower left and upper right corner of the network in m. */
  getNetBoundary(): Promise<NetBoundary> {
    return this.get(simulationVariables.VAR_NET_BOUNDING_BOX, '');
  }

  /**
   * Place on a lane to network coordinates.
   *
   * @param position - m from the start of the edge.
   * @returns `[x, y]` in m.
   * @throws {TraciCommandError} unknown edge or lane.
   */
  convert2D(edgeId: string, position: number, laneIndex = 0): Promise<Position2D> {
    return this.getWith(roadToPoint, '', [[edgeId, position, laneIndex], tc.POSITION_2D]);
  }

  /** Place on a lane to longitude and latitude in degrees; for networks with a geo-projection. */
  convert2DToGeo(edgeId: string, position: number, laneIndex = 0): Promise<LonLat> {
    return this.getWith(roadToPoint, '', [[edgeId, position, laneIndex], tc.POSITION_LON_LAT]);
  }

  /** Place on a lane to network coordinates with height, in m. */
  convert3D(edgeId: string, position: number, laneIndex = 0): Promise<Position3D> {
    return this.getWith(roadToPoint3D, '', [[edgeId, position, laneIndex], tc.POSITION_3D]);
  }

  /** Place on a lane to longitude, latitude in degrees and altitude in m. */
  convert3DToGeo(edgeId: string, position: number, laneIndex = 0): Promise<LonLatAlt> {
    return this.getWith(roadToPoint3D, '', [[edgeId, position, laneIndex], tc.POSITION_LON_LAT_ALT]);
  }

  /**
   * The nearest place on a lane.
   *
   * @param point - `[x, y]` in m, or longitude and latitude in degrees with `options.isGeo`.
   */
  convertRoad(point: Position2D, options: ConvertRoadOptions = {}): Promise<RoadPosition> {
    const { isGeo = false, vClass = 'ignoring' } = options;
    const row = isGeo ? geoToRoad : pointToRoad;
    return this.getWith(row, '', [point, tc.POSITION_ROADMAP, vClass]);
  }

  /**
   * Network coordinates to longitude and latitude, or back with `fromGeo`. A network without a geo-projection gives
   * back what it was given: look for `projParameter` in the network file when it matters.
   */
  convertGeo(x: number, y: number, fromGeo = false): Promise<Position2D> {
    return fromGeo
      ? this.getWith(geoToPoint, '', [[x, y], tc.POSITION_2D])
      : this.getWith(pointToGeo, '', [[x, y], tc.POSITION_LON_LAT]);
  }

  /** Distance between two points in m: as the crow flies, or along the roads with `isDriving`. */
  getDistance2D(from: Position2D, to: Position2D, options: DistanceOptions = {}): Promise<number> {
    const { isGeo = false, isDriving = false } = options;
    return this.getWith(isGeo ? geoDistance : pointDistance, '', [from, to, distanceType(isDriving)]);
  }

  /** Distance in m between two places on the road network, each an edge and m from its start. */
  getDistanceRoad(from: RoadPlace, to: RoadPlace, isDriving = false): Promise<number> {
    return this.getWith(roadDistance, '', [[...from, 0], [...to, 0], distanceType(isDriving)]);
  }

  /**
   * Fastest route between two edges.
   *
   * @returns A driving stage: its edges, and its travel time in s.
   */
  findRoute(fromEdge: string, toEdge: string, options: FindRouteOptions = {}): Promise<Stage> {
    const { vType = '', depart = -1, routingMode = tc.ROUTING_MODE_DEFAULT } = options;
    return this.getWith(simulationQuestions.FIND_ROUTE, '', [fromEdge, toEdge, vType, depart, routingMode]);
  }

  /** Fastest way of a person between two edges, as a sequence of walks, rides and waits. */
  findIntermodalRoute(
    fromEdge: string,
    toEdge: string,
    options: FindIntermodalOptions = {},
  ): Promise<readonly Stage[]> {
    return this.getWith(simulationQuestions.FIND_INTERMODAL_ROUTE, '', { fromEdge, toEdge, ...options });
  }

  /** Scales the traffic yet to come by a factor, dimensionless. */
  setScale(value: number): Promise<void> {
    return this.set('VAR_SCALE', '', double, value);
  }

  /** Discards the vehicles that wait to be inserted: all, or those of one route. */
  clearPending(routeId = ''): Promise<void> {
    return this.set('CMD_CLEAR_PENDING_VEHICLES', '', objectId, routeId);
  }

  /**
   * Saves the state into a file on SUMO's machine. To continue exactly, start SUMO with `--save-state.rng` and
   * `--save-state.precision 17`, and load the file into a fresh process with `--load-state`.
   */
  saveState(fileName: string): Promise<void> {
    return this.set('CMD_SAVE_SIMSTATE', '', text, fileName);
  }

  /** Loads a state into this process. All subscriptions end, and the continuation is not exact: see {@link saveState}. */
  loadState(fileName: string): Promise<void> {
    return this.set('CMD_LOAD_SIMSTATE', '', text, fileName);
  }

  /** Writes a line into SUMO's message log. */
  writeMessage(message: string): Promise<void> {
    return this.set('CMD_MESSAGE', '', text, message);
  }

  /** Subscribes to variables of the simulation: their values come with every step. */
  subscribe(
    variables: readonly VariableId<typeof simulationVariables>[] = [tc.VAR_DEPARTED_VEHICLES_IDS],
    options: SubscribeOptions<typeof simulationVariables> = {},
  ): Promise<void> {
    return this.subscribeObject('', variables, { begin: 0, end: LAST_SECOND, ...options });
  }

  /** Ends the subscription. */
  unsubscribe(): Promise<void> {
    return this.subscribeObject('', []);
  }

  /** Subscribes to a generic parameter of the simulation. */
  subscribeParameterWithKey(key: string, interval: Interval = {}): Promise<void> {
    return this.subscribeKey('', key, { begin: 0, end: LAST_SECOND, ...interval });
  }

  /** What the last step brought, or undefined without a subscription. */
  getSubscriptionResults(): VariableResults<typeof simulationVariables> | undefined {
    return this.resultsOf('');
  }
}

function conversion<Value, Parameter>(
  value: ValueReader<Value>,
  parameter: ValueWriter<Parameter>,
): Variable<number, Value, Parameter> {
  return request(tc.POSITION_CONVERSION, 'POSITION_CONVERSION', value, parameter);
}

/** A row outside the table: the same variable answers with different types, depending on what it is asked. */
function request<Value, Parameter>(
  id: number,
  name: string,
  value: ValueReader<Value>,
  parameter: ValueWriter<Parameter>,
): Variable<number, Value, Parameter> {
  return { id, name, value, parameter };
}

function distanceType(isDriving: boolean): number {
  return isDriving ? tc.REQUEST_DRIVINGDIST : tc.REQUEST_AIRDIST;
}

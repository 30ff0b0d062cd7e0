/**
 * Vehicles.
 *
 * Source: TraCI/Vehicle_Value_Retrieval and TraCI/Change_Vehicle_State in SUMO's documentation.
 */
import * as tc from '../constants.ts';
import type { SubscribedNumbers, SubscribedPositions } from '../subscriptions.ts';
import {
  byte,
  compound,
  double,
  idList,
  integer,
  integerFlag,
  objectId,
  position2D,
  position3D,
  rawUbyte,
  roadMap,
  text,
  textList,
  ubyte,
} from '../values.ts';
import type { Position2D, Position3D, ValueWriter } from '../values.ts';
import { defineVariables } from '../variables.ts';
import type { NumericVariable, Variable } from '../variables.ts';
import { baseVariables, domainIds } from './domain.ts';
import type { DomainLink } from './domain.ts';
import { highlight } from './highlight.ts';
import type { HighlightOptions } from './highlight.ts';
import { VehicleTypeMethods, vehicleTypeSpecs } from './vehicle-type-methods.ts';
import { addition, bestLanes, gapTo, leader, neighbors, nextTrafficLights, stops } from './vehicle-values.ts';
import type { AddVehicleOptions, BestLane, NextTrafficLight, StopData, VehicleGap } from './vehicle-values.ts';

const NO_TIME = tc.INVALID_DOUBLE_VALUE;

const timeAndEdge = compound(double, objectId);
const nothing = compound();
const twoDoubles = compound(double, double);
const stopRequest = compound(objectId, double, byte, double, byte, double, double);
const laneAndDuration = compound(byte, double);
const relativeLaneAndDuration = compound(byte, double, byte);
const move = compound(objectId, double, integer);
const moveToPoint = compound(objectId, integer, double, double, double, byte, double);

export const vehicleVariables = defineVariables({
  ...baseVariables,
  ...vehicleTypeSpecs,
  VAR_SPEED: double,
  VAR_SPEED_LAT: double,
  VAR_ACCELERATION: double,
  VAR_SPEED_WITHOUT_TRACI: double,
  VAR_POSITION: position2D,
  VAR_POSITION3D: position3D,
  VAR_ANGLE: double,
  VAR_ROAD_ID: text,
  VAR_LANE_ID: text,
  VAR_LANE_INDEX: integer,
  VAR_TYPE: text,
  VAR_ROUTE_ID: text,
  VAR_ROUTE_INDEX: integer,
  VAR_EDGES: textList,
  VAR_LANEPOSITION: double,
  VAR_CO2EMISSION: double,
  VAR_COEMISSION: double,
  VAR_HCEMISSION: double,
  VAR_PMXEMISSION: double,
  VAR_NOXEMISSION: double,
  VAR_FUELCONSUMPTION: double,
  VAR_NOISEEMISSION: double,
  VAR_ELECTRICITYCONSUMPTION: double,
  VAR_PERSON_NUMBER: integer,
  LAST_STEP_PERSON_ID_LIST: textList,
  VAR_EDGE_TRAVELTIME: { value: double, parameter: timeAndEdge },
  VAR_EDGE_EFFORT: { value: double, parameter: timeAndEdge },
  VAR_ROUTE_VALID: integerFlag,
  VAR_SIGNALS: integer,
  VAR_LANEPOSITION_LAT: double,
  VAR_ALLOWED_SPEED: double,
  VAR_WAITING_TIME: double,
  VAR_ACCUMULATED_WAITING_TIME: double,
  VAR_LANECHANGE_MODE: integer,
  VAR_SPEEDSETMODE: integer,
  VAR_SLOPE: double,
  VAR_LINE: text,
  VAR_VIA: textList,
  VAR_LASTACTIONTIME: double,
  VAR_BEST_LANES: bestLanes,
  VAR_LEADER: { value: leader, parameter: double },
  VAR_FOLLOWER: { value: gapTo, parameter: double },
  VAR_NEIGHBORS: { value: neighbors, parameter: ubyte },
  VAR_STOP_DELAY: double,
  VAR_STOP_ARRIVALDELAY: double,
  VAR_TIMELOSS: double,
  VAR_NEXT_TLS: nextTrafficLights,
  VAR_NEXT_STOPS2: { value: stops, parameter: integer },
  VAR_DISTANCE: double,
  VAR_STOPSTATE: integer,
  VAR_ROUTING_MODE: integer,
});

const roadDistance = distanceRequest(compound(roadMap, rawUbyte));
const pointDistance = distanceRequest(compound(position2D, rawUbyte));

/** Where and how long to stop. */
export interface StopOptions {
  /** End of the stop in m from the start of the lane. @default 1 */
  readonly position?: number;
  /** @default 0 */
  readonly laneIndex?: number;
  /** In s. @default INVALID_DOUBLE_VALUE, until told otherwise */
  readonly duration?: number;
  /** Sum of `STOP_*`. @default STOP_DEFAULT */
  readonly flags?: number;
  /** Start of the stop in m from the start of the lane. @default INVALID_DOUBLE_VALUE, SUMO's choice */
  readonly startPosition?: number;
  /** Simulated time in s to wait for. @default INVALID_DOUBLE_VALUE, none */
  readonly until?: number;
}

/** How long to stop at a stopping place. */
export type StoppingPlaceOptions = Pick<StopOptions, 'duration' | 'until' | 'flags'>;

/** How {@link VehicleDomain.moveToXY} finds the lane. */
export interface MoveToXYOptions {
  /** Hint where lanes lie close to each other. @default '' */
  readonly edgeId?: string;
  /** Hint where lanes lie close to each other. @default 0 */
  readonly laneIndex?: number;
  /** In degrees, clockwise from north. @default INVALID_DOUBLE_VALUE, the road's */
  readonly angle?: number;
  /** 0: any edge; 1: stay on the route; 2: also off the roads. @default 1 */
  readonly keepRoute?: number;
  /** How far away the lane may be, in m. @default 100 */
  readonly matchThreshold?: number;
}

export class VehicleDomain extends VehicleTypeMethods<typeof vehicleVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('vehicle', 0x4), vehicleVariables);
  }

  /** Speed in m/s at the end of the last step. */
  getSpeed(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_SPEED, vehicleId);
  }

  /** Lateral speed in m/s. */
  getLateralSpeed(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_SPEED_LAT, vehicleId);
  }

  /** Acceleration in m/s^2 during the last step. */
  getAcceleration(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_ACCELERATION, vehicleId);
  }

  /** Speed in m/s that the vehicle would have had without speed commands. */
  getSpeedWithoutTraCI(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_SPEED_WITHOUT_TRACI, vehicleId);
  }

  /**
   * Position of the middle of the front bumper in m; INVALID_DOUBLE_VALUE in both while the vehicle is not on the
   * road.
   */
  getPosition(vehicleId: string): Promise<Position2D> {
    return this.get(vehicleVariables.VAR_POSITION, vehicleId);
  }

  /** Position of the middle of the front bumper in m, with height. */
  getPosition3D(vehicleId: string): Promise<Position3D> {
    return this.get(vehicleVariables.VAR_POSITION3D, vehicleId);
  }

  /** Heading in degrees, clockwise from north. */
  getAngle(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_ANGLE, vehicleId);
  }

  /** Id of the edge that the vehicle is on; empty while it is not on the road. */
  getRoadID(vehicleId: string): Promise<string> {
    return this.get(vehicleVariables.VAR_ROAD_ID, vehicleId);
  }

  /** Id of the lane that the vehicle is on; empty while it is not on the road. */
  getLaneID(vehicleId: string): Promise<string> {
    return this.get(vehicleVariables.VAR_LANE_ID, vehicleId);
  }

  /** Index of the lane within its edge, 0 at the right. */
  getLaneIndex(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_LANE_INDEX, vehicleId);
  }

  /** Id of the vehicle's type. */
  getTypeID(vehicleId: string): Promise<string> {
    return this.get(vehicleVariables.VAR_TYPE, vehicleId);
  }

  /** Id of the vehicle's route. */
  getRouteID(vehicleId: string): Promise<string> {
    return this.get(vehicleVariables.VAR_ROUTE_ID, vehicleId);
  }

  /** Index of the present edge within the route; negative before the departure. */
  getRouteIndex(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_ROUTE_INDEX, vehicleId);
  }

  /** Ids of the route's edges. */
  getRoute(vehicleId: string): Promise<readonly string[]> {
    return this.get(vehicleVariables.VAR_EDGES, vehicleId);
  }

  /** Distance in m from the start of the lane. */
  getLanePosition(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_LANEPOSITION, vehicleId);
  }

  /** Emission of CO2 by the vehicle in mg/s, of the last step. */
  getCO2Emission(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_CO2EMISSION, vehicleId);
  }

  /** Emission of CO by the vehicle in mg/s, of the last step. */
  getCOEmission(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_COEMISSION, vehicleId);
  }

  /** Emission of hydrocarbons by the vehicle in mg/s, of the last step. */
  getHCEmission(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_HCEMISSION, vehicleId);
  }

  /** Emission of particles by the vehicle in mg/s, of the last step. */
  getPMxEmission(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_PMXEMISSION, vehicleId);
  }

  /** Emission of nitrogen oxides by the vehicle in mg/s, of the last step. */
  getNOxEmission(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_NOXEMISSION, vehicleId);
  }

  /** Fuel burnt by the vehicle in mg/s (before SUMO 1.14 in ml/s), of the last step. */
  getFuelConsumption(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_FUELCONSUMPTION, vehicleId);
  }

  /** Noise made by the vehicle in dB, of the last step. */
  getNoiseEmission(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_NOISEEMISSION, vehicleId);
  }

  /** Electricity used by the vehicle in Wh/s, of the last step. */
  getElectricityConsumption(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_ELECTRICITYCONSUMPTION, vehicleId);
  }

  /** Number of persons on board. */
  getPersonNumber(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_PERSON_NUMBER, vehicleId);
  }

  /** Ids of the persons on board. */
  getPersonIDList(vehicleId: string): Promise<readonly string[]> {
    return this.get(vehicleVariables.LAST_STEP_PERSON_ID_LIST, vehicleId);
  }

  /** Travel time in s that this vehicle expects on an edge at `time` in s; INVALID_DOUBLE_VALUE when none was set. */
  getAdaptedTraveltime(vehicleId: string, time: number, edgeId: string): Promise<number> {
    return this.getWith(vehicleVariables.VAR_EDGE_TRAVELTIME, vehicleId, [time, edgeId]);
  }

  /** Effort that this vehicle expects on an edge at `time` in s; INVALID_DOUBLE_VALUE when none was set. */
  getEffort(vehicleId: string, time: number, edgeId: string): Promise<number> {
    return this.getWith(vehicleVariables.VAR_EDGE_EFFORT, vehicleId, [time, edgeId]);
  }

  /** True when the route is connected for the vehicle's class. */
  isRouteValid(vehicleId: string): Promise<boolean> {
    return this.get(vehicleVariables.VAR_ROUTE_VALID, vehicleId);
  }

  /** Bit set of the vehicle's signals: 1 right blinker, 2 left blinker, 4 emergency blinker, 8 brake light and so on. */
  getSignals(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_SIGNALS, vehicleId);
  }

  /** Lateral offset in m from the middle of the lane. */
  getLateralLanePosition(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_LANEPOSITION_LAT, vehicleId);
  }

  /** Speed limit of the lane for this driver in m/s. */
  getAllowedSpeed(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_ALLOWED_SPEED, vehicleId);
  }

  /** Time in s since the vehicle was last faster than 0.1 m/s; planned stops do not count. */
  getWaitingTime(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_WAITING_TIME, vehicleId);
  }

  /** Waiting time in s within the memory set by `--waiting-time-memory`. */
  getAccumulatedWaitingTime(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_ACCUMULATED_WAITING_TIME, vehicleId);
  }

  /** Bit set of what lane changes the vehicle makes by itself. */
  getLaneChangeMode(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_LANECHANGE_MODE, vehicleId);
  }

  /** Bit set of the checks that speed commands are subject to. */
  getSpeedMode(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_SPEEDSETMODE, vehicleId);
  }

  /** Slope of the road in degrees. */
  getSlope(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_SLOPE, vehicleId);
  }

  /** Line of a public transport vehicle. */
  getLine(vehicleId: string): Promise<string> {
    return this.get(vehicleVariables.VAR_LINE, vehicleId);
  }

  /** Ids of the edges that rerouting must pass. */
  getVia(vehicleId: string): Promise<readonly string[]> {
    return this.get(vehicleVariables.VAR_VIA, vehicleId);
  }

  /** Simulated time in s of the driver's last decision. */
  getLastActionTime(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_LASTACTIONTIME, vehicleId);
  }

  /** For each lane of the present edge, how well it suits the route. */
  getBestLanes(vehicleId: string): Promise<readonly BestLane[]> {
    return this.get(vehicleVariables.VAR_BEST_LANES, vehicleId);
  }

  /**
   * The vehicle in front and the gap to it in m, the minimum gap left out.
   *
   * @param distance - how far to look at least, in m; 0 for the braking distance.
   * @returns undefined when there is none.
   */
  getLeader(vehicleId: string, distance = 0): Promise<VehicleGap | undefined> {
    return this.getWith(vehicleVariables.VAR_LEADER, vehicleId, distance);
  }

  /**
   * The vehicle behind and the gap to it in m, its minimum gap left out; where several may follow, the most critical.
   *
   * @param distance - how far to look at least, in m; 0 for a braking distance.
   * @returns `['', -1]` when there is none.
   */
  getFollower(vehicleId: string, distance = 0): Promise<VehicleGap> {
    return this.getWith(vehicleVariables.VAR_FOLLOWER, vehicleId, distance);
  }

  /**
   * Vehicles beside that matter for a lane change, with their gaps in m, which are negative where they overlap.
   *
   * @param mode - bit set: 1 right instead of left, 2 leaders instead of followers, 4 only those that block.
   */
  getNeighbors(vehicleId: string, mode: number): Promise<readonly VehicleGap[]> {
    return this.getWith(vehicleVariables.VAR_NEIGHBORS, vehicleId, mode);
  }

  /** Followers on the right, see {@link getNeighbors}. */
  getRightFollowers(vehicleId: string, blockingOnly = false): Promise<readonly VehicleGap[]> {
    return this.getNeighbors(vehicleId, blockingOnly ? 5 : 1);
  }

  /** Leaders on the right, see {@link getNeighbors}. */
  getRightLeaders(vehicleId: string, blockingOnly = false): Promise<readonly VehicleGap[]> {
    return this.getNeighbors(vehicleId, blockingOnly ? 7 : 3);
  }

  /** Followers on the left, see {@link getNeighbors}. */
  getLeftFollowers(vehicleId: string, blockingOnly = false): Promise<readonly VehicleGap[]> {
    return this.getNeighbors(vehicleId, blockingOnly ? 4 : 0);
  }

  /** Leaders on the left, see {@link getNeighbors}. */
  getLeftLeaders(vehicleId: string, blockingOnly = false): Promise<readonly VehicleGap[]> {
    return this.getNeighbors(vehicleId, blockingOnly ? 6 : 2);
  }

  /** Expected delay in s of the departure from the next stop; -1 when it has no departure time. */
  getStopDelay(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_STOP_DELAY, vehicleId);
  }

  /** Expected delay in s of the arrival at the next stop; INVALID_DOUBLE_VALUE when it has no arrival time. */
  getStopArrivalDelay(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_STOP_ARRIVALDELAY, vehicleId);
  }

  /** Time in s lost since the departure by driving slower than desired. */
  getTimeLoss(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_TIMELOSS, vehicleId);
  }

  /** Traffic lights ahead on the route, the nearest first. */
  getNextTLS(vehicleId: string): Promise<readonly NextTrafficLight[]> {
    return this.get(vehicleVariables.VAR_NEXT_TLS, vehicleId);
  }

  /**
   * Stops ahead, the next first.
   *
   * @param limit - how many at most; 0 for all; a negative one gives so many of the past.
   */
  getStops(vehicleId: string, limit = 0): Promise<readonly StopData[]> {
    return this.getWith(vehicleVariables.VAR_NEXT_STOPS2, vehicleId, limit);
  }

  /** Distance in m driven since the departure. */
  getDistance(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_DISTANCE, vehicleId);
  }

  /**
   * Bit set: 1 stopped, 2 parking, 4 waits for a person, 8 waits for a container, 16 at a bus stop, 32 at a
   * container stop, 64 at a charging station, 128 in a parking area.
   */
  getStopState(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_STOPSTATE, vehicleId);
  }

  /** True while the vehicle stands at a stop of its plan. */
  async isStopped(vehicleId: string): Promise<boolean> {
    return ((await this.getStopState(vehicleId)) & 1) !== 0;
  }

  /** True while the vehicle parks beside the road. */
  async isStoppedParking(vehicleId: string): Promise<boolean> {
    return ((await this.getStopState(vehicleId)) & 2) !== 0;
  }

  /** True while the vehicle waits for a person or a container. */
  async isStoppedTriggered(vehicleId: string): Promise<boolean> {
    return ((await this.getStopState(vehicleId)) & 12) !== 0;
  }

  /** True while the vehicle stands at a bus stop. */
  async isAtBusStop(vehicleId: string): Promise<boolean> {
    return ((await this.getStopState(vehicleId)) & 16) !== 0;
  }

  /** True while the vehicle stands at a container stop. */
  async isAtContainerStop(vehicleId: string): Promise<boolean> {
    return ((await this.getStopState(vehicleId)) & 32) !== 0;
  }

  /** `ROUTING_MODE_*` of this vehicle. */
  getRoutingMode(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_ROUTING_MODE, vehicleId);
  }

  /** Distance in m along the route to a place ahead; INVALID_DOUBLE_VALUE when the route does not reach it. */
  getDrivingDistance(vehicleId: string, edgeId: string, position: number, laneIndex = 0): Promise<number> {
    const place = [edgeId, position, laneIndex] as const;
    return this.getWith(roadDistance, vehicleId, [place, tc.REQUEST_DRIVINGDIST]);
  }

  /** Distance in m along the route to the place nearest to x, y in m. */
  getDrivingDistance2D(vehicleId: string, x: number, y: number): Promise<number> {
    return this.getWith(pointDistance, vehicleId, [[x, y], tc.REQUEST_DRIVINGDIST]);
  }

  /**
   * Plans a stop, or changes the one planned at this place.
   *
   * @param edgeId - edge to stop on; the id of a stopping place where `options.flags` say so.
   * @throws {TraciCommandError} unknown edge, not on the route, or too close to brake.
   */
  setStop(vehicleId: string, edgeId: string, options: StopOptions = {}): Promise<void> {
    const { position = 1, laneIndex = 0, flags = tc.STOP_DEFAULT } = options;
    const { duration = NO_TIME, startPosition = NO_TIME, until = NO_TIME } = options;
    const values = [edgeId, position, laneIndex, duration, flags, startPosition, until] as const;
    return this.set('CMD_STOP', vehicleId, stopRequest, values);
  }

  /** Plans a stop at a bus stop, see {@link setStop}. */
  setBusStop(vehicleId: string, stopId: string, options: StoppingPlaceOptions = {}): Promise<void> {
    return this.setStop(vehicleId, stopId, { ...options, flags: (options.flags ?? 0) | tc.STOP_BUS_STOP });
  }

  /** Plans a stop at a container stop, see {@link setStop}. */
  setContainerStop(vehicleId: string, stopId: string, options: StoppingPlaceOptions = {}): Promise<void> {
    return this.setStop(vehicleId, stopId, { ...options, flags: (options.flags ?? 0) | tc.STOP_CONTAINER_STOP });
  }

  /** Plans a stop at a charging station, see {@link setStop}. */
  setChargingStationStop(vehicleId: string, stopId: string, options: StoppingPlaceOptions = {}): Promise<void> {
    return this.setStop(vehicleId, stopId, { ...options, flags: (options.flags ?? 0) | tc.STOP_CHARGING_STATION });
  }

  /** Plans a stop in a parking area, beside the road, see {@link setStop}. */
  setParkingAreaStop(vehicleId: string, stopId: string, options: StoppingPlaceOptions = {}): Promise<void> {
    const flags = (options.flags ?? tc.STOP_PARKING) | tc.STOP_PARKING_AREA;
    return this.setStop(vehicleId, stopId, { ...options, flags });
  }

  /**
   * Ends the present stop.
   *
   * @throws {TraciCommandError} the vehicle is not stopped.
   */
  resume(vehicleId: string): Promise<void> {
    return this.set('CMD_RESUME', vehicleId, nothing, []);
  }

  /** Moves to the lane with this index and stays there for `duration` in s. */
  changeLane(vehicleId: string, laneIndex: number, duration: number): Promise<void> {
    return this.set('CMD_CHANGELANE', vehicleId, laneAndDuration, [laneIndex, duration]);
  }

  /** Moves by so many lanes, positive to the left, and stays there for `duration` in s. */
  changeLaneRelative(vehicleId: string, indexOffset: number, duration: number): Promise<void> {
    return this.set('CMD_CHANGELANE', vehicleId, relativeLaneAndDuration, [indexOffset, duration, 1]);
  }

  /** Moves sideways by so many m, positive to the left. */
  changeSublane(vehicleId: string, lateralDistance: number): Promise<void> {
    return this.set('CMD_CHANGESUBLANE', vehicleId, double, lateralDistance);
  }

  /** Changes the speed smoothly to `speed` in m/s within `duration` in s. */
  slowDown(vehicleId: string, speed: number, duration: number): Promise<void> {
    return this.set('CMD_SLOWDOWN', vehicleId, twoDoubles, [speed, duration]);
  }

  /** Accelerates by `acceleration` in m/s^2 for `duration` in s. */
  setAcceleration(vehicleId: string, acceleration: number, duration: number): Promise<void> {
    return this.set('VAR_ACCELERATION', vehicleId, twoDoubles, [acceleration, duration]);
  }

  /** Sets the speed in m/s of the step before, which the next step reckons with; and its acceleration in m/s^2. */
  setPreviousSpeed(vehicleId: string, speed: number, acceleration: number = tc.INVALID_DOUBLE_VALUE): Promise<void> {
    return this.set('VAR_PREV_SPEED', vehicleId, twoDoubles, [speed, acceleration]);
  }

  /** Sets the speed in m/s from the next step on; -1 gives the control back to SUMO. */
  setSpeed(vehicleId: string, speed: number): Promise<void> {
    return this.set('VAR_SPEED', vehicleId, double, speed);
  }

  /** Changes the destination to this edge and reroutes. */
  changeTarget(vehicleId: string, edgeId: string): Promise<void> {
    return this.set('CMD_CHANGETARGET', vehicleId, objectId, edgeId);
  }

  /** Changes the vehicle's type. */
  setType(vehicleId: string, typeId: string): Promise<void> {
    return this.set('VAR_TYPE', vehicleId, objectId, typeId);
  }

  /** Changes the route to the one with this id. */
  setRouteID(vehicleId: string, routeId: string): Promise<void> {
    return this.set('VAR_ROUTE_ID', vehicleId, objectId, routeId);
  }

  /** Changes the route to these edges; the first is the one that the vehicle is on. */
  setRoute(vehicleId: string, edgeIds: readonly string[]): Promise<void> {
    return this.set('VAR_ROUTE', vehicleId, idList, edgeIds);
  }

  /** Changes the edges that rerouting must pass. */
  setVia(vehicleId: string, edgeIds: readonly string[]): Promise<void> {
    return this.set('VAR_VIA', vehicleId, idList, edgeIds);
  }

  /** Changes the line of a public transport vehicle. */
  setLine(vehicleId: string, line: string): Promise<void> {
    return this.set('VAR_LINE', vehicleId, text, line);
  }

  /** Switches the signals, see {@link getSignals}. */
  setSignals(vehicleId: string, signals: number): Promise<void> {
    return this.set('VAR_SIGNALS', vehicleId, integer, signals);
  }

  /** Says what lane changes the vehicle makes by itself, as a bit set. */
  setLaneChangeMode(vehicleId: string, mode: number): Promise<void> {
    return this.set('VAR_LANECHANGE_MODE', vehicleId, integer, mode);
  }

  /** Says which checks speed commands are subject to, as a bit set. */
  setSpeedMode(vehicleId: string, mode: number): Promise<void> {
    return this.set('VAR_SPEEDSETMODE', vehicleId, integer, mode);
  }

  /** Changes the routing mode, `ROUTING_MODE_*`. */
  setRoutingMode(vehicleId: string, mode: number): Promise<void> {
    return this.set('VAR_ROUTING_MODE', vehicleId, integer, mode);
  }

  /** Brings the record of preferred lanes up to date, as after a change of the vehicle's class. */
  updateBestLanes(vehicleId: string): Promise<void> {
    return this.command('VAR_UPDATE_BESTLANES', vehicleId);
  }

  /**
   * Reroutes by travel time; by those of the present traffic unless `currentTravelTimes` is false.
   *
   * Two more commands go along when the vehicle has the default routing mode, as in SUMO's own client.
   */
  async rerouteTraveltime(vehicleId: string, currentTravelTimes = true): Promise<void> {
    const mode = currentTravelTimes ? await this.getRoutingMode(vehicleId) : undefined;
    const change = mode === tc.ROUTING_MODE_DEFAULT;
    const before = change ? this.setRoutingMode(vehicleId, tc.ROUTING_MODE_AGGREGATED_CUSTOM) : undefined;
    const reroute = this.set('CMD_REROUTE_TRAVELTIME', vehicleId, nothing, []);
    const after = change ? this.setRoutingMode(vehicleId, mode) : undefined;
    await Promise.all([before, reroute, after]);
  }

  /** Reroutes by effort. */
  rerouteEffort(vehicleId: string): Promise<void> {
    return this.set('CMD_REROUTE_EFFORT', vehicleId, nothing, []);
  }

  /** Moves the vehicle along its route to m `position` of a lane; `reason` is one of `MOVE_*`. */
  moveTo(vehicleId: string, laneId: string, position: number, reason: number = tc.MOVE_AUTOMATIC): Promise<void> {
    return this.set('VAR_MOVE_TO', vehicleId, move, [laneId, position, reason]);
  }

  /**
   * Moves the vehicle to x, y in m.
   *
   * @throws {TraciCommandError} no lane within `options.matchThreshold`.
   */
  moveToXY(vehicleId: string, position: Position2D, options: MoveToXYOptions = {}): Promise<void> {
    const { edgeId = '', laneIndex = 0, angle = NO_TIME, keepRoute = 1, matchThreshold = 100 } = options;
    const values = [edgeId, laneIndex, position[0], position[1], angle, keepRoute, matchThreshold] as const;
    return this.set('MOVE_TO_XY', vehicleId, moveToPoint, values);
  }

  /** Draws a circle around the vehicle, steady or fading in and out. Only visible in a window. */
  highlight(vehicleId: string, options: HighlightOptions = {}): Promise<void> {
    return this.set('VAR_HIGHLIGHT', vehicleId, highlight, options);
  }

  /**
   * Adds a vehicle. Until there is room it is pending: not in the id list, with an invalid position.
   *
   * @param routeId - id of its route; empty for a random edge.
   * @throws {TraciCommandError} the vehicle exists, or its route or type is unknown.
   */
  add(vehicleId: string, routeId: string, options: AddVehicleOptions = {}): Promise<void> {
    return this.set('ADD_FULL', vehicleId, addition, { routeId, ...options });
  }

  /**
   * Removes the vehicle; `reason` is one of `REMOVE_*`. It is among the arrived at once, but not in the list of the
   * next step, and the last results of its subscriptions are errors.
   */
  remove(vehicleId: string, reason: number = tc.REMOVE_VAPORIZED): Promise<void> {
    return this.set('REMOVE', vehicleId, byte, reason);
  }

  /**
   * Positions of all vehicles subscribed to, as one array: no object and no promise for each of them.
   * Vehicles that are not on the road are left out. Subscribe to `VAR_POSITION` first in the list for speed.
   */
  subscribedPositions(): SubscribedPositions {
    return this.store.positions();
  }

  /** One variable of all vehicles subscribed to that is a number, e.g. `VAR_SPEED`, as one array. */
  subscribedNumbers(variable: NumericVariable<typeof vehicleVariables>): SubscribedNumbers {
    return this.store.numbers(variable);
  }
}

/** A row outside the table: no subscription can ask for a distance. */
function distanceRequest<Parameter>(parameter: ValueWriter<Parameter>): Variable<number, number, Parameter> {
  return { id: tc.DISTANCE_REQUEST, name: 'DISTANCE_REQUEST', value: double, parameter };
}

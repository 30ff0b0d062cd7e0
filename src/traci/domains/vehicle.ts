/**
 * Vehicles.
 *
 * Source: TraCI/Vehicle_Value_Retrieval and TraCI/Change_Vehicle_State in SUMO's documentation.
 */
import * as tc from '../constants.ts';
import type { Interval } from '../subscription-router.ts';
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
  text,
  textList,
  ubyte,
} from '../values.ts';
import type { Position2D, Position3D, WrittenBy } from '../values.ts';
import { defineVariables } from '../variables.ts';
import type { NumericVariable, Variable } from '../variables.ts';
import { baseVariables, domainIds, LAST_SECOND } from './domain.ts';
import type { DomainLink } from './domain.ts';
import type { TimeInterval } from './edge.ts';
import { highlight } from './highlight.ts';
import type { HighlightOptions } from './highlight.ts';
import { canChange, laneChangeState, laneChangeWords, wantsAndCanChange } from './lane-change.ts';
import type { LaneChangeDirection, LaneChangeState, LaneChangeWords } from './lane-change.ts';
import { laneLinks } from './lane.ts';
import type { LaneLink } from './lane.ts';
import { distanceToPlace, distanceToPoint } from './travel-distance.ts';
import { distanceFilters, laneFilter, nameFilter, numberFilter, plainFilter } from './vehicle-filters.ts';
import type { FilterDistances, LaneFilterOptions, SubscriptionFilter } from './vehicle-filters.ts';
import { VehicleTypeMethods, vehicleTypeSpecs } from './vehicle-type-methods.ts';
import {
  addition,
  bestLanes,
  gapTo,
  junctionFoes,
  leader,
  legacyAddition,
  neighbors,
  nextStops,
  nextTrafficLights,
  stopFlags,
  stops,
} from './vehicle-values.ts';
import type {
  AddLegacyOptions,
  AddVehicleOptions,
  BestLane,
  JunctionFoe,
  NextStop,
  NextTrafficLight,
  StopData,
  VehicleGap,
} from './vehicle-values.ts';

const NO_TIME = tc.INVALID_DOUBLE_VALUE;

const timeAndEdge = compound(double, objectId);
const nothing = compound();
const twoDoubles = compound(double, double);
const threeDoublesAndId = compound(double, double, double, objectId);
const fourDoublesAndId = compound(double, double, double, double, objectId);
const edgeAlone = compound(objectId);
const edgeAndValue = compound(objectId, double);
const edgeAndValueDuring = compound(double, double, objectId, double);
const stopRequest = compound(objectId, double, byte, double, stopFlags, double, double);
const indexedStopRequest = compound(objectId, double, byte, double, integer, double, double, integer, byte);
const stopParameterName = compound(integer, text);
const stopParameter = compound(integer, text, text);
const gapRequest = compound(double, double, double, double, double);
const gapToRequest = compound(double, double, double, double, double, objectId);
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
  VAR_FOLLOW_SPEED: { value: double, parameter: fourDoublesAndId },
  VAR_SECURE_GAP: { value: double, parameter: threeDoublesAndId },
  VAR_STOP_SPEED: { value: double, parameter: twoDoubles },
  VAR_STOP_DELAY: double,
  VAR_STOP_ARRIVALDELAY: double,
  VAR_TIMELOSS: double,
  VAR_NEXT_TLS: nextTrafficLights,
  VAR_NEXT_STOPS: nextStops,
  VAR_NEXT_STOPS2: { value: stops, parameter: integer },
  VAR_STOP_PARAMETER: { value: text, parameter: stopParameterName },
  CMD_CHANGELANE: { value: laneChangeState, parameter: integer },
  VAR_TAXI_FLEET: { value: textList, parameter: integer },
  VAR_DISTANCE: double,
  VAR_STOPSTATE: integer,
  VAR_ROUTING_MODE: integer,
  VAR_DEPARTURE: { value: double, since: '1.16.0' },
  VAR_DEPART_DELAY: { value: double, since: '1.16.0' },
  VAR_LOADED_LIST: { value: textList, since: '1.16.0' },
  VAR_TELEPORTING_LIST: { value: textList, since: '1.16.0' },
  VAR_NEXT_LINKS: { value: laneLinks, since: '1.17.0' },
  VAR_FOES: { value: junctionFoes, parameter: double, since: '1.18.0' },
  VAR_SEGMENT_ID: { value: text, since: '1.21.0' },
  VAR_SEGMENT_INDEX: { value: integer, since: '1.21.0' },
  VAR_REFERENCE_DISTANCE: { value: double, since: '1.27.0' },
});

/** The parameters of a stop got a flag in SUMO 1.18: whether they are generic. The command must have it since then. */
const anyStopParameter: Variable<number, string, readonly [index: number, name: string, custom: number]> = {
  ...vehicleVariables.VAR_STOP_PARAMETER,
  parameter: compound(integer, text, byte),
};
const anyStopParameterChange = compound(integer, text, text, byte);

const roadDistance = distanceToPlace();
const pointDistance = distanceToPoint();

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

/** How {@link VehicleDomain.replaceStop} and {@link VehicleDomain.insertStop} stop. */
export interface IndexedStopOptions extends StopOptions {
  /**
   * 0: lead the route past the stop; 1: leave a gap in the route, over which the vehicle teleports; 2, for a stop that is
   * removed: look for a new way between its neighbours, since SUMO 1.16. @default 0
   */
  readonly teleport?: number;
}

/** What {@link VehicleDomain.openGap} asks for. */
export interface GapRequest {
  /** Headway to reach, in s. */
  readonly newTimeHeadway: number;
  /** Gap to reach, in m. */
  readonly newSpaceHeadway: number;
  /** How long to keep it, in s. */
  readonly duration: number;
  /** How fast to get there; the greater, the faster. */
  readonly changeRate: number;
  /** Greatest deceleration in m/s^2; -1 for the driver's own limit. @default -1 */
  readonly maxDecel?: number;
  /** Vehicle to keep the gap to. @default the one in front */
  readonly referenceVehicleId?: string;
}

/** What {@link VehicleDomain.getSecureGap} reckons with. */
export interface SecureGapSituation {
  /** Own speed in m/s. */
  readonly speed: number;
  /** In m/s. */
  readonly leaderSpeed: number;
  /** In m/s^2. */
  readonly leaderMaxDecel: number;
  /** Vehicle in front, for drivers who tell vehicles apart. @default '' */
  readonly leaderId?: string;
}

/** What {@link VehicleDomain.getFollowSpeed} reckons with. */
export interface FollowSituation extends SecureGapSituation {
  /** To the vehicle in front, in m. */
  readonly gap: number;
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
  readonly #removalListeners = new Set<(vehicleId: string) => void>();

  constructor(link: DomainLink) {
    super(link, domainIds('vehicle', 0x4), vehicleVariables, [tc.VAR_ROAD_ID, tc.VAR_LANEPOSITION]);
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

  /** Speed in m/s at which this driver would follow another vehicle. */
  getFollowSpeed(vehicleId: string, situation: FollowSituation): Promise<number> {
    const { speed, gap, leaderSpeed, leaderMaxDecel, leaderId = '' } = situation;
    return this.getWith(vehicleVariables.VAR_FOLLOW_SPEED, vehicleId, [
      speed,
      gap,
      leaderSpeed,
      leaderMaxDecel,
      leaderId,
    ]);
  }

  /** Gap in m that this driver would need to follow another vehicle safely. */
  getSecureGap(vehicleId: string, situation: SecureGapSituation): Promise<number> {
    const { speed, leaderSpeed, leaderMaxDecel, leaderId = '' } = situation;
    return this.getWith(vehicleVariables.VAR_SECURE_GAP, vehicleId, [speed, leaderSpeed, leaderMaxDecel, leaderId]);
  }

  /** Speed in m/s with which this driver, now at `speed` in m/s, would come to a halt within `gap` in m. */
  getStopSpeed(vehicleId: string, speed: number, gap: number): Promise<number> {
    return this.getWith(vehicleVariables.VAR_STOP_SPEED, vehicleId, [speed, gap]);
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

  /**
   * Stops ahead in SUMO's older form.
   *
   * @deprecated use {@link getStops}, which says more.
   */
  getNextStops(vehicleId: string): Promise<readonly NextStop[]> {
    return this.get(vehicleVariables.VAR_NEXT_STOPS, vehicleId);
  }

  /**
   * An attribute of a stop, by its name in a route file, e.g. `duration`.
   *
   * @param nextStopIndex - 0 for the next stop; negative for stops of the past.
   * @param isCustom - a generic parameter of the stop instead; since SUMO 1.18.
   */
  getStopParameter(vehicleId: string, nextStopIndex: number, name: string, isCustom = false): Promise<string> {
    return this.since('1.18.0') || isCustom
      ? this.getWith(anyStopParameter, vehicleId, [nextStopIndex, name, isCustom ? 1 : 0])
      : this.getWith(vehicleVariables.VAR_STOP_PARAMETER, vehicleId, [nextStopIndex, name]);
  }

  /** The links ahead on the route, the nearest first. Since SUMO 1.17. */
  getNextLinks(vehicleId: string): Promise<readonly LaneLink[]> {
    return this.get(vehicleVariables.VAR_NEXT_LINKS, vehicleId);
  }

  /**
   * Vehicles whose way crosses this one's at the junctions ahead. Since SUMO 1.18.
   *
   * @param distance - how far to look, in m.
   */
  getJunctionFoes(vehicleId: string, distance = 0): Promise<readonly JunctionFoe[]> {
    return this.getWith(vehicleVariables.VAR_FOES, vehicleId, distance);
  }

  /** Simulated time in s at which the vehicle departed. Since SUMO 1.16. */
  getDeparture(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_DEPARTURE, vehicleId);
  }

  /** Time in s by which the vehicle departed later than it was meant to. Since SUMO 1.16. */
  getDepartDelay(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_DEPART_DELAY, vehicleId);
  }

  /** Ids of all vehicles loaded that have not left yet, pending ones included. Since SUMO 1.16. */
  getLoadedIDList(): Promise<readonly string[]> {
    return this.get(vehicleVariables.VAR_LOADED_LIST, '');
  }

  /** Ids of the vehicles that are teleporting now. Since SUMO 1.16. */
  getTeleportingIDList(): Promise<readonly string[]> {
    return this.get(vehicleVariables.VAR_TELEPORTING_LIST, '');
  }

  /** Id of the segment that the vehicle is on, in mesoscopic simulations. Since SUMO 1.21. */
  getSegmentID(vehicleId: string): Promise<string> {
    return this.get(vehicleVariables.VAR_SEGMENT_ID, vehicleId);
  }

  /** Index of the segment within its edge, in mesoscopic simulations. Since SUMO 1.21. */
  getSegmentIndex(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_SEGMENT_INDEX, vehicleId);
  }

  /** Place in m along the road's own milestones. Since SUMO 1.27. */
  getReferenceDistance(vehicleId: string): Promise<number> {
    return this.get(vehicleVariables.VAR_REFERENCE_DISTANCE, vehicleId);
  }

  /** Ids of the taxis in a state: 0 empty, 1 on the way to pick up, 2 occupied, 3 both; -1 for all. */
  getTaxiFleet(state: number): Promise<readonly string[]> {
    return this.getWith(vehicleVariables.VAR_TAXI_FLEET, '', state);
  }

  /** What the vehicle thinks about a change to the lane in this direction, as bit sets of `LCA_*`. */
  getLaneChangeState(vehicleId: string, direction: LaneChangeDirection): Promise<LaneChangeState> {
    return this.getWith(vehicleVariables.CMD_CHANGELANE, vehicleId, direction);
  }

  /** {@link getLaneChangeState} in words. */
  async getLaneChangeStatePretty(vehicleId: string, direction: LaneChangeDirection): Promise<LaneChangeWords> {
    const [state, stateTraCI] = await this.getLaneChangeState(vehicleId, direction);
    return [laneChangeWords(state), laneChangeWords(stateTraCI)];
  }

  /**
   * True when nothing would stand in the way of a change in this direction.
   *
   * @param state - a bit set known already; without it SUMO is asked, and a vehicle that changed in the last step could
   * not change again.
   */
  async couldChangeLane(vehicleId: string, direction: LaneChangeDirection, state?: number): Promise<boolean> {
    if (state !== undefined) return canChange(state);
    const [model, requested] = await this.getLaneChangeState(vehicleId, direction);
    return !wantsAndCanChange(direction, requested) && canChange(model);
  }

  /** True when the vehicle wants a change in this direction and nothing stands in the way, see {@link couldChangeLane}. */
  async wantsAndCouldChangeLane(vehicleId: string, direction: LaneChangeDirection, state?: number): Promise<boolean> {
    if (state !== undefined) return wantsAndCanChange(direction, state);
    const [model, requested] = await this.getLaneChangeState(vehicleId, direction);
    return !wantsAndCanChange(direction, requested) && wantsAndCanChange(direction, model);
  }

  /** Subscribes to the vehicle in front, see {@link getLeader}. */
  subscribeLeader(vehicleId: string, distance = 0, interval: Interval = {}): Promise<void> {
    const options = { begin: 0, end: LAST_SECOND, ...interval, parameters: { [tc.VAR_LEADER]: distance } };
    return this.subscribe(vehicleId, [tc.VAR_LEADER], options);
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
   * Replaces a planned stop by another, and leads the route past it.
   *
   * @param nextStopIndex - 0 for the next stop.
   * @param edgeId - as in {@link setStop}; empty to leave the stop out and the route as it is.
   */
  replaceStop(
    vehicleId: string,
    nextStopIndex: number,
    edgeId: string,
    options: IndexedStopOptions = {},
  ): Promise<void> {
    return this.set('CMD_REPLACE_STOP', vehicleId, indexedStopRequest, indexedStop(nextStopIndex, edgeId, options));
  }

  /** Inserts a stop before the planned one with this index, and leads the route past it, see {@link replaceStop}. */
  insertStop(
    vehicleId: string,
    nextStopIndex: number,
    edgeId: string,
    options: IndexedStopOptions = {},
  ): Promise<void> {
    return this.set('CMD_INSERT_STOP', vehicleId, indexedStopRequest, indexedStop(nextStopIndex, edgeId, options));
  }

  /**
   * Changes an attribute of a planned stop, by its name in a route file, e.g. `duration`.
   *
   * @param isCustom - a generic parameter of the stop instead; since SUMO 1.18.
   */
  // eslint-disable-next-line @typescript-eslint/max-params -- SUMO's own arguments, in SUMO's own order
  setStopParameter(
    vehicleId: string,
    nextStopIndex: number,
    name: string,
    value: string,
    isCustom = false,
  ): Promise<void> {
    const flag = isCustom ? 1 : 0;
    return this.since('1.18.0') || isCustom
      ? this.set('VAR_STOP_PARAMETER', vehicleId, anyStopParameterChange, [nextStopIndex, name, value, flag])
      : this.set('VAR_STOP_PARAMETER', vehicleId, stopParameter, [nextStopIndex, name, value]);
  }

  /** Goes to another parking area than the one planned next, with whoever is on board. */
  rerouteParkingArea(vehicleId: string, parkingAreaId: string): Promise<void> {
    return this.set('CMD_REROUTE_TO_PARKING', vehicleId, edgeAlone, [parkingAreaId]);
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

  /** Moves the vehicle sideways to this offset in m from the middle of its lane. Since SUMO 1.17. */
  setLateralLanePosition(vehicleId: string, lateralPosition: number): Promise<void> {
    return this.set('VAR_LANEPOSITION_LAT', vehicleId, double, lateralPosition);
  }

  /** Changes the speed smoothly to `speed` in m/s within `duration` in s. */
  slowDown(vehicleId: string, speed: number, duration: number): Promise<void> {
    return this.set('CMD_SLOWDOWN', vehicleId, twoDoubles, [speed, duration]);
  }

  /** Opens a gap to the vehicle in front bit by bit, and keeps it for a while. */
  openGap(vehicleId: string, request: GapRequest): Promise<void> {
    const { newTimeHeadway, newSpaceHeadway, duration, changeRate, maxDecel = -1, referenceVehicleId } = request;
    const values = [newTimeHeadway, newSpaceHeadway, duration, changeRate, maxDecel] as const;
    return referenceVehicleId === undefined
      ? this.set('CMD_OPENGAP', vehicleId, gapRequest, values)
      : this.set('CMD_OPENGAP', vehicleId, gapToRequest, [...values, referenceVehicleId]);
  }

  /** Ends what {@link openGap} began. */
  deactivateGapControl(vehicleId: string): Promise<void> {
    return this.openGap(vehicleId, { newTimeHeadway: -1, newSpaceHeadway: -1, duration: -1, changeRate: -1 });
  }

  /** Asks the driver of an automated vehicle to take over within `leadTime` in s; for vehicles with a ToC device. */
  requestToC(vehicleId: string, leadTime: number): Promise<void> {
    return this.setParameter(vehicleId, 'device.toc.requestToC', String(leadTime));
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

  /**
   * Sets the travel time in s that this vehicle reckons with on an edge: always, or within an interval of simulated s.
   *
   * @param time - undefined to forget what was set.
   */
  setAdaptedTraveltime(vehicleId: string, edgeId: string, time?: number, interval?: TimeInterval): Promise<void> {
    return this.#setEdgeWeight('VAR_EDGE_TRAVELTIME', vehicleId, [edgeId, time], interval);
  }

  /** Sets the effort that this vehicle reckons with on an edge, see {@link setAdaptedTraveltime}. */
  setEffort(vehicleId: string, edgeId: string, effort?: number, interval?: TimeInterval): Promise<void> {
    return this.#setEdgeWeight('VAR_EDGE_EFFORT', vehicleId, [edgeId, effort], interval);
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

  /** The same as {@link add}. */
  addFull(vehicleId: string, routeId: string, options: AddVehicleOptions = {}): Promise<void> {
    return this.add(vehicleId, routeId, options);
  }

  /** Adds a vehicle in SUMO's old style, with numbers and flags for words. */
  addLegacy(vehicleId: string, routeId: string, options: AddLegacyOptions = {}): Promise<void> {
    return this.set('ADD_FULL', vehicleId, legacyAddition, { routeId, ...options });
  }

  /**
   * Sends a taxi to serve reservations.
   *
   * @param reservationIds - one alone is picked up and dropped; of several, each stands twice, in the order of picking
   * up and dropping.
   */
  dispatchTaxi(vehicleId: string, reservationIds: readonly string[]): Promise<void> {
    return this.set('CMD_TAXI_DISPATCH', vehicleId, idList, reservationIds);
  }

  /**
   * Removes the vehicle; `reason` is one of `REMOVE_*`. It is among the arrived at once, but not in the list of the
   * next step, and the last results of its subscriptions are errors.
   */
  remove(vehicleId: string, reason: number = tc.REMOVE_VAPORIZED): Promise<void> {
    return this.setThen('REMOVE', vehicleId, { codec: byte, value: reason }, () => {
      for (const listener of [...this.#removalListeners]) listener(vehicleId);
    });
  }

  /**
   * Calls `listener` whenever this client has removed a vehicle, which no list of the next step tells.
   *
   * @returns A function that ends it.
   */
  onRemoved(listener: (vehicleId: string) => void): () => void {
    const own = (vehicleId: string): void => {
      listener(vehicleId);
    };
    this.#removalListeners.add(own);
    return () => {
      this.#removalListeners.delete(own);
    };
  }

  /**
   * Of the vehicle context asked for last: only vehicles on these lanes, counted from the vehicle's own, -1 being the
   * next to the right. Call it, like all filters, right after `subscribeContext`.
   */
  addSubscriptionFilterLanes(lanes: readonly number[], options: LaneFilterOptions = {}): Promise<void> {
    return this.#filter(laneFilter(lanes), ...opposite(options), ...distanceFilters(options));
  }

  /** Of the vehicle context asked for last: no vehicles on lanes of the opposite direction. */
  addSubscriptionFilterNoOpposite(): Promise<void> {
    return this.#filter(plainFilter('FILTER_TYPE_NOOPPOSITE'));
  }

  /** Of the vehicle context asked for last: only vehicles within `distance` in m ahead, along the roads. */
  addSubscriptionFilterDownstreamDistance(distance: number): Promise<void> {
    return this.#filter(...distanceFilters({ downstream: distance }));
  }

  /** Of the vehicle context asked for last: only vehicles within `distance` in m behind, along the roads. */
  addSubscriptionFilterUpstreamDistance(distance: number): Promise<void> {
    return this.#filter(...distanceFilters({ upstream: distance }));
  }

  /** Of the vehicle context asked for last: only leader and follower on the vehicle's own lane. */
  addSubscriptionFilterCFManeuver(distances: FilterDistances = {}): Promise<void> {
    return this.#filter(...leadFollow([0]), ...distanceFilters(distances));
  }

  /**
   * Of the vehicle context asked for last: only leaders and followers on the vehicle's own lane and on those beside it.
   *
   * @param direction - -1 for the right alone, 1 for the left alone; both when undefined.
   */
  addSubscriptionFilterLCManeuver(direction?: -1 | 1, options: LaneFilterOptions = {}): Promise<void> {
    const lanes = direction === undefined ? [-1, 0, 1] : [0, direction];
    return this.#filter(...leadFollow(lanes), ...opposite(options), ...distanceFilters(options));
  }

  /** Of the vehicle context asked for last: only leaders and followers on these lanes, see the filter by lanes. */
  addSubscriptionFilterLeadFollow(lanes: readonly number[]): Promise<void> {
    return this.#filter(...leadFollow(lanes));
  }

  /**
   * Of the vehicle context asked for last: only vehicles whose way crosses this one's at a junction ahead.
   *
   * @param foeDistToJunction - how far they may be from it, in m.
   */
  addSubscriptionFilterTurn(foeDistToJunction: number, distances: FilterDistances = {}): Promise<void> {
    return this.#filter(numberFilter('FILTER_TYPE_TURN', foeDistToJunction), ...distanceFilters(distances));
  }

  /** Of the vehicle context asked for last: only vehicles of these classes. */
  addSubscriptionFilterVClass(vehicleClasses: readonly string[]): Promise<void> {
    return this.#filter(nameFilter('FILTER_TYPE_VCLASS', vehicleClasses));
  }

  /** Of the vehicle context asked for last: only vehicles of these types. */
  addSubscriptionFilterVType(typeIds: readonly string[]): Promise<void> {
    return this.#filter(nameFilter('FILTER_TYPE_VTYPE', typeIds));
  }

  /** Of the vehicle context asked for last: only vehicles ahead within an opening angle in degrees. */
  addSubscriptionFilterFieldOfVision(openingAngle: number): Promise<void> {
    return this.#filter(numberFilter('FILTER_TYPE_FIELD_OF_VISION', openingAngle));
  }

  /** Of the vehicle context asked for last: only vehicles within `lateralDistance` in m beside the vehicle's way. */
  addSubscriptionFilterLateralDistance(lateralDistance: number, distances: FilterDistances = {}): Promise<void> {
    return this.#filter(numberFilter('FILTER_TYPE_LATERAL_DIST', lateralDistance), ...distanceFilters(distances));
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

  /** One command for each filter; they travel together. */
  async #filter(...filters: readonly SubscriptionFilter[]): Promise<void> {
    await Promise.all(
      filters.map(({ name, write }) => this.control(tc.CMD_ADD_SUBSCRIPTION_FILTER, `add ${name}`, write)),
    );
  }

  #setEdgeWeight(
    variable: 'VAR_EDGE_TRAVELTIME' | 'VAR_EDGE_EFFORT',
    vehicleId: string,
    [edgeId, value]: readonly [edgeId: string, value: number | undefined],
    interval: TimeInterval | undefined,
  ): Promise<void> {
    if (value === undefined) return this.set(variable, vehicleId, edgeAlone, [edgeId]);
    return interval === undefined
      ? this.set(variable, vehicleId, edgeAndValue, [edgeId, value])
      : this.set(variable, vehicleId, edgeAndValueDuring, [interval.begin, interval.end, edgeId, value]);
  }
}

/** The items of a stop that is replaced or inserted, in the order of the wire. */
function indexedStop(index: number, edgeId: string, options: IndexedStopOptions): WrittenBy<typeof indexedStopRequest> {
  const { position = 1, laneIndex = 0, flags = tc.STOP_DEFAULT, teleport = 0 } = options;
  const { duration = NO_TIME, startPosition = NO_TIME, until = NO_TIME } = options;
  return [edgeId, position, laneIndex, duration, flags, startPosition, until, index, teleport];
}

function leadFollow(lanes: readonly number[]): readonly SubscriptionFilter[] {
  return [plainFilter('FILTER_TYPE_LEAD_FOLLOW'), laneFilter(lanes)];
}

function opposite({ noOpposite = false }: LaneFilterOptions): readonly SubscriptionFilter[] {
  return noOpposite ? [plainFilter('FILTER_TYPE_NOOPPOSITE')] : [];
}

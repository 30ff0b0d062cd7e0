/**
 * Calibrators: they insert and remove vehicles so that an edge carries a given flow at a given speed.
 *
 * Source: TraCI/Calibrator in SUMO's documentation.
 */
import { compound, double, integer, objectId, text, textList } from '../values.ts';
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds, ObjectDomain } from './domain.ts';
import type { DomainLink } from './domain.ts';

export const calibratorVariables = defineVariables({
  ...baseVariables,
  VAR_ROAD_ID: text,
  VAR_LANE_ID: text,
  VAR_VEHSPERHOUR: double,
  VAR_SPEED: double,
  VAR_TYPE: text,
  VAR_BEGIN: double,
  VAR_END: double,
  VAR_ROUTE_ID: text,
  VAR_ROUTE_PROBE: text,
  VAR_VTYPES: textList,
  VAR_PASSED: integer,
  VAR_INSERTED: integer,
  VAR_REMOVED: integer,
});

/** What a calibrator aims at for a while. */
export interface CalibratorFlow {
  /** Simulated time in s. */
  readonly begin: number;
  /** Simulated time in s. */
  readonly end: number;
  /** In vehicles per hour. */
  readonly vehsPerHour: number;
  /** In m/s. */
  readonly speed: number;
  /** Type of the vehicles that are inserted. */
  readonly typeId: string;
  /** Route of the vehicles that are inserted. */
  readonly routeId: string;
  /** As in a route file. @default 'first' */
  readonly departLane?: string;
  /** As in a route file. @default 'max' */
  readonly departSpeed?: string;
}

const flow = compound(double, double, double, double, objectId, objectId, text, text);

export class CalibratorDomain extends ObjectDomain<typeof calibratorVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('calibrator', 0x7, 'new'), calibratorVariables);
  }

  /** Id of the edge that is calibrated. */
  getEdgeID(calibratorId: string): Promise<string> {
    return this.get(calibratorVariables.VAR_ROAD_ID, calibratorId);
  }

  /** Id of the lane that is calibrated; empty when it is the whole edge. */
  getLaneID(calibratorId: string): Promise<string> {
    return this.get(calibratorVariables.VAR_LANE_ID, calibratorId);
  }

  /** Flow aimed at in the present interval, in vehicles per hour. */
  getVehsPerHour(calibratorId: string): Promise<number> {
    return this.get(calibratorVariables.VAR_VEHSPERHOUR, calibratorId);
  }

  /** Speed aimed at in the present interval, in m/s. */
  getSpeed(calibratorId: string): Promise<number> {
    return this.get(calibratorVariables.VAR_SPEED, calibratorId);
  }

  /** Id of the type of vehicles inserted in the present interval. */
  getTypeID(calibratorId: string): Promise<string> {
    return this.get(calibratorVariables.VAR_TYPE, calibratorId);
  }

  /** Begin of the present interval, in simulated s. */
  getBegin(calibratorId: string): Promise<number> {
    return this.get(calibratorVariables.VAR_BEGIN, calibratorId);
  }

  /** End of the present interval, in simulated s. */
  getEnd(calibratorId: string): Promise<number> {
    return this.get(calibratorVariables.VAR_END, calibratorId);
  }

  /** Id of the route of vehicles inserted in the present interval. */
  getRouteID(calibratorId: string): Promise<string> {
    return this.get(calibratorVariables.VAR_ROUTE_ID, calibratorId);
  }

  /** Id of the route probe whose routes inserted vehicles get; empty when there is none. */
  getRouteProbeID(calibratorId: string): Promise<string> {
    return this.get(calibratorVariables.VAR_ROUTE_PROBE, calibratorId);
  }

  /** Ids of the vehicle types that the calibrator heeds; empty for all. */
  getVTypes(calibratorId: string): Promise<readonly string[]> {
    return this.get(calibratorVariables.VAR_VTYPES, calibratorId);
  }

  /** Number of vehicles that passed in the present interval. */
  getPassed(calibratorId: string): Promise<number> {
    return this.get(calibratorVariables.VAR_PASSED, calibratorId);
  }

  /** Number of vehicles inserted in the present interval. */
  getInserted(calibratorId: string): Promise<number> {
    return this.get(calibratorVariables.VAR_INSERTED, calibratorId);
  }

  /** Number of vehicles removed in the present interval. */
  getRemoved(calibratorId: string): Promise<number> {
    return this.get(calibratorVariables.VAR_REMOVED, calibratorId);
  }

  /**
   * Adds an interval, or changes the one with the same begin and end.
   *
   * @throws {TraciCommandError} unknown calibrator, type or route, or an interval that overlaps another.
   */
  setFlow(calibratorId: string, target: CalibratorFlow): Promise<void> {
    const { begin, end, vehsPerHour, speed, typeId, routeId, departLane = 'first', departSpeed = 'max' } = target;
    const values = [begin, end, vehsPerHour, speed, typeId, routeId, departLane, departSpeed] as const;
    return this.set('CMD_SET_FLOW', calibratorId, flow, values);
  }
}

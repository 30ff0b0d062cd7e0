/**
 * What SUMO's detectors have in common: who was seen in the last step, and how fast.
 *
 * Induction loops (E1), lane area detectors (E2) and multi-entry multi-exit detectors (E3) extend these classes.
 */
import { LAST_STEP_VEHICLE_NUMBER } from '../constants.ts';
import { double, integer, text, textList } from '../values.ts';
import { defineVariables } from '../variables.ts';
import type { VariableTable } from '../variables.ts';
import { ObjectDomain } from './domain.ts';
import type { DomainIds, DomainLink } from './domain.ts';

/** Declarations shared by all three tables. */
export const detectorSpecs = {
  LAST_STEP_VEHICLE_NUMBER: integer,
  LAST_STEP_MEAN_SPEED: double,
  LAST_STEP_VEHICLE_ID_LIST: textList,
} as const;

/** Declarations shared by the detectors that lie on a lane: E1 and E2. */
export const laneDetectorSpecs = {
  ...detectorSpecs,
  VAR_POSITION: double,
  VAR_LANE_ID: text,
  LAST_STEP_OCCUPANCY: double,
  VAR_INTERVAL_OCCUPANCY: { value: double, since: '1.16.0' },
  VAR_INTERVAL_SPEED: { value: double, since: '1.16.0' },
  VAR_INTERVAL_NUMBER: { value: integer, since: '1.16.0' },
  VAR_LAST_INTERVAL_OCCUPANCY: { value: double, since: '1.16.0' },
  VAR_LAST_INTERVAL_SPEED: { value: double, since: '1.16.0' },
  VAR_LAST_INTERVAL_NUMBER: { value: integer, since: '1.16.0' },
} as const;

const detectorRows = defineVariables(detectorSpecs);
const laneDetectorRows = defineVariables(laneDetectorSpecs);

export abstract class DetectorMethods<Table extends VariableTable> extends ObjectDomain<Table> {
  constructor(link: DomainLink, ids: DomainIds, table: Table) {
    super(link, ids, table, [LAST_STEP_VEHICLE_NUMBER]);
  }

  /** Number of vehicles seen in the last step. */
  getLastStepVehicleNumber(detectorId: string): Promise<number> {
    return this.get(detectorRows.LAST_STEP_VEHICLE_NUMBER, detectorId);
  }

  /** Mean speed in m/s of the vehicles seen in the last step; -1 when there was none. */
  getLastStepMeanSpeed(detectorId: string): Promise<number> {
    return this.get(detectorRows.LAST_STEP_MEAN_SPEED, detectorId);
  }

  /** Ids of the vehicles seen in the last step. */
  getLastStepVehicleIDs(detectorId: string): Promise<readonly string[]> {
    return this.get(detectorRows.LAST_STEP_VEHICLE_ID_LIST, detectorId);
  }
}

export abstract class LaneDetectorMethods<Table extends VariableTable> extends DetectorMethods<Table> {
  /** Where the detector lies, or begins, in m from the start of its lane. */
  getPosition(detectorId: string): Promise<number> {
    return this.get(laneDetectorRows.VAR_POSITION, detectorId);
  }

  /** Id of the lane that the detector lies on, or begins on. */
  getLaneID(detectorId: string): Promise<string> {
    return this.get(laneDetectorRows.VAR_LANE_ID, detectorId);
  }

  /** Share that vehicles took in the last step, in %: of the step's time for a loop, of the length for an area. */
  getLastStepOccupancy(detectorId: string): Promise<number> {
    return this.get(laneDetectorRows.LAST_STEP_OCCUPANCY, detectorId);
  }

  /** {@link getLastStepOccupancy} over the measuring interval until now. Since SUMO 1.16. */
  getIntervalOccupancy(detectorId: string): Promise<number> {
    return this.get(laneDetectorRows.VAR_INTERVAL_OCCUPANCY, detectorId);
  }

  /** Mean speed in m/s over the measuring interval until now. Since SUMO 1.16. */
  getIntervalMeanSpeed(detectorId: string): Promise<number> {
    return this.get(laneDetectorRows.VAR_INTERVAL_SPEED, detectorId);
  }

  /** Number of vehicles seen in the measuring interval until now. Since SUMO 1.16. */
  getIntervalVehicleNumber(detectorId: string): Promise<number> {
    return this.get(laneDetectorRows.VAR_INTERVAL_NUMBER, detectorId);
  }

  /** {@link getLastStepOccupancy} over the measuring interval that ended last. Since SUMO 1.16. */
  getLastIntervalOccupancy(detectorId: string): Promise<number> {
    return this.get(laneDetectorRows.VAR_LAST_INTERVAL_OCCUPANCY, detectorId);
  }

  /** Mean speed in m/s over the measuring interval that ended last. Since SUMO 1.16. */
  getLastIntervalMeanSpeed(detectorId: string): Promise<number> {
    return this.get(laneDetectorRows.VAR_LAST_INTERVAL_SPEED, detectorId);
  }

  /** Number of vehicles seen in the measuring interval that ended last. Since SUMO 1.16. */
  getLastIntervalVehicleNumber(detectorId: string): Promise<number> {
    return this.get(laneDetectorRows.VAR_LAST_INTERVAL_NUMBER, detectorId);
  }
}

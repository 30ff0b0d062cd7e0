/**
 * What bus stops, charging stations, overhead wires and parking areas have in common: a stretch of a lane where vehicles
 * stop.
 */
import { double, integer, text, textList } from '../values.ts';
import { defineVariables } from '../variables.ts';
import type { VariableTable } from '../variables.ts';
import { ObjectDomain } from './domain.ts';

/** Declarations shared by the four tables. SUMO reuses numbers of other meanings: VAR_POSITION is where the place begins. */
export const stoppingPlaceSpecs = {
  VAR_LANE_ID: text,
  VAR_POSITION: double,
  VAR_LANEPOSITION: double,
  VAR_NAME: text,
  VAR_STOP_STARTING_VEHICLES_NUMBER: integer,
  VAR_STOP_STARTING_VEHICLES_IDS: textList,
} as const;

const stoppingPlaceRows = defineVariables(stoppingPlaceSpecs);

export abstract class StoppingPlaceMethods<Table extends VariableTable> extends ObjectDomain<Table> {
  /** Id of the lane that the place lies at. */
  getLaneID(stopId: string): Promise<string> {
    return this.get(stoppingPlaceRows.VAR_LANE_ID, stopId);
  }

  /** Where the place begins, in m from the start of its lane. */
  getStartPos(stopId: string): Promise<number> {
    return this.get(stoppingPlaceRows.VAR_POSITION, stopId);
  }

  /** Where the place ends, in m from the start of its lane. */
  getEndPos(stopId: string): Promise<number> {
    return this.get(stoppingPlaceRows.VAR_LANEPOSITION, stopId);
  }

  /** Name of the place; empty when it has none. */
  getName(stopId: string): Promise<string> {
    return this.get(stoppingPlaceRows.VAR_NAME, stopId);
  }

  /** Number of vehicles that stand there now. */
  getVehicleCount(stopId: string): Promise<number> {
    return this.get(stoppingPlaceRows.VAR_STOP_STARTING_VEHICLES_NUMBER, stopId);
  }

  /** Ids of the vehicles that stand there now. */
  getVehicleIDs(stopId: string): Promise<readonly string[]> {
    return this.get(stoppingPlaceRows.VAR_STOP_STARTING_VEHICLES_IDS, stopId);
  }
}

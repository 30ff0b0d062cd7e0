/**
 * Multi-entry multi-exit detectors: they watch the vehicles between a set of entries and a set of exits (E3).
 *
 * Source: TraCI/Multi-Entry-Exit_Detectors_Value_Retrieval in SUMO's documentation.
 */
import { double, doubleList, integer, textList } from '../values.ts';
import { defineVariables } from '../variables.ts';
import { DetectorMethods, detectorSpecs } from './detector-methods.ts';
import { baseVariables, domainIds } from './domain.ts';
import type { DomainLink } from './domain.ts';

export const multiEntryExitVariables = defineVariables({
  ...baseVariables,
  ...detectorSpecs,
  VAR_LANES: textList,
  VAR_EXIT_LANES: textList,
  VAR_POSITION: doubleList,
  VAR_EXIT_POSITIONS: doubleList,
  LAST_STEP_VEHICLE_HALTING_NUMBER: integer,
  VAR_LAST_INTERVAL_TRAVELTIME: double,
  VAR_LAST_INTERVAL_MEAN_HALTING_NUMBER: double,
  VAR_TIMELOSS: double,
  VAR_LAST_INTERVAL_VEHICLE_NUMBER: integer,
});

export class MultiEntryExitDomain extends DetectorMethods<typeof multiEntryExitVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('multientryexit', 0x1), multiEntryExitVariables);
  }

  /** Ids of the lanes that the entries lie on. */
  getEntryLanes(detectorId: string): Promise<readonly string[]> {
    return this.get(multiEntryExitVariables.VAR_LANES, detectorId);
  }

  /** Ids of the lanes that the exits lie on. */
  getExitLanes(detectorId: string): Promise<readonly string[]> {
    return this.get(multiEntryExitVariables.VAR_EXIT_LANES, detectorId);
  }

  /** Where the entries lie, in m from the start of their lanes; in the order of {@link getEntryLanes}. */
  getEntryPositions(detectorId: string): Promise<readonly number[]> {
    return this.get(multiEntryExitVariables.VAR_POSITION, detectorId);
  }

  /** Where the exits lie, in m from the start of their lanes; in the order of {@link getExitLanes}. */
  getExitPositions(detectorId: string): Promise<readonly number[]> {
    return this.get(multiEntryExitVariables.VAR_EXIT_POSITIONS, detectorId);
  }

  /** Number of vehicles within that were slower than the detector's speed threshold in the last step. */
  getLastStepHaltingNumber(detectorId: string): Promise<number> {
    return this.get(multiEntryExitVariables.LAST_STEP_VEHICLE_HALTING_NUMBER, detectorId);
  }

  /** Mean time in s that vehicles took to pass, in the measuring interval that ended last; -1 when none passed. */
  getLastIntervalMeanTravelTime(detectorId: string): Promise<number> {
    return this.get(multiEntryExitVariables.VAR_LAST_INTERVAL_TRAVELTIME, detectorId);
  }

  /** Mean number of halts of a vehicle, in the measuring interval that ended last; -1 when none passed. */
  getLastIntervalMeanHaltsPerVehicle(detectorId: string): Promise<number> {
    return this.get(multiEntryExitVariables.VAR_LAST_INTERVAL_MEAN_HALTING_NUMBER, detectorId);
  }

  /** Mean time in s that a vehicle lost, in the measuring interval that ended last; -1 when none passed. */
  getLastIntervalMeanTimeLoss(detectorId: string): Promise<number> {
    return this.get(multiEntryExitVariables.VAR_TIMELOSS, detectorId);
  }

  /** Number of vehicles that passed in the measuring interval that ended last. */
  getLastIntervalVehicleSum(detectorId: string): Promise<number> {
    return this.get(multiEntryExitVariables.VAR_LAST_INTERVAL_VEHICLE_NUMBER, detectorId);
  }
}

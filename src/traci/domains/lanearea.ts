/**
 * Lane area detectors: they watch a stretch of one or several lanes (E2).
 *
 * Source: TraCI/Lane_Area_Detector_Value_Retrieval and TraCI/Change_LaneArea_State in SUMO's documentation.
 */
import { double, integer } from '../values.ts';
import { defineVariables } from '../variables.ts';
import { LaneDetectorMethods, laneDetectorSpecs } from './detector-methods.ts';
import { baseVariables, domainIds } from './domain.ts';
import type { DomainLink } from './domain.ts';

export const laneAreaVariables = defineVariables({
  ...baseVariables,
  ...laneDetectorSpecs,
  JAM_LENGTH_VEHICLE: integer,
  JAM_LENGTH_METERS: double,
  VAR_LENGTH: double,
  LAST_STEP_VEHICLE_HALTING_NUMBER: integer,
  VAR_INTERVAL_MAX_JAM_LENGTH_METERS: { value: double, since: '1.16.0' },
  VAR_LAST_INTERVAL_MAX_JAM_LENGTH_METERS: { value: double, since: '1.16.0' },
  VAR_INTERVAL_TIMELOSS: { value: double, since: '1.23.0' },
  VAR_LAST_INTERVAL_TIMELOSS: { value: double, since: '1.23.0' },
});

export class LaneAreaDomain extends LaneDetectorMethods<typeof laneAreaVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('lanearea', 0xd), laneAreaVariables);
  }

  /** Number of vehicles in the jams of the last step. */
  getJamLengthVehicle(detectorId: string): Promise<number> {
    return this.get(laneAreaVariables.JAM_LENGTH_VEHICLE, detectorId);
  }

  /** Length of the jams of the last step, in m. */
  getJamLengthMeters(detectorId: string): Promise<number> {
    return this.get(laneAreaVariables.JAM_LENGTH_METERS, detectorId);
  }

  /** Length of the detector, in m. */
  getLength(detectorId: string): Promise<number> {
    return this.get(laneAreaVariables.VAR_LENGTH, detectorId);
  }

  /** Number of vehicles on the detector that were slower than its speed threshold in the last step. */
  getLastStepHaltingNumber(detectorId: string): Promise<number> {
    return this.get(laneAreaVariables.LAST_STEP_VEHICLE_HALTING_NUMBER, detectorId);
  }

  /** Greatest length of a jam in m in the measuring interval until now. Since SUMO 1.16. */
  getIntervalMaxJamLengthInMeters(detectorId: string): Promise<number> {
    return this.get(laneAreaVariables.VAR_INTERVAL_MAX_JAM_LENGTH_METERS, detectorId);
  }

  /** Greatest length of a jam in m in the measuring interval that ended last. Since SUMO 1.16. */
  getLastIntervalMaxJamLengthInMeters(detectorId: string): Promise<number> {
    return this.get(laneAreaVariables.VAR_LAST_INTERVAL_MAX_JAM_LENGTH_METERS, detectorId);
  }

  /** Mean time in s that a vehicle lost in the measuring interval until now. Since SUMO 1.23. */
  getIntervalMeanTimeLoss(detectorId: string): Promise<number> {
    return this.get(laneAreaVariables.VAR_INTERVAL_TIMELOSS, detectorId);
  }

  /** Mean time in s that a vehicle lost in the measuring interval that ended last. Since SUMO 1.23. */
  getLastIntervalMeanTimeLoss(detectorId: string): Promise<number> {
    return this.get(laneAreaVariables.VAR_LAST_INTERVAL_TIMELOSS, detectorId);
  }

  /** Pretends from now on that so many vehicles are on the detector; a negative number ends the pretence. */
  overrideVehicleNumber(detectorId: string, vehicleNumber: number): Promise<void> {
    return this.set('VAR_VIRTUAL_DETECTION', detectorId, integer, vehicleNumber);
  }
}

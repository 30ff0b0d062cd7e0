/**
 * Induction loops: detectors at one point of a lane (E1).
 *
 * Source: TraCI/Induction_Loop_Value_Retrieval and TraCI/Change_Inductionloop_State in SUMO's documentation.
 */
import { TYPE_COMPOUND } from '../constants.ts';
import { double, readTyped, text, textList } from '../values.ts';
import type { ValueReader } from '../values.ts';
import { defineVariables } from '../variables.ts';
import { LaneDetectorMethods, laneDetectorSpecs } from './detector-methods.ts';
import { baseVariables, domainIds } from './domain.ts';
import type { DomainLink } from './domain.ts';
import { readTypedCount } from './simulation-values.ts';

/** A vehicle that touched the loop: id, length in m, when it came and went in simulated s (-1: still there), type. */
export type LoopVehicle = readonly [
  vehicleId: string,
  length: number,
  entryTime: number,
  exitTime: number,
  typeId: string,
];

/** Fewest bytes of a vehicle: five type bytes, two empty strings, three doubles. */
const MINIMUM_VEHICLE_BYTES = 37;

/** vehicles := int32 items, integer n, n * (text, double, double, double, text), each with its type */
const vehicles: ValueReader<readonly LoopVehicle[]> = {
  type: TYPE_COMPOUND,
  read: (reader) => {
    reader.int();
    const count = readTypedCount(reader, 'vehicles on the loop', MINIMUM_VEHICLE_BYTES);
    return Array.from(
      { length: count },
      () =>
        [
          readTyped(reader, text, 'vehicle'),
          readTyped(reader, double, 'length'),
          readTyped(reader, double, 'entry'),
          readTyped(reader, double, 'exit'),
          readTyped(reader, text, 'type'),
        ] as const,
    );
  },
};

export const inductionLoopVariables = defineVariables({
  ...baseVariables,
  ...laneDetectorSpecs,
  LAST_STEP_LENGTH: double,
  LAST_STEP_TIME_SINCE_DETECTION: double,
  LAST_STEP_VEHICLE_DATA: vehicles,
  VAR_INTERVAL_IDS: { value: textList, since: '1.16.0' },
  VAR_LAST_INTERVAL_IDS: { value: textList, since: '1.16.0' },
});

export class InductionLoopDomain extends LaneDetectorMethods<typeof inductionLoopVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('inductionloop', 0x0), inductionLoopVariables);
  }

  /** Mean length in m of the vehicles on the loop in the last step; -1 when there was none. */
  getLastStepMeanLength(loopId: string): Promise<number> {
    return this.get(inductionLoopVariables.LAST_STEP_LENGTH, loopId);
  }

  /** Time in s since a vehicle was last on the loop. */
  getTimeSinceDetection(loopId: string): Promise<number> {
    return this.get(inductionLoopVariables.LAST_STEP_TIME_SINCE_DETECTION, loopId);
  }

  /** The vehicles that touched the loop in the last step. */
  getVehicleData(loopId: string): Promise<readonly LoopVehicle[]> {
    return this.get(inductionLoopVariables.LAST_STEP_VEHICLE_DATA, loopId);
  }

  /** Ids of the vehicles that passed in the measuring interval until now. Since SUMO 1.16. */
  getIntervalVehicleIDs(loopId: string): Promise<readonly string[]> {
    return this.get(inductionLoopVariables.VAR_INTERVAL_IDS, loopId);
  }

  /** Ids of the vehicles that passed in the measuring interval that ended last. Since SUMO 1.16. */
  getLastIntervalVehicleIDs(loopId: string): Promise<readonly string[]> {
    return this.get(inductionLoopVariables.VAR_LAST_INTERVAL_IDS, loopId);
  }

  /** Pretends from now on that the last vehicle came `time` s ago; a negative time ends the pretence. */
  overrideTimeSinceDetection(loopId: string, time: number): Promise<void> {
    return this.set('VAR_VIRTUAL_DETECTION', loopId, double, time);
  }
}

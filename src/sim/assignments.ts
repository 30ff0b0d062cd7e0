/**
 * A piece of work as a worker begins it: which examples, from which parameters, under which faults; and how long it takes.
 *
 * Step (3) of the paper's round. The number is a promise; it is waited for where time is measured, and where too many are
 * missing.
 */
import type { DataAttack } from '../ml/index.ts';
import type { BatchSource } from './batches.ts';
import type { Computing } from './computing/computing.ts';
import type { FaultCalendar } from './faults/index.ts';
import { giveBack, type EdgeServer, type Handout } from './nodes/edge-server.ts';
import type { Gradient } from './nodes/messages.ts';
import type { Training } from './nodes/training.ts';
import { nodeOf, type Worker } from './nodes/worker.ts';
import type { ThetaStore } from './theta.ts';
import type { Timed } from './timings.ts';

/** Where a simulation stands; shared by its parts. */
export interface Moment {
  /** Simulated time, integer ms. */
  nowMs: number;
  /** True once there was a reason to stop. */
  stopped: boolean;
  /** Batches drawn so far. */
  batchesDrawn: number;
}

export interface AssignmentsOptions {
  readonly moment: Moment;
  readonly servers: readonly EdgeServer[];
  readonly theta: ThetaStore;
  readonly training: Training;
  readonly batches: BatchSource;
  readonly computing: Computing;
  readonly calendar: FaultCalendar;
  /** The attack on data that faults of these indices mean; undefined for none. */
  readonly dataAttackOf: (faults: readonly number[]) => DataAttack | undefined;
  /** Wall clock in ms, for computing times that are measured. */
  readonly now: () => number;
  readonly timed: Timed;
}

/** Begins pieces of work. */
export interface Assignments {
  /** @param handout - given back when the number is there. */
  start(serial: number, worker: Worker, handout: Handout): Gradient;
  /** Simulated ms that it takes, before delays by faults; waits for its number only where time is measured. */
  durationOf(gradient: Gradient, handout: Handout): Promise<number>;
}

/**
 * Gradients whose numbers may be missing, far more than two cloud updates are made of. Where gradients are omitted, lost or
 * late no update comes that the simulation would wait for: this is what keeps its memory, and the end of an interrupted
 * run, in bounds then.
 */
const GRADIENTS_AHEAD = 1000;

export function createAssignments(options: AssignmentsOptions): Assignments {
  const { moment, servers, theta, training, batches, computing, calendar, timed } = options;
  /** Those whose numbers are missing, oldest first, by serial. */
  const missing = new Map<number, Gradient['message']>();

  const keepUp = async (): Promise<void> => {
    const [oldest] = missing.values();
    if (missing.size > GRADIENTS_AHEAD) await timed('updates', () => oldest!);
  };
  return {
    async durationOf({ vehicleId, serial, message }, { version, parameters }) {
      await keepUp();
      const work = { vehicleId, serial, batches: training.batchesPerWork };
      if (!computing.measured) return computing.timeMs(work);
      await (parameters ?? version).values;
      const startedMs = options.now();
      await message;
      return computing.timeMs({ ...work, measuredMs: options.now() - startedMs });
    },
    start(serial, worker, handout) {
      const { version, parameters } = handout;
      const { vehicleId, link: edgeServer } = worker;
      const drawn = Array.from({ length: training.batchesPerWork }, () =>
        batches.draw({ serial: moment.batchesDrawn++, vehicleId, edgeServer, timeMs: moment.nowMs }),
      );
      const { dataAttacks: faults } = calendar.faultsOf(nodeOf(worker), moment.nowMs);
      const dataAttack = options.dataAttackOf(faults);
      const assignment = {
        version,
        batches: drawn,
        serial,
        ...(parameters && { parameters: parameters.values }),
        ...(dataAttack && { dataAttack }),
      };
      const message = training.start(worker, assignment).finally(() => {
        giveBack(handout, servers[handout.owner]!, theta);
        missing.delete(serial);
      });
      missing.set(serial, message);
      // A lost gradient is awaited by nobody; a failure of the engine is reported by those that are.
      message.catch(() => undefined);
      return { serial, vehicleId, round: version.round, faults, message };
    },
  };
}

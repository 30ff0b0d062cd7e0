/** What a simulation is made of. Put together by `assemble.ts`, used by `simulation.ts`. */
import type { DataAttack, GradientEngine } from '../ml/index.ts';
import type { Random } from '../random.ts';
import type { BatchSource } from './batches.ts';
import type { EventQueue } from './clock.ts';
import type { Computing } from './computing/computing.ts';
import type { EnergyMeter } from './computing/energy.ts';
import type { Site } from './connectivity.ts';
import type { TrainerPool } from './equipment.ts';
import type { EventLog } from './events.ts';
import type { Experiment } from './experiment/schema.ts';
import type { FaultCalendar } from './faults/index.ts';
import type { Fleet } from './fleet.ts';
import type { Ledger } from './ledger.ts';
import type { RoadShapes } from './mobility/road-shapes.ts';
import type { Backhaul, Network } from './network/index.ts';
import type { CloudServer } from './nodes/cloud-server.ts';
import type { EdgeServer } from './nodes/edge-server.ts';
import type { Aggregate } from './nodes/messages.ts';
import type { Training } from './nodes/training.ts';
import type { RoundPolicy } from './round-policy.ts';
import type { SelectionPolicy } from './selection/index.ts';
import type { Timed } from './timings.ts';

/** Everything a simulation is made of. */
export interface SimulationParts {
  readonly experiment: Experiment;
  readonly fleet: Fleet;
  readonly servers: readonly EdgeServer[];
  readonly cloud: CloudServer;
  readonly policy: RoundPolicy;
  readonly engine: Pick<GradientEngine, 'layout'>;
  readonly training: Training;
  readonly batches: BatchSource;
  readonly computing: Computing;
  readonly energy: EnergyMeter | undefined;
  readonly selection: SelectionPolicy | undefined;
  readonly random: Random;
  readonly sites: readonly Site[];
  /** Roads near edge servers, where stays are expected along them; undefined: straight on. */
  readonly roads: RoadShapes | undefined;
  readonly network: Network;
  readonly backhaul: Backhaul;
  readonly calendar: FaultCalendar;
  /** Whether some adversary sees the gradients of other edge servers than its own. */
  readonly adversaryKnowsAll: boolean;
  readonly dataAttackOf: (faults: readonly number[]) => DataAttack | undefined;
  readonly pool: TrainerPool;
  readonly queue: EventQueue;
  readonly ledger: Ledger;
  readonly log: EventLog;
  /** Aggregates on their way to the cloud server, by the id of their event. */
  readonly travelling: Map<string, Aggregate>;
  readonly timed: Timed;
  /** Wall clock in ms, for computing times that are measured. */
  readonly now: () => number;
  /** Length of a step of traffic, integer ms. */
  readonly stepLengthMs: number;
  /** Where the simulation stands when it begins. */
  readonly start: SimulationStart;
}

/** What a simulation is at; all zero for a new one. */
export interface SimulationStart {
  readonly nowMs: number;
  readonly batchesDrawn: number;
  /** Rounds begun, which name the wait that counts. */
  readonly waits: number;
}

/**
 * What a run is between two steps, as plain records: what a checkpoint holds.
 *
 * Promises have become the numbers they promised, versions of theta their rounds, so that nothing here refers to anything
 * outside. Parts keep their own states (`unknown` here), which only they understand.
 */
import type { TimedEvent } from '../clock.ts';
import type { LedgerState } from '../ledger.ts';
import type { VehicleFacts } from '../mobility/source.ts';
import type { AggregatorSnapshot } from '../nodes/aggregator.ts';
import type { EdgeRoundsSnapshot } from '../nodes/edge-rounds.ts';
import type { Aggregate, Gradient } from '../nodes/messages.ts';
import type { WorkerMemory } from '../nodes/training.ts';
import type { Flow, WorkerPhase } from '../nodes/worker.ts';

/** A gradient with its number. */
export interface GradientState extends Omit<Gradient, 'message'> {
  /** float32, shape [d]. */
  readonly vector: Float32Array;
  /** Length of its message. */
  readonly bytes: number;
}

/** An aggregate with its number. */
export interface AggregateState extends Omit<Aggregate, 'value'> {
  /** float32, shape [d]. */
  readonly value: Float32Array;
}

/** A worker's phase; theta by its round, the gradient with its number. */
export type PhaseState =
  | Extract<WorkerPhase, { readonly kind: 'idle' | 'waiting' }>
  | {
      readonly kind: 'receiving';
      readonly round: number;
      /** Edge server that handed it out, and serial of what it has made of theta; undefined for theta itself. */
      readonly owner: number;
      readonly serial: number | undefined;
      readonly edgeServer: number;
      readonly flow: Flow;
    }
  | { readonly kind: 'computing'; readonly gradient: GradientState; readonly startedMs: number; readonly dueMs: number }
  | { readonly kind: 'carrying'; readonly gradient: GradientState }
  | { readonly kind: 'sending'; readonly gradient: GradientState; readonly edgeServer: number; readonly flow: Flow };

/** A worker on the road. */
export interface WorkerState {
  readonly vehicleId: string;
  readonly link: number;
  readonly parked: boolean;
  readonly x: number;
  readonly y: number;
  readonly speed: number;
  readonly angle: number;
  readonly delivered: number;
  readonly phase: PhaseState;
  /** What its training remembers. */
  readonly memory?: WorkerMemory;
}

/** An edge server. */
export interface EdgeServerState {
  readonly buffer: readonly GradientState[];
  readonly aggregates: number;
  readonly closed: boolean;
  readonly down: boolean;
  /** Round of its theta. */
  readonly round: number;
  readonly aggregator: AggregatorSnapshot;
  readonly edgeRounds: EdgeRoundsSnapshot | undefined;
}

/** The cloud server. */
export interface CloudServerState {
  readonly buffer: readonly AggregateState[];
  readonly aggregator: AggregatorSnapshot;
  readonly optimizer: unknown;
  readonly previousUpdate: Float32Array | undefined;
}

/** A run between two steps. */
export interface SimulationState {
  readonly nowMs: number;
  readonly batchesDrawn: number;
  readonly waits: number;
  readonly queue: readonly TimedEvent[];
  /** Versions of theta that somebody still needs, oldest first; the last is the current one. */
  readonly theta: readonly { readonly round: number; readonly values: Float32Array }[];
  readonly servers: readonly EdgeServerState[];
  readonly cloud: CloudServerState;
  /** Aggregates on their way to the cloud server, by the id of their event. */
  readonly travelling: readonly (readonly [string, AggregateState])[];
  readonly workers: readonly WorkerState[];
  /** Ids of the vehicles that teleport, and of those that are parked. */
  readonly teleporting: readonly string[];
  readonly parked: readonly string[];
  /** What is known of vehicles on the road, where somebody wants to know. */
  readonly facts: readonly VehicleFacts[];
  /** Ids of the vehicles that wait for a trainer, in order. */
  readonly waiting: readonly string[];
  readonly ledger: LedgerState;
  readonly network: unknown;
  readonly backhaul: unknown;
  readonly calendar: unknown;
  readonly batches: unknown;
  readonly energy: unknown;
}

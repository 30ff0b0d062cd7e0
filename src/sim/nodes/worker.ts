/**
 * A worker: the trainer on board an equipped vehicle, and what it is doing.
 *
 * idle -> (waiting for a trainer ->) computing -> delivered or, out of range, carrying until the next edge server.
 * Source: seed paper, section I steps (3) and (4); carrying over to the next edge server is the authors' program.
 */
import type { Gradient } from './messages.ts';
import type { WorkerMemory } from './training.ts';

/** What a worker is doing. */
export type WorkerPhase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'computing'; readonly gradient: Gradient; readonly dueMs: number }
  | { readonly kind: 'carrying'; readonly gradient: Gradient };

/** State of one worker. */
export interface Worker {
  readonly vehicleId: string;
  /** Index of the edge server it reaches, or `NO_LINK`. */
  link: number;
  parked: boolean;
  /** Where it was last seen in range, metres in network coordinates. */
  x: number;
  y: number;
  phase: WorkerPhase;
  /** What it keeps between two pieces of work; absent before the first. */
  memory?: Promise<WorkerMemory>;
}

export const IDLE: WorkerPhase = { kind: 'idle' };
export const WAITING: WorkerPhase = { kind: 'waiting' };

/** The gradient a worker holds, finished or not. */
export function heldGradient(worker: Worker): Gradient | undefined {
  return worker.phase.kind === 'computing' || worker.phase.kind === 'carrying' ? worker.phase.gradient : undefined;
}

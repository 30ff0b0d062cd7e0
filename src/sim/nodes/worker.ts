/**
 * A worker: the trainer on board an equipped vehicle, and what it is doing.
 *
 * idle -> (waiting for a trainer ->) receiving theta -> computing -> sending the gradient -> idle. Out of range with a
 * gradient to send it is carrying. Over an ideal network receiving and sending take no time.
 * Source: seed paper, section I steps (2) to (4); carrying over to the next edge server is the authors' program.
 */
import type { NodeRef } from '../faults/index.ts';
import type { Handout } from './edge-server.ts';
import type { Gradient } from './messages.ts';
import type { WorkerMemory } from './training.ts';

/** Whether a transfer goes on; if not, it rests until the link is back, or until a handover is over, in simulated ms. */
export type Flow = 'on' | 'broken' | { readonly restsUntilMs: number };

/**
 * What a worker is doing. `edgeServer` is the index of the one at the other end of a transfer.
 */
export type WorkerPhase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'receiving';
      readonly handout: Handout;
      readonly edgeServer: number;
      readonly flow: Flow;
    }
  | { readonly kind: 'computing'; readonly gradient: Gradient; readonly startedMs: number; readonly dueMs: number }
  | { readonly kind: 'carrying'; readonly gradient: Gradient }
  | { readonly kind: 'sending'; readonly gradient: Gradient; readonly edgeServer: number; readonly flow: Flow };

/** State of one worker. */
export interface Worker {
  readonly vehicleId: string;
  /** Index of the edge server it reaches, or `NO_LINK`. */
  link: number;
  parked: boolean;
  /** Where it was last seen in range, metres in network coordinates. */
  x: number;
  y: number;
  /** How it moved then, m/s and degrees clockwise from north; 0 where nobody wanted to know. */
  speed: number;
  angle: number;
  phase: WorkerPhase;
  /** Gradients it has delivered. */
  delivered: number;
  /** What it keeps between two pieces of work; absent before the first. */
  memory?: Promise<WorkerMemory>;
}

export const IDLE: WorkerPhase = { kind: 'idle' };
export const WAITING: WorkerPhase = { kind: 'waiting' };

/** The gradient a worker holds, finished or not. */
export function heldGradient({ phase }: Worker): Gradient | undefined {
  return 'gradient' in phase ? phase.gradient : undefined;
}

/** Whether it has one of the pool's trainers. */
export function isWorking({ phase }: Worker): boolean {
  return phase.kind !== 'idle' && phase.kind !== 'waiting';
}

/** Whether a message is on its way to or from the worker, be it that it rests. */
export function travels(phase: WorkerPhase): phase is Extract<WorkerPhase, { readonly kind: 'receiving' | 'sending' }> {
  return phase.kind === 'receiving' || phase.kind === 'sending';
}

/** How the fault calendar names it. */
export function nodeOf({ vehicleId }: Worker): NodeRef {
  return { tier: 'worker', id: vehicleId };
}

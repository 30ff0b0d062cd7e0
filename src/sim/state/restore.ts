/** From records back to nodes; theta must be restored first. */
import type { Aggregate, Gradient } from '../nodes/messages.ts';
import type { EdgeServer } from '../nodes/edge-server.ts';
import type { Training } from '../nodes/training.ts';
import type { Worker, WorkerPhase } from '../nodes/worker.ts';
import type { ThetaStore } from '../theta.ts';
import type { AggregateState, GradientState, PhaseState, WorkerState } from './records.ts';

export function restoreGradient({ vector, bytes, ...rest }: GradientState): Gradient {
  // The memory is the record's, not the engine's: nothing is to be given back.
  return { ...rest, message: Promise.resolve({ vector, bytes, release: () => undefined }) };
}

export function restoreAggregate({ value, ...rest }: AggregateState): Aggregate {
  return { ...rest, value: Promise.resolve(value) };
}

/** What workers refer to. */
export interface RestoredNodes {
  readonly theta: ThetaStore;
  readonly servers: readonly EdgeServer[];
}

export function restoreWorker(state: WorkerState, nodes: RestoredNodes, training: Training): Worker {
  const { memory, phase, ...rest } = state;
  const worker: Worker = { ...rest, phase: restorePhase(phase, nodes) };
  if (memory !== undefined) training.restore(worker, memory);
  return worker;
}

function restorePhase(phase: PhaseState, { theta, servers }: RestoredNodes): WorkerPhase {
  if ('gradient' in phase) return { ...phase, gradient: restoreGradient(phase.gradient) };
  if (phase.kind !== 'receiving') return phase;
  const { round, owner, serial, ...rest } = phase;
  const version = theta.version(round);
  theta.retain(version);
  const parameters = serial === undefined ? undefined : servers[owner]!.edgeRounds!.find(serial);
  return { ...rest, handout: { version, parameters, owner } };
}

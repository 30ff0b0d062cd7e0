/**
 * From nodes to records: waits for every number that is still being computed.
 *
 * Called between two steps, when nothing else happens. Pure but for the waiting: nothing is changed.
 */
import type { CloudServer } from '../nodes/cloud-server.ts';
import type { EdgeServer } from '../nodes/edge-server.ts';
import type { Aggregate, Gradient } from '../nodes/messages.ts';
import type { Training } from '../nodes/training.ts';
import type { Worker, WorkerPhase } from '../nodes/worker.ts';
import { roundOf } from '../theta-delivery.ts';
import type { ThetaStore } from '../theta.ts';
import type {
  AggregateState,
  CloudServerState,
  EdgeServerState,
  GradientState,
  PhaseState,
  SimulationState,
  WorkerState,
} from './records.ts';

export async function saveGradient({ message, ...rest }: Gradient): Promise<GradientState> {
  const { vector, bytes } = await message;
  return { ...rest, vector, bytes };
}

export async function saveAggregate({ value, ...rest }: Aggregate): Promise<AggregateState> {
  return { ...rest, value: await value };
}

export async function saveEdgeServer(server: EdgeServer): Promise<EdgeServerState> {
  const { buffer, aggregates, closed, down, theta, aggregator, edgeRounds } = server;
  return {
    buffer: await Promise.all(buffer.map(saveGradient)),
    aggregates,
    closed,
    down,
    round: theta.round,
    aggregator: await aggregator.snapshot(),
    edgeRounds: await edgeRounds?.snapshot(),
  };
}

export async function saveCloudServer(cloud: CloudServer): Promise<CloudServerState> {
  const { buffer, aggregator, theta, previousUpdate } = cloud;
  // The optimizer's state goes with theta's values.
  await theta.current.values;
  return {
    buffer: await Promise.all(buffer.map(saveAggregate)),
    aggregator: await aggregator.snapshot(),
    optimizer: cloud.optimizerState,
    previousUpdate: await previousUpdate,
  };
}

export async function saveWorker(worker: Worker, training: Training): Promise<WorkerState> {
  const { vehicleId, link, parked, x, y, speed, angle, delivered, phase } = worker;
  const memory = await training.save(worker);
  return {
    vehicleId,
    link,
    parked,
    x,
    y,
    speed,
    angle,
    delivered,
    phase: await savePhase(phase),
    ...(memory !== undefined && { memory }),
  };
}

async function savePhase(phase: WorkerPhase): Promise<PhaseState> {
  if ('gradient' in phase) return { ...phase, gradient: await saveGradient(phase.gradient) };
  if (phase.kind !== 'receiving') return phase;
  const { handout, ...rest } = phase;
  const { version, parameters, owner } = handout;
  return { ...rest, round: version.round, owner, serial: parameters?.serial };
}

/**
 * The versions of theta that a run goes on with: the current one, those of edge servers, those on their way. Those that
 * only gradients and evaluations still read have done their work once these are awaited.
 */
export async function saveTheta(
  store: ThetaStore,
  needed: Pick<SimulationState, 'servers' | 'workers' | 'queue'>,
): Promise<SimulationState['theta']> {
  const rounds = new Set([store.current.round, ...needed.servers.map(({ round }) => round)]);
  for (const { phase } of needed.workers) if (phase.kind === 'receiving') rounds.add(phase.round);
  for (const { kind, id } of needed.queue) if (kind === 'theta-arrived') rounds.add(roundOf(id));
  const versions = store.versions().filter(({ round }) => rounds.has(round));
  return Promise.all(versions.map(async ({ round, values }) => ({ round, values: await values })));
}

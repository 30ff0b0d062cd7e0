/**
 * What workers do: get theta, compute a gradient, send it to the edge server; and what becomes of that on the way.
 *
 * Steps (2) to (4) of the paper's round. Driven by `simulation.ts`, which says when; what edge servers make of gradients
 * is `rounds.ts`.
 */
import { createAssignments, type AssignmentsOptions } from './assignments.ts';
import type { EventQueue, TimedEvent } from './clock.ts';
import type { EnergyMeter } from './computing/energy.ts';
import { NO_LINK } from './connectivity.ts';
import type { EventLog } from './events.ts';
import type { Experiment } from './experiment/schema.ts';
import type { Ledger } from './ledger.ts';
import type { Network } from './network/index.ts';
import { giveBack, handOut, type EdgeServer, type Handout } from './nodes/edge-server.ts';
import { discard, type Gradient } from './nodes/messages.ts';
import { heldGradient, IDLE, isWorking, nodeOf, type Worker } from './nodes/worker.ts';
import { createLending, type Lending, type LendingOptions } from './lending.ts';
import { createReadiness } from './readiness.ts';
import type { RoundPolicy } from './round-policy.ts';
import type { ThetaVersion } from './theta.ts';
import { createTransfers } from './transfers.ts';

export interface WorkOptions extends AssignmentsOptions, Omit<LendingOptions, 'readiness'> {
  readonly experiment: Experiment;
  readonly policy: RoundPolicy;
  /** Undefined where joules are not counted. */
  readonly energy: EnergyMeter | undefined;
  readonly network: Network;
  readonly queue: EventQueue;
  readonly ledger: Ledger;
  readonly log: EventLog;
  /** Bytes of theta. */
  readonly thetaBytes: number;
  /** A gradient has reached the edge server that the worker is linked to. */
  readonly delivered: (worker: Worker, gradient: Gradient, server: EdgeServer) => Promise<void>;
  /** An epoch's last batch was drawn; true stops the run there. */
  readonly epochEnded: (epoch: number, version: ThetaVersion) => Promise<boolean>;
}

/** The workers' side of a run. */
export interface Work extends Omit<Lending, 'begins' | 'takeBack'> {
  /** A worker's link has changed: goes on with what it holds, or with what was interrupted. */
  relinked(worker: Worker): Promise<void>;
  computed(event: TimedEvent): Promise<void>;
  transferred(event: TimedEvent): Promise<void>;
  /** A handover's interruption is over. */
  handedOver(event: TimedEvent): void;
  /** The worker's vehicle has left the map, or its trainer has crashed: what it had in hand is gone. */
  drop(worker: Worker, fate: 'lost' | 'faulted'): void;
}

export function createWork(options: WorkOptions): Work {
  const { experiment, moment, fleet, servers, theta, training, batches } = options;
  const { energy, network, calendar, pool, queue, ledger, log, thetaBytes } = options;
  const { interruption } = experiment.network;
  const readiness = createReadiness(options);
  const assignments = createAssignments(options);
  const transfers = createTransfers({
    network,
    ledger,
    giveBack: (handout) => {
      giveBack(handout, servers[handout.owner]!, theta);
    },
  });

  const lending = createLending({ ...options, readiness }, (worker) => begin(worker));

  /** Step (2) of the round: theta as the edge server has it now. */
  const begin = async (worker: Worker): Promise<void> => {
    lending.begins(worker);
    const handout = handOut(servers[worker.link]!, theta);
    if (transfers.start(worker, { direction: 'down', bytes: thetaBytes }, moment.nowMs))
      return receive(worker, handout);
    worker.phase = { kind: 'receiving', handout, edgeServer: worker.link, flow: 'on' };
    log.record({
      at: moment.nowMs,
      type: 'receive',
      vehicle: worker.vehicleId,
      edgeServer: servers[worker.link]!.name,
      round: handout.version.round,
    });
  };

  const receive = async (worker: Worker, handout: Handout): Promise<void> => {
    ledger.carry('edgeServerToWorker', thetaBytes);
    energy?.receive(worker.vehicleId, thetaBytes);
    await compute(worker, handout);
  };

  /** Step (3): batches, and the time that they take. */
  const compute = async (worker: Worker, handout: Handout): Promise<void> => {
    const serial = ledger.made;
    ledger.make();
    const before = moment.batchesDrawn;
    const gradient = assignments.start(serial, worker, handout);
    const { delayFactor, delayMs } = calendar.faultsOf(nodeOf(worker), moment.nowMs);
    const takesMs = await assignments.durationOf(gradient, handout);
    const dueMs = moment.nowMs + Math.max(1, Math.round(takesMs * delayFactor + delayMs));
    worker.phase = { kind: 'computing', gradient, startedMs: moment.nowMs, dueMs };
    queue.push({ timeMs: dueMs, kind: 'computed', id: worker.vehicleId });
    log.record({
      at: moment.nowMs,
      type: 'compute',
      vehicle: worker.vehicleId,
      gradient: serial,
      round: handout.version.round,
    });
    const epochs = Math.floor(moment.batchesDrawn / batches.perEpoch);
    if (epochs === Math.floor(before / batches.perEpoch)) return;
    moment.stopped = (await options.epochEnded(epochs, handout.version)) || moment.stopped;
  };

  const computed = async (event: TimedEvent): Promise<void> => {
    const worker = fleet.workers.get(event.id);
    if (worker?.phase.kind !== 'computing' || worker.phase.dueMs !== event.timeMs) return;
    const { gradient } = worker.phase;
    energy?.compute(worker.vehicleId, moment.nowMs - worker.phase.startedMs);
    log.record({ at: moment.nowMs, type: 'computed', vehicle: worker.vehicleId, gradient: gradient.serial });
    worker.phase = { kind: 'carrying', gradient };
    if (worker.link !== NO_LINK) await send(worker, gradient);
  };

  /** Step (4): the gradient on its way to the edge server. */
  const send = async (worker: Worker, gradient: Gradient): Promise<void> => {
    const server = servers[worker.link]!;
    if (calendar.omits(nodeOf(worker), gradient.serial, moment.nowMs)) {
      log.record({ at: moment.nowMs, type: 'omit', vehicle: worker.vehicleId, gradient: gradient.serial });
      settle(gradient, 'faulted');
      return goOn(worker);
    }
    const bytes = training.messageBytes ?? (await gradient.message).bytes;
    if (transfers.start(worker, { direction: 'up', bytes }, moment.nowMs)) return deliver(worker, gradient, server);
    worker.phase = { kind: 'sending', gradient, edgeServer: server.index, flow: 'on' };
    const { vehicleId: vehicle } = worker;
    log.record({ at: moment.nowMs, type: 'send', vehicle, gradient: gradient.serial, edgeServer: server.name });
  };

  const deliver = async (worker: Worker, gradient: Gradient, server: EdgeServer): Promise<void> => {
    energy?.send(worker.vehicleId, training.messageBytes ?? (await gradient.message).bytes, distanceOf(worker, server));
    worker.delivered++;
    lending.takeBack(worker);
    // A worker lies when it hands over, so that the local fault model holds where it does.
    const { byzantine } = calendar.faultsOf(nodeOf(worker), moment.nowMs);
    await options.delivered(worker, { ...gradient, faults: [...gradient.faults, ...byzantine] }, server);
    await lending.lend(worker);
  };

  /** The trainer is free, and somebody starts the next piece of work; this worker queues up behind them. */
  const goOn = async (worker: Worker): Promise<void> => {
    lending.takeBack(worker);
    await lending.lend(worker);
  };

  /** m, from a worker to an edge server. */
  const distanceOf = ({ x, y }: Worker, { index }: EdgeServer): number => {
    const site = options.sites[index]!;
    return Math.sqrt((x - site.x) ** 2 + (y - site.y) ** 2);
  };

  const settle = (gradient: Gradient, fate: 'lost' | 'faulted'): void => {
    ledger.settle(fate);
    discard(gradient);
  };

  /** What it was at is over before its time; the joules are spent. */
  const cut = (worker: Worker): void => {
    const { vehicleId, phase } = worker;
    const bytes = transfers.cut(worker, moment.nowMs);
    if (phase.kind === 'receiving') energy?.receive(vehicleId, bytes);
    else if (phase.kind === 'sending') energy?.send(vehicleId, bytes, distanceOf(worker, servers[phase.edgeServer]!));
    else if (phase.kind === 'computing') energy?.compute(vehicleId, moment.nowMs - phase.startedMs);
  };

  const drop = (worker: Worker, fate: 'lost' | 'faulted'): void => {
    pool.withdraw(worker.vehicleId);
    if (!isWorking(worker)) {
      worker.phase = IDLE;
      return;
    }
    cut(worker);
    const gradient = heldGradient(worker);
    lending.takeBack(worker);
    if (gradient === undefined) return;
    settle(gradient, fate);
    if (fate === 'faulted') return;
    const { vehicleId: vehicle, x, y } = worker;
    log.record({ at: moment.nowMs, type: 'lost', vehicle, gradient: gradient.serial, x, y });
  };

  /** The link over which something travels is gone, or is another one now. */
  const interrupt = async (worker: Worker): Promise<void> => {
    const { vehicleId, phase, link } = worker;
    if (phase.kind !== 'receiving' && phase.kind !== 'sending') return;
    if (link === phase.edgeServer) {
      transfers.resume(worker, moment.nowMs);
      return;
    }
    // Over a gap between two ranges the link broke before.
    if (phase.flow !== 'broken') {
      const { name: edgeServer } = servers[phase.edgeServer]!;
      log.record({ at: moment.nowMs, type: 'interrupt', vehicle: vehicleId, edgeServer });
    }
    if (interruption.policy === 'lost') {
      drop(worker, 'lost');
    } else if (link === NO_LINK) {
      transfers.pause(worker, moment.nowMs);
    } else if (interruption.policy === 'handover') {
      const restsUntilMs = moment.nowMs + interruption.handoverMs;
      transfers.handOver(worker, { nowMs: moment.nowMs, restsUntilMs });
      queue.push({ timeMs: restsUntilMs, kind: 'handover', id: vehicleId });
    } else {
      cut(worker);
      if (phase.kind === 'sending') return send(worker, phase.gradient);
      if (readiness.canBegin(worker)) return begin(worker);
      lending.takeBack(worker);
    }
  };

  return {
    ...lending,
    async relinked(worker) {
      if (worker.phase.kind === 'carrying' && worker.link !== NO_LINK) await send(worker, worker.phase.gradient);
      else await interrupt(worker);
    },
    computed,
    handedOver({ id }) {
      const worker = fleet.workers.get(id);
      if (worker !== undefined) transfers.resume(worker, moment.nowMs);
    },
    async transferred({ id }) {
      const worker = fleet.workers.get(id)!;
      const { phase } = worker;
      if (phase.kind === 'receiving') {
        await receive(worker, phase.handout);
      } else if (phase.kind === 'sending') {
        await deliver(worker, phase.gradient, servers[phase.edgeServer]!);
      }
    },
    drop,
  };
}

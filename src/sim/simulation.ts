/**
 * The workers at work: frames of traffic and events of simulated time in, updates of theta out.
 *
 * Driven by `simulator.ts`, one frame at a time. Nothing here waits for a number but the cloud update, and no decision
 * depends on a number, so the order of events is the same however many threads compute. What workers do is `work.ts`,
 * what the servers do `rounds.ts`; this file says in which order.
 */
import type { GradientEngine } from '../ml/index.ts';
import type { BatchSource } from './batches.ts';
import { compareEvents, type EventQueue, type TimedEvent } from './clock.ts';
import { NO_LINK } from './connectivity.ts';
import type { TrainerPool } from './equipment.ts';
import type { EventLog } from './events.ts';
import type { Experiment } from './experiment/schema.ts';
import type { Fleet } from './fleet.ts';
import type { Ledger, RoundAccount } from './ledger.ts';
import type { TrafficFrame } from './mobility/source.ts';
import type { Backhaul, Network } from './network/index.ts';
import type { CloudServer } from './nodes/cloud-server.ts';
import type { EdgeServer } from './nodes/edge-server.ts';
import type { Gradient } from './nodes/messages.ts';
import type { Training } from './nodes/training.ts';
import type { Worker } from './nodes/worker.ts';
import type { RoundPolicy } from './round-policy.ts';
import { createRounds, type RoundProgress } from './rounds.ts';
import type { ThetaVersion } from './theta.ts';
import type { Troubles } from './troubles.ts';
import { createWork, type Moment, type WorkDuration } from './work.ts';

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
  readonly computing: WorkDuration;
  readonly network: Network;
  readonly backhaul: Backhaul;
  readonly troubles: Troubles;
  readonly pool: TrainerPool;
  readonly queue: EventQueue;
  readonly ledger: Ledger;
  readonly log: EventLog;
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

/** What a simulation tells whoever drives it; true stops it there. */
export interface SimulationHooks {
  /** An epoch's last batch was drawn; theta's version is held until it has returned. */
  epochEnded(epoch: number, version: ThetaVersion, timeMs: number): Promise<boolean>;
  /** The cloud updated theta. */
  roundEnded(round: number, timeMs: number, account: RoundAccount): boolean;
}

/** A running simulation. */
export interface Simulation {
  /** Takes in a step's positions and lists. */
  applyFrame(frame: TrafficFrame): Promise<void>;
  /** Handles all events up to and including `timeMs`; stops early when a hook said so. */
  runUntil(timeMs: number): Promise<void>;
  readonly stopped: boolean;
  /** Simulated ms of the last thing that happened. */
  readonly nowMs: number;
  /** Batches drawn so far. */
  readonly batchesDrawn: number;
  /** Gradients made but not settled. */
  unfinished(): number;
}

/** Builds a simulation; nothing happens until the first frame. */
export function createSimulation(parts: SimulationParts, hooks: SimulationHooks): Simulation {
  const { experiment, fleet, servers, cloud, policy, training, network, troubles, queue, log } = parts;
  const moment: Moment = { nowMs: parts.start.nowMs, stopped: false, batchesDrawn: parts.start.batchesDrawn };
  const thetaBytes = Float32Array.BYTES_PER_ELEMENT * parts.engine.layout.dimension;
  let { waits } = parts.start;

  const rounds = createRounds({
    ...parts,
    thetaBytes,
    messageBytes: training.messageBytes,
    partial: experiment.learning.timeout.partial,
    cloudLink: (message) => troubles.cloudLink(message),
    discard,
    roundEnded(round, timeMs, account) {
      moment.stopped = hooks.roundEnded(round, timeMs, account) || moment.stopped;
    },
  });

  const work = createWork({
    ...parts,
    moment,
    theta: cloud.theta,
    thetaBytes,
    async delivered({ x, y }, gradient, server) {
      await proceed(await rounds.collect({ gradient, server, timeMs: moment.nowMs, x, y }));
    },
    epochEnded: (epoch, version) => hooks.epochEnded(epoch, version, moment.nowMs),
  });

  /** Whoever may start again does; in synchronous mode the wait for the round begins. */
  const proceed = async ({ began, opened }: RoundProgress): Promise<void> => {
    if (began) armTimeout();
    if (opened.length > 0) await work.offerAll(opened);
  };

  const armTimeout = (): void => {
    const timeMs = moment.nowMs + experiment.learning.timeout.afterMs;
    queue.push({ timeMs, kind: 'round-timeout', id: String(++waits) });
  };

  const applyLinks = async (relinked: readonly Worker[]): Promise<void> => {
    for (const { vehicleId, link } of relinked) {
      const edgeServer = link === NO_LINK ? null : servers[link]!.name;
      log.record({ at: moment.nowMs, type: 'link', vehicle: vehicleId, edgeServer });
    }
    for (const worker of relinked) {
      if (moment.stopped) return;
      await work.relinked(worker);
    }
  };

  /** A node crashes or is back. */
  const handleFault = async (event: TimedEvent): Promise<void> => {
    for (const change of troubles.changesAt(event)) {
      log.record({ at: moment.nowMs, type: change.crashed ? 'crash' : 'recover', node: change.node });
      if (change.edgeServer !== undefined) await changeServer(servers[change.edgeServer]!, change.crashed);
      else await changeWorker(fleet.workers.get(change.node), change.crashed);
    }
  };

  const changeWorker = async (worker: Worker | undefined, crashed: boolean): Promise<void> => {
    if (worker === undefined) return;
    if (!crashed) return work.offer(worker);
    work.drop(worker, 'faulted');
    await work.grantWaiting();
  };

  const changeServer = async (server: EdgeServer, crashed: boolean): Promise<void> => {
    if (!crashed) return proceed(rounds.recover(server, moment.nowMs));
    const progress = await rounds.crash(server, moment.nowMs);
    await applyLinks(fleet.unlink(server.index));
    await proceed(progress);
  };

  const handle = async (event: TimedEvent): Promise<void> => {
    switch (event.kind) {
      case 'fault':
        return handleFault(event);
      case 'aggregate-arrived':
      case 'theta-arrived':
        return proceed(await rounds.arrive(event));
      case 'transferred':
        return work.transferred(event);
      case 'computed':
        return work.computed(event);
      case 'handover':
        work.handedOver(event);
        return;
      case 'round-timeout':
        if (event.id === String(waits)) await proceed(await rounds.timeOut(moment.nowMs));
    }
  };

  /** The next event, be it of the queue or of the network. */
  const next = (timeMs: number): TimedEvent | undefined => {
    const queued = queue.peek();
    const transfer = network.nextCompletion();
    if (transfer === undefined || transfer.timeMs > timeMs) return queue.popUntil(timeMs);
    const event: TimedEvent = { ...transfer, kind: 'transferred' };
    if (queued !== undefined && compareEvents(queued, event) <= 0) return queue.popUntil(timeMs);
    network.complete(transfer.timeMs);
    return event;
  };

  return {
    async applyFrame(frame) {
      moment.nowMs = frame.timeMs;
      if (policy.synchronous && frame.step === 1) armTimeout();
      const { removed, relinked } = fleet.applyFrame(frame);
      for (const worker of removed) {
        work.drop(worker, 'lost');
        training.forget(worker);
        network.forget(worker.vehicleId);
      }
      for (const change of troubles.applyFrame(frame, fleet)) queue.push(change);
      if (network.size > 0) for (const worker of fleet.linked()) network.move(worker.vehicleId, worker, frame.timeMs);
      await applyLinks(relinked);
      await work.grantWaiting();
      await work.offerAll();
    },
    async runUntil(timeMs) {
      while (!moment.stopped) {
        const event = next(timeMs);
        if (event === undefined) return;
        moment.nowMs = event.timeMs;
        await handle(event);
      }
    },
    get stopped() {
      return moment.stopped;
    },
    get nowMs() {
      return moment.nowMs;
    },
    get batchesDrawn() {
      return moment.batchesDrawn;
    },
    unfinished: () => fleet.held() + rounds.buffered(),
  };
}

function discard(gradient: Gradient): void {
  gradient.message.then(
    (message) => {
      message.release();
    },
    () => undefined,
  );
}

/**
 * The workers at work: frames of traffic and events of simulated time in, delivered gradients out.
 *
 * Driven by `simulator.ts`, one frame at a time. Nothing here waits for a number but the cloud update, and no decision
 * depends on a number, so the order of events is the same however many threads compute.
 */
import type { GradientEngine } from '../ml/index.ts';
import type { BatchSource } from './batches.ts';
import { createEventQueue, type TimedEvent } from './clock.ts';
import { NO_LINK } from './connectivity.ts';
import { createTrainerPool } from './equipment.ts';
import type { EventLog } from './events.ts';
import type { Experiment } from './experiment/schema.ts';
import type { Fleet } from './fleet.ts';
import type { Ledger, RoundAccount } from './ledger.ts';
import type { TrafficFrame } from './mobility/source.ts';
import type { CloudServer } from './nodes/cloud-server.ts';
import type { EdgeServer } from './nodes/edge-server.ts';
import type { Gradient } from './nodes/messages.ts';
import type { Training } from './nodes/training.ts';
import { heldGradient, IDLE, WAITING, type Worker } from './nodes/worker.ts';
import { createRounds } from './rounds.ts';
import type { RoundPolicy } from './round-policy.ts';
import type { ThetaVersion } from './theta.ts';

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
  readonly ledger: Ledger;
  readonly log: EventLog;
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
  const { experiment, fleet, servers, cloud, policy, engine, training, batches, ledger, log } = parts;
  const { computeTimeMs, whileParked } = experiment.workers;
  const thetaBytes = Float32Array.BYTES_PER_ELEMENT * engine.layout.dimension;
  const queue = createEventQueue();
  const pool = createTrainerPool(experiment.workers.count);
  let nowMs = 0;
  let roundsBegun = 0;
  let batchesDrawn = 0;
  let stopped = false;

  const discard = (gradient: Gradient): void => {
    gradient.message.then(
      (message) => {
        message.release();
      },
      () => undefined,
    );
  };

  const rounds = createRounds({
    policy,
    servers,
    cloud,
    ledger,
    log,
    thetaBytes,
    messageBytes: training.messageBytes,
    partial: experiment.learning.timeout.partial,
    discard,
    roundEnded(round, timeMs, account) {
      stopped = hooks.roundEnded(round, timeMs, account) || stopped;
    },
  });

  /** Gives an idle worker in range something to do, as far as its edge server and the pool allow. */
  const offerWork = async (worker: Worker): Promise<void> => {
    if (stopped || worker.phase.kind !== 'idle' || worker.link === NO_LINK) return;
    if (worker.parked && whileParked === 'idle') return;
    if (!policy.wantsWork(servers[worker.link]!)) return;
    if (pool.request(worker.vehicleId)) await compute(worker);
    else worker.phase = WAITING;
  };

  const offerWorkToAll = async (): Promise<void> => {
    for (const worker of fleet.linked()) await offerWork(worker);
  };

  /** Step (3) of the paper's round: a batch, theta as the edge server has it now, and the time it takes. */
  const compute = async (worker: Worker): Promise<void> => {
    const serial = ledger.made;
    const version = cloud.theta.current;
    ledger.make();
    ledger.carry('edgeServerToWorker', thetaBytes);
    const before = batchesDrawn;
    const gradient = startWork(serial, worker, version);
    const dueMs = nowMs + computeTimeMs * training.batchesPerWork;
    worker.phase = { kind: 'computing', gradient, dueMs };
    queue.push({ timeMs: dueMs, kind: 'computed', id: worker.vehicleId });
    log.record({ at: nowMs, type: 'compute', vehicle: worker.vehicleId, gradient: serial, round: version.round });
    const epochs = Math.floor(batchesDrawn / batches.perEpoch);
    if (epochs === Math.floor(before / batches.perEpoch)) return;
    stopped = (await hooks.epochEnded(epochs, version, nowMs)) || stopped;
  };

  const startWork = (serial: number, worker: Worker, version: ThetaVersion): Gradient => {
    const drawn = Array.from({ length: training.batchesPerWork }, () =>
      batches.draw({ serial: batchesDrawn++, edgeServer: worker.link, timeMs: nowMs }),
    );
    cloud.theta.retain(version);
    const message = training.start(worker, { version, batches: drawn, serial }).finally(() => {
      cloud.theta.release(version);
    });
    // A lost gradient is awaited by nobody; a failure of the engine is reported by those that are.
    message.catch(() => undefined);
    return { serial, vehicleId: worker.vehicleId, version, message };
  };

  const handleComputed = async (event: TimedEvent): Promise<void> => {
    const worker = fleet.workers.get(event.id);
    if (worker?.phase.kind !== 'computing' || worker.phase.dueMs !== event.timeMs) return;
    const { gradient } = worker.phase;
    log.record({ at: nowMs, type: 'computed', vehicle: worker.vehicleId, gradient: gradient.serial });
    worker.phase = { kind: 'carrying', gradient };
    if (worker.link !== NO_LINK) await deliver(worker, gradient);
  };

  /** Step (4): the gradient reaches the edge server, the trainer is free, and somebody starts the next one. */
  const deliver = async (worker: Worker, gradient: Gradient): Promise<void> => {
    const server = servers[worker.link]!;
    worker.phase = IDLE;
    pool.giveBack();
    const { opened } = await rounds.collect({ gradient, server, timeMs: nowMs, x: worker.x, y: worker.y });
    if (opened) await beginRound();
    await grantWaiting();
    await offerWork(worker);
  };

  /** Lends a freed trainer to the first that waits; the worker that freed it queues up behind them. */
  const grantWaiting = async (): Promise<void> => {
    for (let next = pool.nextWaiting(); next !== undefined; next = pool.nextWaiting()) {
      const worker = fleet.workers.get(next);
      if (worker?.phase.kind !== 'waiting') continue;
      worker.phase = IDLE;
      await offerWork(worker);
    }
  };

  const beginRound = async (): Promise<void> => {
    armTimeout();
    await offerWorkToAll();
  };

  const armTimeout = (): void => {
    const timeMs = nowMs + experiment.learning.timeout.afterMs;
    queue.push({ timeMs, kind: 'round-timeout', id: String(++roundsBegun) });
  };

  const handleTimeout = async (event: TimedEvent): Promise<void> => {
    if (event.id !== String(roundsBegun)) return;
    const { opened } = await rounds.timeOut(nowMs);
    if (opened) await beginRound();
  };

  const removeWorker = (worker: Worker): void => {
    pool.withdraw(worker.vehicleId);
    training.forget(worker);
    const gradient = heldGradient(worker);
    worker.phase = IDLE;
    if (gradient === undefined) return;
    ledger.settle('lost');
    const { vehicleId: vehicle, x, y } = worker;
    log.record({ at: nowMs, type: 'lost', vehicle, gradient: gradient.serial, x, y });
    discard(gradient);
    pool.giveBack();
  };

  const applyLinks = (relinked: readonly Worker[]): void => {
    for (const { vehicleId, link } of relinked) {
      const edgeServer = link === NO_LINK ? null : servers[link]!.name;
      log.record({ at: nowMs, type: 'link', vehicle: vehicleId, edgeServer });
    }
  };

  return {
    async applyFrame(frame) {
      nowMs = frame.timeMs;
      if (policy.synchronous && frame.step === 1) armTimeout();
      const { removed, relinked } = fleet.applyFrame(frame);
      removed.forEach(removeWorker);
      applyLinks(relinked);
      for (const worker of fleet.linked()) {
        if (stopped) return;
        if (worker.phase.kind === 'carrying') await deliver(worker, worker.phase.gradient);
      }
      await grantWaiting();
      await offerWorkToAll();
    },
    async runUntil(timeMs) {
      while (!stopped) {
        const event = queue.popUntil(timeMs);
        if (event === undefined) return;
        nowMs = event.timeMs;
        if (event.kind === 'computed') await handleComputed(event);
        else await handleTimeout(event);
      }
    },
    get stopped() {
      return stopped;
    },
    get nowMs() {
      return nowMs;
    },
    get batchesDrawn() {
      return batchesDrawn;
    },
    unfinished: () => fleet.held() + rounds.buffered(),
  };
}

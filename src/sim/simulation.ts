/**
 * The workers at work: frames of traffic and events of simulated time in, updates of theta out.
 *
 * Driven by `simulator.ts`, one frame at a time. Numbers are promises that follow some cloud updates behind, and no
 * decision depends on them, so the order of events is the same however many threads compute. What workers do is `work.ts`,
 * what the servers do `rounds.ts`; this file says in which order.
 */
import type { Moment } from './assignments.ts';
import { earlier, type TimedEvent } from './clock.ts';
import { NO_LINK } from './connectivity.ts';
import type { RoundAccount } from './ledger.ts';
import { crossings, positionAt, waysBetween, type Way } from './mobility/interpolate.ts';
import type { TrafficFrame } from './mobility/source.ts';
import type { EdgeServer } from './nodes/edge-server.ts';
import { discard } from './nodes/messages.ts';
import { isWorking, travels, type Worker } from './nodes/worker.ts';
import { createRounds, type RoundProgress } from './rounds.ts';
import type { SimulationParts } from './simulation-parts.ts';
import { createSiteIndex } from './site-index.ts';
import type { ThetaVersion } from './theta.ts';
import type { SimulationState } from './state/records.ts';
import { saveAggregate, saveCloudServer, saveEdgeServer, saveTheta, saveWorker } from './state/save.ts';
import { createWork } from './work.ts';

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
  /** Vehicles drive straight from one frame to the next: those that cross a range on their way are relinked there. */
  drive(before: TrafficFrame, after: TrafficFrame): void;
  /** Handles all events up to and including `timeMs`; stops early when a hook said so. */
  runUntil(timeMs: number): Promise<void>;
  readonly stopped: boolean;
  /** Simulated ms of the last thing that happened. */
  readonly nowMs: number;
  /** Batches drawn so far. */
  readonly batchesDrawn: number;
  /** Waits for the numbers still being computed; to be called between two steps. */
  snapshot(): Promise<SimulationState>;
  /** Gradients made but not settled. */
  unfinished(): number;
}

/** Builds a simulation; nothing happens until the first frame. */
export function createSimulation(parts: SimulationParts, hooks: SimulationHooks): Simulation {
  const { experiment, fleet, servers, cloud, policy, training, network, calendar } = parts;
  const { batches, energy, ledger, queue, log } = parts;
  const moment: Moment = { nowMs: parts.start.nowMs, stopped: false, batchesDrawn: parts.start.batchesDrawn };
  const thetaBytes = Float32Array.BYTES_PER_ELEMENT * parts.engine.layout.dimension;
  let { waits } = parts.start;
  const siteIndex = createSiteIndex(parts.sites);
  const serversByName = new Map(servers.map((server) => [server.name, server]));
  /** Of those who cross a border on their way to the next frame. */
  const ways = new Map<string, Way>();

  const rounds = createRounds({
    ...parts,
    thetaBytes,
    messageBytes: training.messageBytes,
    partial: experiment.learning.timeout.partial,
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

  /** A vehicle is at the border of a range. */
  const moveWorker = async ({ id, timeMs }: TimedEvent): Promise<void> => {
    const change = fleet.move(id, ...positionAt(ways.get(id)!, timeMs));
    work.moved(id, change);
    if (change === undefined) return;
    if (calendar.needs.frames) {
      calendar.move(change.worker, moment.nowMs);
      await takeFaults();
    }
    await applyLinks([change.worker]);
    await work.lend(change.worker);
  };

  /** Nodes that have crashed or are back by now. */
  const takeFaults = async (): Promise<void> => {
    const changes = calendar.takeChanges(moment.nowMs);
    for (const { node } of changes) if (node.tier === 'worker') work.seen(node.id);
    for (const { node, crashed } of changes) {
      log.record({ at: moment.nowMs, type: crashed ? 'crash' : 'recover', tier: node.tier, node: node.id });
      if (node.tier === 'worker') await changeWorker(fleet.workers.get(node.id), crashed);
      else if (node.tier === 'edge-server') await changeServer(serversByName.get(node.id)!, crashed);
    }
  };

  const changeWorker = async (worker: Worker | undefined, crashed: boolean): Promise<void> => {
    if (worker === undefined) return;
    if (!crashed) return work.offer(worker);
    work.drop(worker, 'faulted');
    training.forget(worker);
    await work.lend();
  };

  const changeServer = async (server: EdgeServer, crashed: boolean): Promise<void> => {
    fleet.setDown(server.index, crashed);
    if (!crashed) return proceed(rounds.recover(server, moment.nowMs));
    const progress = await rounds.crash(server, moment.nowMs);
    await applyLinks(work.unlink(server.index));
    await work.lend();
    await proceed(progress);
  };

  const handle = async (event: TimedEvent): Promise<void> => {
    switch (event.kind) {
      case 'fault':
        return takeFaults();
      case 'aggregate-arrived':
      case 'theta-arrived':
        return proceed(await rounds.arrive(event));
      case 'transferred':
        return work.transferred(event);
      case 'computed':
        return work.computed(event);
      case 'moved':
        return moveWorker(event);
      case 'handover':
        work.handedOver(event);
        return;
      case 'round-timeout':
        if (event.id === String(waits)) await proceed(await rounds.timeOut(moment.nowMs));
    }
  };

  /** The next event, be it of the queue, of the network or of the calendar. */
  const next = (timeMs: number): TimedEvent | undefined => {
    const transfer = network.nextCompletion();
    const changeMs = calendar.nextChangeMs();
    let first = queue.peek();
    if (transfer !== undefined) first = earlier(first, transfer.timeMs, 'transferred', transfer.id);
    if (changeMs !== undefined) first = earlier(first, changeMs, 'fault', '');
    if (first === undefined || first.timeMs > timeMs) return undefined;
    if (first.kind === 'transferred') network.complete(first.timeMs);
    else if (first.kind !== 'fault') queue.pop();
    return first;
  };

  /** What workers in range see, and what all workers spend, since the frame before. */
  const observe = ({ timeMs }: TrafficFrame): void => {
    if (batches.collects)
      for (const { vehicleId, link: edgeServer } of fleet.linked())
        batches.observe({ vehicleId, edgeServer, timeMs, durationMs: parts.stepLengthMs });
    if (energy !== undefined) for (const id of fleet.workers.keys()) energy.stay(id, parts.stepLengthMs);
  };

  const noteMobility = ({ teleportStarted, parkingStarted }: TrafficFrame, removed: readonly Worker[]): void => {
    for (const worker of removed) if (isWorking(worker)) ledger.noteMobility('leftWithWork');
    for (const id of teleportStarted) if (fleet.workers.has(id)) ledger.noteMobility('teleported');
    for (const id of parkingStarted) if (fleet.workers.has(id)) ledger.noteMobility('parked');
  };

  const forget = (worker: Worker): void => {
    training.forget(worker);
    network.forget(worker.vehicleId);
    batches.forget(worker.vehicleId);
    energy?.forget(worker.vehicleId);
  };

  return {
    async applyFrame(frame) {
      moment.nowMs = frame.timeMs;
      if (policy.synchronous && frame.step === 1) armTimeout();
      work.beginPart('frame');
      await takeFaults();
      const { removed, relinked } = fleet.applyFrame(frame);
      work.beginPart('frame');
      noteMobility(frame, removed);
      for (const worker of removed) {
        work.drop(worker, 'lost');
        forget(worker);
      }
      if (calendar.needs.frames) {
        calendar.applyFrame({ ...frame, linked: fleet.linked() });
        await takeFaults();
      }
      if (network.size > 0)
        for (const worker of fleet.linked())
          if (travels(worker.phase)) network.move(worker.vehicleId, worker, frame.timeMs);
      observe(frame);
      work.beginPart('frame');
      await applyLinks(relinked);
      await work.lend();
      await work.offerAll();
    },
    drive(before, after) {
      work.beginPart('way');
      ways.clear();
      for (const crossing of crossings(waysBetween(before, after), parts.sites, siteIndex)) {
        const { vehicleId: id, way, enterMs, leaveMs } = crossing;
        ways.set(id, way);
        for (const timeMs of [enterMs, leaveMs])
          // The end of the way is the next frame's business.
          if (timeMs !== undefined && timeMs < after.timeMs) queue.push({ timeMs, kind: 'moved', id });
      }
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
    async snapshot() {
      const workers = await Promise.all([...fleet.workers.values()].map((worker) => saveWorker(worker, training)));
      const needed = {
        workers,
        servers: await Promise.all(servers.map(saveEdgeServer)),
        queue: queue.snapshot(),
      };
      const travelling = [...parts.travelling].map(
        async ([id, aggregate]) => [id, await saveAggregate(aggregate)] as const,
      );
      return {
        ...moment,
        ...needed,
        waits,
        cloud: await saveCloudServer(cloud),
        theta: await saveTheta(cloud.theta, needed),
        travelling: await Promise.all(travelling),
        teleporting: fleet.teleporting(),
        parked: fleet.parked(),
        facts: [...fleet.facts.values()],
        waiting: parts.pool.waiting(),
        ledger: parts.ledger.snapshot(),
        network: network.snapshot(),
        backhaul: parts.backhaul.snapshot(),
        calendar: calendar.snapshot(),
        batches: batches.snapshot(),
        energy: energy?.snapshot(),
      };
    },
    unfinished: () => fleet.held() + rounds.buffered(),
  };
}

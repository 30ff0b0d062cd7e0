/**
 * From collected gradients to the next theta: steps (5) and (6) of the paper's round, in every mode.
 *
 * Edge servers aggregate as soon as the policy says so; their aggregates travel over the backhaul; all numbers are
 * promises, and the simulation runs ahead of them by a few cloud updates. Every gradient that comes in is settled in the
 * ledger here. How theta gets back to the edge servers is `theta-delivery.ts`.
 */
import type { EventQueue, TimedEvent } from './clock.ts';
import { createCloudLinks, sendersOf, type CloudLinksOptions } from './cloud-links.ts';
import { hashParameters, type SimulationEvent } from './events.ts';
import type { RoundAccount } from './ledger.ts';
import { updateTheta, viewOf, type CloudServer } from './nodes/cloud-server.ts';
import { aggregateBuffer, type EdgeServer } from './nodes/edge-server.ts';
import type { HeldGradients } from './nodes/edge-rounds.ts';
import type { Aggregate, Gradient } from './nodes/messages.ts';
import type { Adaptation } from './nodes/rules.ts';
import type { RoundPolicy } from './round-policy.ts';
import { createThetaDelivery } from './theta-delivery.ts';
import type { ThetaVersion } from './theta.ts';
import type { Timed } from './timings.ts';

export interface RoundsOptions extends CloudLinksOptions {
  readonly policy: RoundPolicy;
  readonly servers: readonly EdgeServer[];
  readonly cloud: CloudServer;
  readonly queue: EventQueue;
  /** Aggregates on their way up, by the id of their event. */
  readonly travelling: Map<string, Aggregate>;
  /** Bytes of a gradient's message, where they do not depend on its values. */
  readonly messageBytes: number | undefined;
  /** What an edge server does at the timeout with fewer gradients than it wanted. */
  readonly partial: 'aggregate' | 'discard';
  readonly timed: Timed;
  /** Whether some adversary sees the gradients of other edge servers than its own. */
  readonly adversaryKnowsAll: boolean;
  /** Gives a gradient's memory back. */
  readonly discard: (gradient: Gradient) => void;
  readonly roundEnded: (round: number, timeMs: number, account: RoundAccount) => void;
}

/** What a delivery, an arrival or a timeout led to. */
export interface RoundProgress {
  /** A synchronous round has begun or goes on: the wait for it starts anew. */
  readonly began: boolean;
  /** Edge servers whose workers may start again. */
  readonly opened: readonly EdgeServer[];
}

/** A gradient that has reached an edge server. */
export interface Delivery {
  readonly gradient: Gradient;
  readonly server: EdgeServer;
  readonly timeMs: number;
  /** Where the vehicle was, metres in network coordinates. */
  readonly x: number;
  readonly y: number;
}

/** The collecting side of a run. */
export interface Rounds {
  /** Collects a delivered gradient, or counts it as late; aggregates and updates when that was the last one missing. */
  collect(delivery: Delivery): Promise<RoundProgress>;
  /** An `aggregate-arrived` or a `theta-arrived`. */
  arrive(event: TimedEvent): Promise<RoundProgress>;
  /** Synchronous mode: ends the wait for edge servers that have not got what they wanted. */
  timeOut(timeMs: number): Promise<RoundProgress>;
  /** An edge server crashes: what it has collected is gone, and nobody waits for it. */
  crash(server: EdgeServer, timeMs: number): Promise<RoundProgress>;
  /** It is back, and asks for theta. */
  recover(server: EdgeServer, timeMs: number): RoundProgress;
  /** Gradients collected and not yet in theta. */
  buffered(): number;
}

/**
 * Cloud updates that the simulation may be ahead of the numbers: enough for traffic and events to go on while gradients are
 * computed, and few enough that what waits for them stays small and an interrupted run ends soon.
 */
const UPDATES_AHEAD = 2;

const WENT_ON: RoundProgress = { began: false, opened: [] };

export function createRounds(options: RoundsOptions): Rounds {
  const { policy, servers, cloud, ledger, log, queue, calendar, travelling } = options;
  const travel = createCloudLinks(options);
  const delivery = createThetaDelivery({ ...options, travel });
  /** Theta after each cloud update whose numbers nobody has waited for, oldest first. */
  const behind: Promise<Float32Array>[] = [];

  const aggregateAt = (server: EdgeServer, timeMs: number): void => {
    const { gradients, faulty, aggregate } = aggregateBuffer(server, {
      timeMs,
      round: cloud.theta.current.round,
      faults: sendersOf(server).flatMap((node) => calendar.faultsOf(node, timeMs).byzantine),
      view: { ...viewOf(cloud), ...(options.adversaryKnowsAll && { others: honestElsewhere(server) }) },
    });
    server.closed = policy.synchronous;
    log.record({
      at: timeMs,
      type: 'aggregate',
      edgeServer: server.name,
      gradients: gradients.map((gradient) => gradient.serial),
      vehicles: gradients.map((gradient) => gradient.vehicleId),
      faulty,
      rejected: aggregate === undefined,
    });
    if (aggregate === undefined) {
      ledger.noteTooFew('skipped');
      ledger.settle('rejected', gradients.length);
      gradients.forEach(options.discard);
      return;
    }
    noteAdaptation(aggregate.adaptation);
    const free = (): void => {
      gradients.forEach(options.discard);
    };
    aggregate.value.then(free, free);
    if (server.edgeRounds === undefined) {
      sendUp(server, aggregate, timeMs);
      return;
    }
    const sum = server.edgeRounds.add(aggregate, server.theta);
    if (sum === undefined) server.closed = false;
    else sendUp(server, sum, timeMs);
  };

  /** Honest gradients that other edge servers have collected; copies, for their memory may be given back before. */
  const honestElsewhere = (server: EdgeServer): readonly Promise<Float32Array>[] =>
    servers
      .filter((other) => other !== server)
      .flatMap(({ buffer }) => buffer.filter(({ faults }) => faults.length === 0))
      .map(async ({ message }) => (await message).vector.slice());

  const sendUp = (server: EdgeServer, aggregate: Aggregate, timeMs: number): void => {
    const arrivalMs = travel(server, 'up', String(aggregate.serial), timeMs);
    if (arrivalMs === undefined) {
      ledger.settle('faulted', gradientsIn(aggregate));
      return;
    }
    if (arrivalMs === timeMs) {
      cloud.buffer.push(aggregate);
      return;
    }
    const id = `${server.name}#${aggregate.serial}`;
    travelling.set(id, aggregate);
    queue.push({ timeMs: arrivalMs, kind: 'aggregate-arrived', id });
  };

  const closeRoundIfReady = async (timeMs: number): Promise<RoundProgress> => {
    if (!policy.cloudIsReady(cloud, servers, travelling.size)) return WENT_ON;
    if (cloud.aggregator.waitsFor(cloud.buffer.length)) {
      ledger.noteTooFew('waited');
      return policy.synchronous ? goOnWithRound(timeMs) : WENT_ON;
    }
    const { aggregates, faulty, adaptation, version } = updateTheta(cloud, timeMs);
    if (version === undefined) {
      ledger.noteTooFew('skipped');
      for (const aggregate of aggregates) ledger.settle('rejected', gradientsIn(aggregate));
      // Theta is what it was: there is nothing new to send.
      return policy.synchronous ? goOnWithRound(timeMs) : WENT_ON;
    }
    noteAdaptation(adaptation);
    settle(aggregates, new Set(faulty));
    logRound(
      {
        at: timeMs,
        type: 'round',
        round: version.round,
        edgeServers: aggregates.map((aggregate) => servers[aggregate.edgeServer]!.name),
        faulty,
      },
      version,
    );
    for (const server of servers) server.closed = false;
    const opened = servers.filter((server) => delivery.send(server, timeMs));
    options.roundEnded(version.round, timeMs, ledger.closeRound());
    await keepUp(version);
    return { began: policy.synchronous, opened: policy.synchronous ? opened : [] };
  };

  /** The hash follows when the numbers are there. */
  const logRound = (event: Omit<Extract<SimulationEvent, { type: 'round' }>, 'theta'>, version: ThetaVersion): void => {
    log.recordLater(version.values.then((values) => ({ ...event, theta: hashParameters(values) })));
  };

  /** Waits until the numbers are no more than so many updates behind. */
  const keepUp = async (version: ThetaVersion): Promise<void> => {
    behind.push(version.values);
    if (behind.length > UPDATES_AHEAD) await options.timed('updates', () => behind.shift()!);
  };

  const settle = (aggregates: readonly Aggregate[], faulty: ReadonlySet<number>): void => {
    for (const [index, aggregate] of aggregates.entries()) {
      const faulted = faulty.has(index) ? gradientsIn(aggregate) : aggregate.faulted;
      ledger.settle('faulted', faulted);
      ledger.settle('used', gradientsIn(aggregate) - faulted);
      ledger.credit(aggregate.edgeServer, gradientsIn(aggregate));
    }
  };

  /**
   * A synchronous round goes on for those that have not contributed to it. Those that theta of it was lost on the way to
   * are sent it again: they must not begin the round with the one before.
   */
  const goOnWithRound = (timeMs: number): RoundProgress => {
    const contributed = new Set([...cloud.buffer, ...travelling.values()].map((aggregate) => aggregate.edgeServer));
    for (const server of servers) server.closed = contributed.has(server.index);
    delivery.resend(timeMs);
    return { began: true, opened: servers.filter((server) => !server.closed) };
  };

  const noteAdaptation = (adaptation: Adaptation): void => {
    if (adaptation !== 'as-declared') ledger.noteTooFew(adaptation);
  };

  const empty = (server: EdgeServer, fate: 'late' | 'faulted'): void => {
    ledger.settle(fate, server.buffer.length);
    server.buffer.forEach(options.discard);
    server.buffer = [];
  };

  return {
    async collect({ gradient, server, timeMs, x, y }) {
      const late = !policy.accepts(gradient, server, cloud.theta.current.round);
      ledger.carry('workerToEdgeServer', options.messageBytes ?? (await gradient.message).bytes);
      log.record({
        at: timeMs,
        type: 'deliver',
        vehicle: gradient.vehicleId,
        gradient: gradient.serial,
        edgeServer: server.name,
        late,
        x,
        y,
      });
      if (late) {
        ledger.settle('late');
        options.discard(gradient);
        return WENT_ON;
      }
      server.buffer.push(gradient);
      if (!policy.edgeServerIsReady(server) || server.aggregator.waitsFor(server.buffer.length)) return WENT_ON;
      aggregateAt(server, timeMs);
      return closeRoundIfReady(timeMs);
    },
    async arrive(event) {
      if (event.kind === 'theta-arrived') {
        const server = delivery.arrive(event);
        return { began: false, opened: policy.synchronous && server !== undefined ? [server] : [] };
      }
      const aggregate = travelling.get(event.id)!;
      travelling.delete(event.id);
      log.record({ at: event.timeMs, type: 'arrive', edgeServer: servers[aggregate.edgeServer]!.name });
      cloud.buffer.push(aggregate);
      return closeRoundIfReady(event.timeMs);
    },
    async timeOut(timeMs) {
      for (const server of servers) {
        if (server.closed) continue;
        if (options.partial === 'discard') empty(server, 'late');
        if (server.buffer.length > 0 && server.aggregator.waitsFor(server.buffer.length)) {
          ledger.noteTooFew('waited');
          continue;
        }
        if (server.buffer.length > 0) aggregateAt(server, timeMs);
        const partial = server.edgeRounds?.sendPartial();
        if (partial !== undefined) sendUp(server, partial, timeMs);
        server.closed = true;
      }
      const progress = await closeRoundIfReady(timeMs);
      // Where nobody had anything, the same round goes on until somebody has.
      return progress.began || travelling.size > 0 ? progress : goOnWithRound(timeMs);
    },
    async crash(server, timeMs) {
      server.down = true;
      empty(server, 'faulted');
      const held = server.edgeRounds?.drop();
      if (held !== undefined) ledger.settle('faulted', held.used + held.faulted);
      return policy.synchronous ? closeRoundIfReady(timeMs) : WENT_ON;
    },
    recover(server, timeMs) {
      server.down = false;
      return { began: false, opened: delivery.send(server, timeMs, true) ? [server] : [] };
    },
    buffered: () =>
      servers.reduce((sum, { buffer, edgeRounds }) => sum + buffer.length + gradientsIn(edgeRounds?.held), 0) +
      [...cloud.buffer, ...travelling.values()].reduce((sum, aggregate) => sum + gradientsIn(aggregate), 0),
  };
}

/** Gradients in an aggregate, or in what an edge server holds back. */
function gradientsIn(held: HeldGradients | undefined): number {
  return held === undefined ? 0 : held.used + held.faulted;
}

/**
 * From collected gradients to the next theta: steps (5) and (6) of the paper's round, in every mode.
 *
 * Edge servers aggregate as soon as the policy says so; only the cloud update waits for numbers. Every gradient that
 * comes in here is settled in the ledger here.
 */
import type { EventLog } from './events.ts';
import { hashParameters } from './events.ts';
import type { Ledger, RoundAccount } from './ledger.ts';
import { updateTheta, type CloudServer } from './nodes/cloud-server.ts';
import { aggregateBuffer, type EdgeServer } from './nodes/edge-server.ts';
import type { Aggregate, Gradient } from './nodes/messages.ts';
import type { Adaptation } from './nodes/rules.ts';
import type { RoundPolicy } from './round-policy.ts';

export interface RoundsOptions {
  readonly policy: RoundPolicy;
  readonly servers: readonly EdgeServer[];
  readonly cloud: CloudServer;
  readonly ledger: Ledger;
  readonly log: EventLog;
  /** Bytes of theta and of an aggregate. */
  readonly thetaBytes: number;
  /** Bytes of a gradient's message, where they do not depend on its values. */
  readonly messageBytes: number | undefined;
  /** What an edge server does at the timeout with fewer gradients than it wanted. */
  readonly partial: 'aggregate' | 'discard';
  /** Gives a gradient's memory back. */
  readonly discard: (gradient: Gradient) => void;
  readonly roundEnded: (round: number, timeMs: number, account: RoundAccount) => void;
}

/** What a delivery or a timeout led to. */
export interface RoundProgress {
  /** A synchronous round has begun, so that workers whose edge server had enough may start again. */
  readonly opened: boolean;
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
  /** Synchronous mode: ends the wait for edge servers that have not got what they wanted. */
  timeOut(timeMs: number): Promise<RoundProgress>;
  /** Gradients collected and not yet in theta. */
  buffered(): number;
}

const WENT_ON: RoundProgress = { opened: false };

export function createRounds(options: RoundsOptions): Rounds {
  const { policy, servers, cloud, ledger, log, thetaBytes } = options;

  const aggregateAt = (server: EdgeServer, timeMs: number): void => {
    const { gradients, faulty, aggregate } = aggregateBuffer(server, cloud.theta.current.round);
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
    ledger.carry('edgeServerToCloud', thetaBytes);
    cloud.buffer.push(aggregate);
  };

  const closeRoundIfReady = async (timeMs: number): Promise<RoundProgress> => {
    if (!policy.cloudIsReady(cloud, servers)) return WENT_ON;
    if (cloud.aggregator.waitsFor(cloud.buffer.length)) {
      ledger.noteTooFew('waited');
      return policy.synchronous ? reopenWithoutAggregate() : WENT_ON;
    }
    const { aggregates, faulty, adaptation, version } = await updateTheta(cloud);
    if (version === undefined) {
      ledger.noteTooFew('skipped');
      for (const aggregate of aggregates) ledger.settle('rejected', sizeOf(aggregate));
    } else {
      noteAdaptation(adaptation);
      settle(aggregates, new Set(faulty));
      ledger.carry('cloudToEdgeServer', thetaBytes * servers.length);
      log.record({
        at: timeMs,
        type: 'round',
        round: version.round,
        edgeServers: aggregates.map((aggregate) => servers[aggregate.edgeServer]!.name),
        faulty,
        theta: hashParameters(version.values),
      });
      options.roundEnded(version.round, timeMs, ledger.closeRound());
    }
    return open();
  };

  const settle = (aggregates: readonly Aggregate[], faulty: ReadonlySet<number>): void => {
    for (const [index, aggregate] of aggregates.entries()) {
      const faulted = faulty.has(index) ? sizeOf(aggregate) : aggregate.faulted;
      ledger.settle('faulted', faulted);
      ledger.settle('used', sizeOf(aggregate) - faulted);
      ledger.credit(aggregate.edgeServer, sizeOf(aggregate));
    }
  };

  const open = (): RoundProgress => {
    for (const server of servers) server.closed = false;
    return { opened: policy.synchronous };
  };

  /** The round goes on for those that have not contributed to it. */
  const reopenWithoutAggregate = (): RoundProgress => {
    const contributed = new Set(cloud.buffer.map((aggregate) => aggregate.edgeServer));
    for (const server of servers) server.closed = contributed.has(server.index);
    return { opened: true };
  };

  const noteAdaptation = (adaptation: Adaptation): void => {
    if (adaptation !== 'as-declared') ledger.noteTooFew(adaptation);
  };

  const discardBuffer = (server: EdgeServer): void => {
    ledger.settle('late', server.buffer.length);
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
    async timeOut(timeMs) {
      for (const server of servers) {
        if (server.closed) continue;
        if (options.partial === 'discard') discardBuffer(server);
        if (server.buffer.length > 0 && server.aggregator.waitsFor(server.buffer.length)) {
          ledger.noteTooFew('waited');
          continue;
        }
        if (server.buffer.length > 0) aggregateAt(server, timeMs);
        server.closed = true;
      }
      const progress = await closeRoundIfReady(timeMs);
      // Where nobody had anything, the same round goes on until somebody has.
      return progress.opened ? progress : reopenWithoutAggregate();
    },
    buffered: () =>
      servers.reduce((sum, server) => sum + server.buffer.length, 0) +
      cloud.buffer.reduce((sum, aggregate) => sum + sizeOf(aggregate), 0),
  };
}

function sizeOf(aggregate: Aggregate): number {
  return aggregate.used + aggregate.faulted;
}

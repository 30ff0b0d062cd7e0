/**
 * An edge server: collects the gradients of the workers in its range, aggregates them, sends the aggregate to the cloud.
 *
 * Steps (2) and (5) of the round in the seed paper, section I.
 */
import type { ThetaVersion } from '../theta.ts';
import type { Aggregator } from './aggregator.ts';
import type { Aggregate, Gradient } from './messages.ts';

/** State of one edge server. */
export interface EdgeServer {
  readonly index: number;
  readonly name: string;
  readonly aggregator: Aggregator;
  /** Gradients collected and not yet aggregated. */
  buffer: Gradient[];
  /** Aggregates it has made. */
  aggregates: number;
  /** True once it has done its part of a synchronous round, until theta of the next one has arrived. */
  closed: boolean;
  /** True while it has crashed: nobody reaches it. */
  down: boolean;
  /** Theta as it has it, retained. */
  theta: ThetaVersion;
}

/** An edge server's aggregation: the aggregate, or what was rejected. */
export interface EdgeAggregation {
  readonly gradients: readonly Gradient[];
  /** Positions in `gradients` that the adversary replaced. */
  readonly faulty: readonly number[];
  /** Undefined when the rule cannot work with so few. */
  readonly aggregate: Aggregate | undefined;
}

/** Aggregates the whole buffer and empties it. */
export function aggregateBuffer(server: EdgeServer, currentRound: number): EdgeAggregation {
  const gradients = server.buffer;
  server.buffer = [];
  const aggregation = server.aggregator.aggregate(
    gradients.map((gradient) => ({
      value: gradient.message.then(({ vector }) => vector),
      staleness: currentRound - gradient.round,
    })),
  );
  if (aggregation === undefined) return { gradients, faulty: [], aggregate: undefined };
  const { faulty, adaptation, value } = aggregation;
  const serial = server.aggregates++;
  const aggregate = {
    edgeServer: server.index,
    serial,
    used: gradients.length - faulty.length,
    faulted: faulty.length,
    value,
  };
  return { gradients, faulty, aggregate: { ...aggregate, adaptation } };
}

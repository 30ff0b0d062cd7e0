/**
 * An edge server: collects the gradients of the workers in its range, aggregates them, sends the aggregate to the cloud.
 *
 * Steps (2) and (5) of the round in the seed paper, section I.
 */
import type { ThetaStore, ThetaVersion } from '../theta.ts';
import type { AdversaryView, Aggregator } from './aggregator.ts';
import type { EdgeParameters, EdgeRoundsKeeper } from './edge-rounds.ts';
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
  /** True once it has done its part of the cloud server's synchronous round, or is left out of it. */
  closed: boolean;
  /** True while it has crashed: nobody reaches it. */
  down: boolean;
  /** Its rounds of its own between two aggregates for the cloud server; undefined where each aggregate goes up. */
  readonly edgeRounds: EdgeRoundsKeeper | undefined;
  /** Theta as it has it, retained. */
  theta: ThetaVersion;
}

/** What a worker is given to start from; to be given back once. */
export interface Handout {
  readonly version: ThetaVersion;
  /** What the edge server has made of it; undefined where it is theta itself. */
  readonly parameters: EdgeParameters | undefined;
  /** Index of the edge server. */
  readonly owner: number;
}

/** Step (2) of the round: theta as the edge server has it now. */
export function handOut(server: EdgeServer, theta: ThetaStore): Handout {
  theta.retain(server.theta);
  return { version: server.theta, parameters: server.edgeRounds?.handOut(), owner: server.index };
}

/** Nobody reads it any more; `owner` is the edge server that handed it out. */
export function giveBack({ version, parameters }: Handout, owner: EdgeServer, theta: ThetaStore): void {
  theta.release(version);
  if (parameters !== undefined) owner.edgeRounds!.release(parameters);
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
export function aggregateBuffer(
  server: EdgeServer,
  now: {
    readonly timeMs: number;
    /** Of the cloud server, against which staleness counts. */
    readonly round: number;
    /** What the edge server and its cloud link are subject to. */
    readonly faults: readonly number[];
    readonly view: AdversaryView;
  },
): EdgeAggregation {
  const gradients = server.buffer;
  server.buffer = [];
  const aggregation = server.aggregator.aggregate(
    gradients.map((gradient) => ({
      value: gradient.message.then(({ vector }) => vector),
      staleness: now.round - gradient.round,
      faults: gradient.faults,
    })),
    now.timeMs,
    now.view,
  );
  if (aggregation === undefined) return { gradients, faulty: [], aggregate: undefined };
  const { faulty, adaptation, value } = aggregation;
  const serial = server.aggregates++;
  const aggregate = {
    edgeServer: server.index,
    serial,
    faults: now.faults,
    used: gradients.length - faulty.length,
    faulted: faulty.length,
    value,
  };
  return { gradients, faulty, aggregate: { ...aggregate, adaptation } };
}

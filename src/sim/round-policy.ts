/**
 * When a gradient still counts, when an edge server aggregates, when the cloud updates: the three modes of learning.
 *
 * Pure predicates over the nodes' state.
 * Source: seed paper, section I (synchronous; "asynchronous and partially asynchronous systems"); `buffered` is what the
 * authors' program does, known elsewhere as FedBuff (Nguyen et al., AISTATS 2022).
 */
import type { Experiment } from './experiment/schema.ts';
import type { CloudServer } from './nodes/cloud-server.ts';
import type { EdgeServer } from './nodes/edge-server.ts';
import type { Gradient } from './nodes/messages.ts';

/** One mode. */
export interface RoundPolicy {
  readonly synchronous: boolean;
  /**
   * Whether workers in range of the edge server should compute at all now.
   *
   * @param round - of the cloud server's theta.
   */
  wantsWork(server: EdgeServer, round: number): boolean;
  /** Whether an arriving gradient is collected; otherwise it is late. */
  accepts(gradient: Gradient, server: EdgeServer, round: number): boolean;
  edgeServerIsReady(server: EdgeServer): boolean;
  /** @param travelling - aggregates on their way to the cloud server. */
  cloudIsReady(cloud: CloudServer, servers: readonly EdgeServer[], travelling: number): boolean;
}

/** The policy that an experiment's `learning.mode` names. */
export function createRoundPolicy(learning: Experiment['learning']): RoundPolicy {
  switch (learning.mode) {
    case 'synchronous':
      return synchronous(learning.edgeServer.gradients);
    case 'buffered':
      return buffered(learning.edgeServer.gradients, learning.cloud.aggregates);
    case 'asynchronous':
      return buffered(1, 1);
  }
}

function synchronous(gradientsWanted: number): RoundPolicy {
  /** Theta of a round that is over does not begin the round that is under way. */
  const isInRound = (server: EdgeServer, round: number): boolean => !server.closed && server.theta.round === round;
  return {
    synchronous: true,
    wantsWork: isInRound,
    accepts: (gradient, server, round) => isInRound(server, round) && gradient.round === round,
    edgeServerIsReady: (server) => !server.closed && server.buffer.length >= gradientsWanted,
    cloudIsReady: (cloud, servers, travelling) =>
      travelling === 0 && cloud.buffer.length > 0 && servers.every((server) => server.closed || server.down),
  };
}

function buffered(gradientsWanted: number, aggregatesWanted: number): RoundPolicy {
  return {
    synchronous: false,
    wantsWork: () => true,
    accepts: () => true,
    edgeServerIsReady: (server) => server.buffer.length >= gradientsWanted,
    cloudIsReady: (cloud) => cloud.buffer.length >= aggregatesWanted,
  };
}

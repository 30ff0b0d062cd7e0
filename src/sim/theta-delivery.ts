/**
 * Theta from the cloud server to edge servers: sent to each, on its way, there; step (1) of the paper's round.
 *
 * Used by `rounds.ts`, which says when. A version on its way is retained for the edge server that it goes to.
 */
import type { EventQueue, TimedEvent } from './clock.ts';
import type { Travel } from './cloud-links.ts';
import type { EventLog } from './events.ts';
import type { CloudServer } from './nodes/cloud-server.ts';
import type { EdgeServer } from './nodes/edge-server.ts';
import type { ThetaVersion } from './theta.ts';

export interface ThetaDeliveryOptions {
  readonly servers: readonly EdgeServer[];
  readonly cloud: CloudServer;
  readonly queue: EventQueue;
  readonly log: EventLog;
  readonly travel: Travel;
}

export interface ThetaDelivery {
  /**
   * Sends the current theta to an edge server; true when it is there at once.
   *
   * @param again - true unless it is the first time that the edge server is sent this version.
   */
  send(server: EdgeServer, timeMs: number, again?: boolean): boolean;
  /** Sends the current theta again to those that do not have it and that it is not on its way to: it was lost. */
  resend(timeMs: number): void;
  /** A `theta-arrived`. @returns The edge server; undefined where it is down, and theta is lost on it. */
  arrive(event: TimedEvent): EdgeServer | undefined;
}

export function createThetaDelivery({ servers, cloud, queue, log, travel }: ThetaDeliveryOptions): ThetaDelivery {
  /** Every theta that arrives looks for its edge server. */
  const byName = new Map(servers.map((server) => [server.name, server]));

  const send = (server: EdgeServer, timeMs: number, again = false): boolean => {
    if (server.down) return false;
    const version = cloud.theta.current;
    const name = again ? `${version.round} again at ${timeMs}` : String(version.round);
    const arrivalMs = travel(server, 'down', name, timeMs);
    if (arrivalMs === undefined) return false;
    cloud.theta.retain(version);
    if (arrivalMs === timeMs) {
      receive(server, version);
      return true;
    }
    queue.push({ timeMs: arrivalMs, kind: 'theta-arrived', id: idOf(server, version) });
    return false;
  };

  /** @param version - retained for the edge server; where that has a later one, which overtook it, nothing changes. */
  const receive = (server: EdgeServer, version: ThetaVersion): void => {
    const outdated = version.round < server.theta.round ? version : server.theta;
    if (outdated !== version) server.theta = version;
    cloud.theta.release(outdated);
    if (outdated !== version) server.edgeRounds?.rebase(version);
  };

  return {
    send,
    resend(timeMs) {
      const { current } = cloud.theta;
      const onItsWay = new Set(queue.snapshot().flatMap(({ kind, id }) => (kind === 'theta-arrived' ? [id] : [])));
      for (const server of servers)
        if (server.theta !== current && !onItsWay.has(idOf(server, current))) send(server, timeMs, true);
    },
    arrive({ id, timeMs }) {
      const server = byName.get(id.slice(0, id.lastIndexOf('@')))!;
      const version = cloud.theta.version(roundOf(id));
      if (server.down) {
        cloud.theta.release(version);
        return undefined;
      }
      log.record({ at: timeMs, type: 'theta', edgeServer: server.name, round: version.round });
      receive(server, version);
      return server;
    },
  };
}

/** The round in the id of a `theta-arrived` event, `<edge server>@<round>`. */
export function roundOf(id: string): number {
  return Number(id.slice(id.lastIndexOf('@') + 1));
}

function idOf({ name }: EdgeServer, { round }: ThetaVersion): string {
  return `${name}@${round}`;
}

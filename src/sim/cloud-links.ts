/**
 * Messages between edge servers and the cloud server: who sends them, what faults do to them, and when they are there.
 *
 * Used by `rounds.ts`; how long they queue is `network/backhaul.ts`.
 */
import type { EventLog } from './events.ts';
import type { FaultCalendar, NodeRef } from './faults/index.ts';
import type { Ledger } from './ledger.ts';
import type { Backhaul, Direction } from './network/index.ts';
import type { EdgeServer } from './nodes/edge-server.ts';

export interface CloudLinksOptions {
  readonly calendar: FaultCalendar;
  readonly backhaul: Backhaul;
  readonly ledger: Ledger;
  readonly log: EventLog;
  /** Bytes of theta and of an aggregate. */
  readonly thetaBytes: number;
}

/**
 * When a message is at the other end of an edge server's cloud link, ms; undefined when a fault keeps it from going.
 *
 * @param name - tells it from all others that go the same way over this link.
 */
export type Travel = (server: EdgeServer, direction: Direction, name: string, timeMs: number) => number | undefined;

export function createCloudLinks({ calendar, backhaul, ledger, log, thetaBytes }: CloudLinksOptions): Travel {
  return (server, direction, name, timeMs) => {
    const nodes = direction === 'up' ? sendersOf(server) : [linkOf(server)];
    const faults = nodes.map((node) => calendar.faultsOf(node, timeMs));
    const isLost = nodes.some(
      (node, at) => faults[at]!.crashed || calendar.omits(node, `${direction} ${name}`, timeMs),
    );
    if (isLost) {
      log.record({ at: timeMs, type: 'omit', edgeServer: server.name });
      return undefined;
    }
    ledger.carry(direction === 'up' ? 'edgeServerToCloud' : 'cloudToEdgeServer', thetaBytes);
    const takesMs = backhaul.send(server.index, direction, thetaBytes, timeMs) - timeMs;
    const factor = faults.reduce((product, { delayFactor }) => product * delayFactor, 1);
    const extraMs = faults.reduce((sum, { delayMs }) => sum + delayMs, 0);
    return timeMs + Math.round(takesMs * factor + extraMs);
  };
}

/** Whose faults show in what an edge server sends. */
export function sendersOf(server: EdgeServer): readonly NodeRef[] {
  return [{ tier: 'edge-server', id: server.name }, linkOf(server)];
}

function linkOf({ name }: EdgeServer): NodeRef {
  return { tier: 'cloud-link', id: name };
}

/**
 * The wire between each edge server and the cloud: first come, first served, one message at a time in each direction.
 *
 * Source: EdgeCloudSim's WAN (latency and bandwidth; the defaults of sample application 1); the queue instead of its
 * formula for M/M/1, since our messages are known one by one.
 */
import { z } from 'zod';
import { TOLERANCE_MS } from './cell.ts';
import { latencyMs } from './models/rate.ts';
import type { Direction } from './transfer.ts';
import { BYTES_PER_MS } from './units.ts';

/** Options of the backhaul, as in an experiment file. */
export const backhaulSpec = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ideal') }).describe('Messages arrive at once.'),
  z
    .strictObject({
      kind: z.literal('queue'),
      latencyMs: latencyMs.default(100),
      uplinkMbps: z.number().positive().max(1_000_000).default(15).describe('Mbit/s, edge server to cloud, > 0'),
      downlinkMbps: z.number().positive().max(1_000_000).default(15).describe('Mbit/s, cloud to edge server, > 0'),
    })
    .describe('Each edge server has its own line, on which messages of one direction wait for each other.'),
]);

export type BackhaulSpec = z.infer<typeof backhaulSpec>;

/** Saved state: ms, exact, until which each line is busy; shape [edge servers] each. Survives JSON. */
export interface BackhaulState {
  readonly up: readonly number[];
  readonly down: readonly number[];
}

/** The lines of all edge servers. */
export interface Backhaul {
  /** True when messages arrive in the ms in which they are sent. */
  readonly ideal: boolean;
  /**
   * Sends a message after those that were sent before it on the same line.
   *
   * @param direction - `up`: to the cloud. `down`: from the cloud.
   * @returns Simulated time of arrival, integer ms, >= `timeMs`.
   */
  send(edgeServer: number, direction: Direction, bytes: number, timeMs: number): number;
  snapshot(): BackhaulState;
}

/** What one line does with a message. */
export interface LineUse {
  /** ms, exact, until which the line is busy then. */
  readonly busyUntilMs: number;
  /** Integer ms. */
  readonly arrivalMs: number;
}

/**
 * Sent from max(now, busy) on: busy' = max(now, busy) + bytes / rate; arrives at busy' + latency, rounded up.
 *
 * @example useLine(0, { bytes: 437_544, bytesPerMs: 1875, latencyMs: 100 }, 0) // busy until 233.357, arrives at 334
 */
export function useLine(
  busyUntilMs: number,
  message: { readonly bytes: number; readonly bytesPerMs: number; readonly latencyMs: number },
  timeMs: number,
): LineUse {
  const sent = Math.max(timeMs, busyUntilMs) + message.bytes / message.bytesPerMs;
  return { busyUntilMs: sent, arrivalMs: Math.ceil(sent + message.latencyMs - TOLERANCE_MS) };
}

/** @param from - a snapshot to go on from. */
export function createBackhaul(spec: BackhaulSpec, edgeServers: number, from?: BackhaulState): Backhaul {
  const idle = Array.from({ length: edgeServers }, () => 0);
  const busy = { up: [...(from?.up ?? idle)], down: [...(from?.down ?? idle)] };
  const send: Backhaul['send'] = (edgeServer, direction, bytes, timeMs) => {
    if (spec.kind === 'ideal') return timeMs;
    const bytesPerMs = BYTES_PER_MS * (direction === 'up' ? spec.uplinkMbps : spec.downlinkMbps);
    const until = busy[direction][edgeServer];
    if (until === undefined) throw new RangeError(`backhaul: there is no edge server ${edgeServer} of ${edgeServers}`);
    const use = useLine(until, { bytes, bytesPerMs, latencyMs: spec.latencyMs }, timeMs);
    busy[direction][edgeServer] = use.busyUntilMs;
    return use.arrivalMs;
  };
  return { ideal: spec.kind === 'ideal', send, snapshot: () => ({ up: [...busy.up], down: [...busy.down] }) };
}

/**
 * What the simulation asks of a network: transfers between workers and edge servers, messages over the backhaul.
 *
 * The models are in `network/`; here stands the network that takes no time, which adds no events and is the default.
 */
import type { Worker } from './nodes/worker.ts';

/** Something on its way between a worker and an edge server. */
export interface Transfer {
  /** One a worker: the vehicle's id. */
  readonly id: string;
  readonly vehicleId: string;
  /** Index of the edge server. */
  readonly edgeServer: number;
  readonly direction: 'down' | 'up';
  readonly bytes: number;
  /** Where the vehicle is, metres in network coordinates. */
  readonly x: number;
  readonly y: number;
}

/** A place over which a transfer goes on. */
export type Contact = Pick<Transfer, 'edgeServer' | 'x' | 'y'>;

/** The transfers of a run; times are simulated, integer ms, and never go back. */
export interface Transfers {
  /** True when nothing takes time: then nothing else here is called but `place`. */
  readonly isImmediate: boolean;
  start(transfer: Transfer, timeMs: number): void;
  /** Out of range: no more bytes flow. */
  pause(id: string, timeMs: number): void;
  /** Goes on with what is left, from `timeMs` on, over the same or another edge server. */
  resume(id: string, contact: Contact, timeMs: number): void;
  /** Ends it; returns the bytes that had flowed, rounded down. */
  cancel(id: string, timeMs: number): number;
  /** Where workers in range are now. */
  place(workers: readonly Worker[], timeMs: number): void;
  /** The transfer that is done next, and when. */
  next(): { readonly id: string; readonly timeMs: number } | undefined;
  /** Takes a transfer that is done off the books. */
  finish(id: string, timeMs: number): void;
  /** For a checkpoint: plain, JSON-able. */
  snapshot(): unknown;
}

/** The links between edge servers and the cloud server. */
export interface Backhaul {
  /** When a message sent at `timeMs` arrives; integer ms, >= timeMs. */
  send(edgeServer: number, direction: 'up' | 'down', bytes: number, timeMs: number): number;
  /** For a checkpoint: plain, JSON-able. */
  snapshot(): unknown;
}

/** Transfers that take no time. */
export const IMMEDIATE_TRANSFERS: Transfers = {
  isImmediate: true,
  start: unused,
  pause: unused,
  resume: unused,
  cancel: unused,
  place: () => undefined,
  next: () => undefined,
  finish: unused,
  snapshot: () => null,
};

/** Messages that take no time. */
export const IMMEDIATE_BACKHAUL: Backhaul = {
  send: (_edgeServer, _direction, _bytes, timeMs) => timeMs,
  snapshot: () => null,
};

function unused(): never {
  throw new RangeError('a network that takes no time has no transfers');
}

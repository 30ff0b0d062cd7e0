/**
 * One edge server's cell: the transfers that talk now, as fluids on a clock of airtime.
 *
 * The cell's airtime runs `dilation(n)` times slower than simulated time while n talk. On that clock a transfer at a
 * constant rate ends at a fixed moment whoever comes or goes, so a change costs O(log n) (the virtual time of fair
 * queueing). Transfers end at fractions of a ms; only `cells.ts` rounds arrivals up to whole ones.
 * Source: Demers, Keshav and Shenker, SIGCOMM 1989 (virtual time); EdgeSimPy (flows that share a link equally).
 */
import { compareIds } from '../clock.ts';
import { createPriorityMap, type PriorityMap } from '../priority-map.ts';
import type { Transfer } from './transfer.ts';

/** A nanosecond: rounding errors up to it do not cost a whole ms. */
export const TOLERANCE_MS = 1e-6;

/** `sending`: bytes flow. `arriving`: all bytes are sent. `paused`: out of reach, the rest is kept. */
export type TransferPhase = 'sending' | 'arriving' | 'paused';

/** A transfer and how far it is; survives JSON. */
export interface TransferState {
  readonly transfer: Transfer;
  readonly phase: TransferPhase;
  /** Bytes not sent when the cell's airtime was `sinceMs`. */
  readonly bytesLeft: number;
  readonly sinceMs: number;
  /** Rate with the cell to itself. */
  readonly bytesPerMs: number;
  /** Exact moment of arrival, ms; 0 unless arriving. */
  readonly arrivalMs: number;
}

/** The same while it changes. */
export type Held = { -readonly [Key in keyof TransferState]: TransferState[Key] };

/** A cell in which somebody talks. */
export interface Cell {
  readonly edgeServer: number;
  /** Simulated time up to which `airtimeMs` holds; a whole ms between operations. */
  timeMs: number;
  /** Airtime that each who talked all the while has had since the cell was last silent. */
  airtimeMs: number;
  /** By the airtime at which each ends, then by id. */
  readonly sending: PriorityMap<Held>;
}

/** What of a model the cell needs: how many times slower things go when `talking` share the cell. */
export type Dilation = (talking: number) => number;

export function createCell(edgeServer: number, timeMs: number, airtimeMs = 0): Cell {
  return { edgeServer, timeMs, airtimeMs, sending: createPriorityMap<Held>(compareHeld) };
}

/** Lets `one` talk from now on, or gives it its new place after a change of rate. */
export function place(cell: Cell, one: Held): void {
  const neededMs = one.bytesLeft === 0 ? 0 : one.bytesLeft / one.bytesPerMs;
  cell.sending.set(one, one.sinceMs + neededMs);
}

/** Simulated ms, exact, at which the first transfer of the cell has sent its last byte if nothing changes. */
export function firstEnd(cell: Cell, dilation: Dilation): number {
  const first = cell.sending.first();
  if (first === undefined) return Infinity;
  return cell.timeMs + Math.max(0, first.priority - cell.airtimeMs) * dilation(cell.sending.size);
}

/**
 * Lets the cell talk until `timeMs`.
 *
 * @param ended - called for each that has sent its last byte, in order, with the exact ms; it is out of the cell then.
 */
export function advance(
  cell: Cell,
  timeMs: number,
  dilation: Dilation,
  ended: (one: Held, exactMs: number) => void,
): void {
  if (timeMs < cell.timeMs) throw new RangeError(`network: time went back from ${cell.timeMs} to ${timeMs} ms`);
  for (let end = firstEnd(cell, dilation); end <= timeMs + TOLERANCE_MS; end = firstEnd(cell, dilation)) {
    const { key: one, priority } = cell.sending.first()!;
    cell.sending.delete(one);
    cell.timeMs = end;
    cell.airtimeMs = Math.max(cell.airtimeMs, priority);
    one.bytesLeft = 0;
    ended(one, end);
  }
  const { size } = cell.sending;
  // A silent cell starts afresh, so that equal stories give equal numbers whenever they happen.
  cell.airtimeMs = size === 0 ? 0 : cell.airtimeMs + Math.max(0, timeMs - cell.timeMs) / dilation(size);
  cell.timeMs = timeMs;
}

/** Books what `one`, which talks in `cell`, has sent so far. */
export function account(cell: Cell, one: Held): void {
  one.bytesLeft = Math.max(0, one.bytesLeft - (cell.airtimeMs - one.sinceMs) * one.bytesPerMs);
  one.sinceMs = cell.airtimeMs;
}

/** Order of transfers that are otherwise equal. */
export function compareHeld(a: TransferState, b: TransferState): number {
  return compareIds(a.transfer.id, b.transfer.id);
}

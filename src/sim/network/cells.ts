/**
 * All messages on their way over the air, cell by cell; the next arrival is always at hand.
 *
 * A change touches its own cell only, in O(log n). Latency comes at the end: a message whose last byte is sent leaves
 * its cell to the others and arrives `latencyMs` later, rounded up to a whole ms.
 */
import { account, advance, compareHeld, createCell, firstEnd, place, TOLERANCE_MS } from './cell.ts';
import type { Cell, Held, TransferState } from './cell.ts';
import type { LinkModel } from './link-model.ts';
import { createPriorityMap } from '../priority-map.ts';
import type { Completion, Transfer } from './transfer.ts';

/** Saved state of all cells; survives JSON. */
export interface CellsState {
  /** Cells in which somebody talks: [edge server, simulated ms, airtime in ms], by edge server. */
  readonly cells: readonly (readonly [number, number, number])[];
  /** By id. */
  readonly transfers: readonly TransferState[];
}

/**
 * Transfers under way. Every operation takes the simulated time, integer ms, which may not go back, nor beyond an
 * arrival that has not been taken (`RangeError`, as for unknown ids: both are defects of the caller).
 */
export interface Cells {
  /** Transfers that are not complete, paused ones included. */
  readonly size: number;
  get(id: string): Transfer | undefined;
  /** By id. */
  ofVehicle(vehicleId: string): readonly Transfer[];
  /** False for transfers that are paused, arriving or unknown. */
  isSending(id: string): boolean;
  /** Transfers that are sending in an edge server's cell. */
  talking(edgeServer: number): number;
  /** Edge servers in whose cells somebody has begun or ended to talk since this was asked last; maybe others, too. */
  takeChanged(): readonly number[];
  /** @param bytesPerMs - rate with the cell to itself. */
  start(transfer: Transfer, bytesPerMs: number, timeMs: number): void;
  /** From now on the transfer would have this rate; nothing happens unless it is sending. */
  setRate(id: string, bytesPerMs: number, timeMs: number): void;
  /** Stops sending; what is sent stays sent. A message that was arriving has to take its latency again. */
  pause(id: string, timeMs: number): void;
  /** Sends the rest of a paused transfer, through the same edge server or another. */
  resume(transfer: Transfer, bytesPerMs: number, timeMs: number): void;
  /** Forgets the transfer. @returns Bytes that were sent, a real number in [0, bytes]. */
  cancel(id: string, timeMs: number): number;
  /** The next arrival if nothing changes; of two at the same moment, the one with the lesser id. */
  nextCompletion(): Completion | undefined;
  /** Takes the arrival that `nextCompletion` named, at its time. */
  complete(timeMs: number): Transfer;
  snapshot(): CellsState;
}

/** @param from - a snapshot to go on from, to the last bit. */
export function createCells(model: Pick<LinkModel, 'dilation' | 'latencyMs'>, from?: CellsState): Cells {
  const { dilation, latencyMs } = model;
  const held = new Map<string, Held>();
  const vehicles = new Map<string, Held[]>();
  const cells = new Map<number, Cell>();
  const changed = new Set<number>();
  /** Cells by the arrival of the first of their transfers to end. */
  const busy = createPriorityMap<Cell>((a, b) => compareHeld(a.sending.first()!.key, b.sending.first()!.key));
  const arriving = createPriorityMap<Held>(compareHeld);

  const setArriving = (one: Held, exactMs: number): void => {
    one.phase = 'arriving';
    one.sinceMs = 0;
    one.arrivalMs = exactMs + latencyMs;
    arriving.set(one, one.arrivalMs);
  };

  /** Ends every change of a cell. */
  const settle = (cell: Cell): void => {
    changed.add(cell.edgeServer);
    if (cell.sending.size > 0) {
      busy.set(cell, firstEnd(cell, dilation) + latencyMs);
      return;
    }
    busy.delete(cell);
    cells.delete(cell.edgeServer);
  };

  const enter = (one: Held, bytesPerMs: number, timeMs: number): void => {
    const { edgeServer } = one.transfer;
    const cell = cells.get(edgeServer) ?? createCell(edgeServer, timeMs);
    cells.set(edgeServer, cell);
    advance(cell, timeMs, dilation, setArriving);
    one.phase = 'sending';
    one.sinceMs = cell.airtimeMs;
    one.bytesPerMs = bytesPerMs;
    place(cell, one);
    settle(cell);
  };

  const leave = (one: Held, timeMs: number): void => {
    const cell = one.phase === 'sending' ? cells.get(one.transfer.edgeServer) : undefined;
    if (cell !== undefined) {
      advance(cell, timeMs, dilation, setArriving);
      // It may have ended in this very moment.
      if (cell.sending.delete(one)) account(cell, one);
      settle(cell);
    }
    arriving.delete(one);
    one.phase = 'paused';
    one.sinceMs = 0;
    one.bytesPerMs = 0;
    one.arrivalMs = 0;
  };

  const keep = (one: Held): void => {
    const { id, vehicleId } = one.transfer;
    held.set(id, one);
    const others = vehicles.get(vehicleId);
    if (others === undefined) vehicles.set(vehicleId, [one]);
    else others.push(one);
  };

  const drop = (one: Held): void => {
    const { id, vehicleId } = one.transfer;
    held.delete(id);
    const others = vehicles.get(vehicleId)!;
    if (others.length === 1) vehicles.delete(vehicleId);
    else others.splice(others.indexOf(one), 1);
  };

  const known = (id: string): Held => {
    const one = held.get(id);
    if (one === undefined) throw new RangeError(`network: there is no transfer "${id}"`);
    return one;
  };

  /** The next to arrive, when exactly, and its cell if it is still sending. */
  const next = (): { readonly one: Held; readonly exactMs: number; readonly cell?: Cell } | undefined => {
    const arrival = arriving.first();
    const cell = busy.first();
    // At a rate of nearly nothing an arrival may lie beyond all time that can be counted.
    if (cell === undefined || cell.priority > Number.MAX_SAFE_INTEGER)
      return arrival && { one: arrival.key, exactMs: arrival.priority };
    const sender = cell.key.sending.first()!.key;
    const isLater = arrival !== undefined && (arrival.priority - cell.priority || compareHeld(arrival.key, sender)) < 0;
    if (isLater) return { one: arrival.key, exactMs: arrival.priority };
    return { one: sender, exactMs: cell.priority, cell: cell.key };
  };

  const nextCompletion = (): Completion | undefined => {
    const first = next();
    return first && { id: first.one.transfer.id, timeMs: Math.ceil(first.exactMs - TOLERANCE_MS) };
  };

  const checkTime = (timeMs: number): void => {
    if (!Number.isSafeInteger(timeMs)) throw new RangeError(`network: expected a time in integer ms, got ${timeMs}`);
    const due = nextCompletion();
    if (due !== undefined && due.timeMs < timeMs)
      throw new RangeError(`network: transfer "${due.id}" is to be taken at ${due.timeMs} ms, before ${timeMs} ms`);
  };

  const restore = (state: CellsState): void => {
    for (const [edgeServer, timeMs, airtimeMs] of state.cells)
      cells.set(edgeServer, createCell(edgeServer, timeMs, airtimeMs));
    for (const saved of state.transfers) {
      const one: Held = { ...saved };
      keep(one);
      if (one.phase === 'sending') place(cells.get(one.transfer.edgeServer)!, one);
      if (one.phase === 'arriving') arriving.set(one, one.arrivalMs);
    }
    for (const cell of cells.values()) settle(cell);
  };
  if (from !== undefined) restore(from);

  return {
    get size() {
      return held.size;
    },
    get: (id) => held.get(id)?.transfer,
    ofVehicle: (vehicleId) => [...(vehicles.get(vehicleId) ?? [])].sort(compareHeld).map(({ transfer }) => transfer),
    isSending: (id) => held.get(id)?.phase === 'sending',
    talking: (edgeServer) => cells.get(edgeServer)?.sending.size ?? 0,
    takeChanged() {
      const taken = [...changed];
      changed.clear();
      return taken;
    },
    start(transfer, bytesPerMs, timeMs) {
      checkTime(timeMs);
      checkAmount('rate in bytes/ms', bytesPerMs);
      checkAmount('size in bytes', transfer.bytes);
      if (held.has(transfer.id)) throw new RangeError(`network: transfer "${transfer.id}" is already under way`);
      const one: Held = {
        transfer,
        phase: 'paused',
        bytesLeft: transfer.bytes,
        sinceMs: 0,
        bytesPerMs: 0,
        arrivalMs: 0,
      };
      keep(one);
      enter(one, bytesPerMs, timeMs);
    },
    setRate(id, bytesPerMs, timeMs) {
      checkTime(timeMs);
      checkAmount('rate in bytes/ms', bytesPerMs);
      const one = known(id);
      if (one.phase !== 'sending' || one.bytesPerMs === bytesPerMs) return;
      const cell = cells.get(one.transfer.edgeServer)!;
      advance(cell, timeMs, dilation, setArriving);
      if (cell.sending.delete(one)) {
        account(cell, one);
        one.bytesPerMs = bytesPerMs;
        place(cell, one);
      }
      settle(cell);
    },
    pause(id, timeMs) {
      checkTime(timeMs);
      leave(known(id), timeMs);
    },
    resume(transfer, bytesPerMs, timeMs) {
      checkTime(timeMs);
      checkAmount('rate in bytes/ms', bytesPerMs);
      const one = known(transfer.id);
      if (one.phase !== 'paused') throw new RangeError(`network: transfer "${transfer.id}" is not paused`);
      one.transfer = transfer;
      enter(one, bytesPerMs, timeMs);
    },
    cancel(id, timeMs) {
      checkTime(timeMs);
      const one = known(id);
      leave(one, timeMs);
      drop(one);
      return one.transfer.bytes - one.bytesLeft;
    },
    nextCompletion,
    complete(timeMs) {
      checkTime(timeMs);
      const first = next();
      if (first === undefined || nextCompletion()?.timeMs !== timeMs)
        throw new RangeError(`network: no transfer arrives at ${timeMs} ms`);
      const { one, cell } = first;
      if (cell !== undefined) {
        advance(cell, timeMs, dilation, setArriving);
        settle(cell);
      }
      arriving.delete(one);
      drop(one);
      return one.transfer;
    },
    snapshot: () => ({
      cells: [...cells.values()]
        .sort((a, b) => a.edgeServer - b.edgeServer)
        .map(({ edgeServer, timeMs, airtimeMs }) => [edgeServer, timeMs, airtimeMs] as const),
      transfers: [...held.values()].sort(compareHeld).map((one) => ({ ...one })),
    }),
  };
}

function checkAmount(what: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) throw new RangeError(`network: expected a ${what} >= 0, got ${value}`);
}

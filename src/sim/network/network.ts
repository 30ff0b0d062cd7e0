/**
 * The network between vehicles and edge servers, as the simulation uses it: the model that the experiment names, and the
 * messages on their way.
 *
 * Who is in range of whom is not decided here (`connectivity.ts`): a message is started when there is a link, paused or
 * cancelled when the link breaks. With the ideal model nothing is ever under way and nothing costs anything.
 */
import type { NetworkPoint } from '../sumo-files/network.ts';
import { type CellsState, createCells } from './cells.ts';
import type { LinkModelState } from './link-model.ts';
import { createLinkModel, type NetworkSurroundings } from './models/build.ts';
import type { NetworkSpec } from './spec.ts';
import type { Completion, Transfer } from './transfer.ts';

/** Saved state of a network; survives JSON to the last bit. */
export interface NetworkState {
  readonly cells: CellsState;
  readonly links: LinkModelState;
}

/**
 * Messages between vehicles and edge servers.
 *
 * Times are simulated, integer ms. They may not go back, nor pass an arrival that has not been taken with `complete`;
 * that and an unknown id are a `RangeError`.
 */
export interface Network {
  /** True when every message arrives at once: `start` says so each time and no other method is of use. */
  readonly ideal: boolean;
  /** Messages under way, paused ones included. */
  readonly size: number;
  /**
   * Begins to send.
   *
   * @param at - where the vehicle is.
   * @returns True when the message has arrived already; it is not under way then.
   */
  start(transfer: Transfer, at: NetworkPoint, timeMs: number): boolean;
  /**
   * Time that a message would take if it began now and nothing changed: as many as now talk beside it, the vehicle
   * stands. Changes nothing and draws nothing.
   *
   * @param talking - so many, in place of those that talk now.
   * @returns ms, a real number >= 0; 0 when ideal, Infinity where nothing gets through.
   */
  expectedMs(transfer: Transfer, at: NetworkPoint, timeMs: number, talking?: number): number;
  /** True where `expectedMs` is the same for all near an edge server. */
  readonly isEqualForAll: boolean;
  /** Edge servers near which `expectedMs` may have changed for vehicles that stand, since this was asked last. */
  takeChanged(): readonly number[];
  /** A message that is not complete. */
  get(id: string): Transfer | undefined;
  /** Messages to and from a vehicle, paused ones included, by id. */
  ofVehicle(vehicleId: string): readonly Transfer[];
  /** The vehicle is elsewhere: to be called in each frame for each vehicle with a link. */
  move(vehicleId: string, at: NetworkPoint, timeMs: number): void;
  /** Stops sending and keeps what is sent. Nothing happens to a message that is paused. */
  pause(id: string, timeMs: number): void;
  /** Sends the rest of a paused message through `edgeServer`, which may be another than before. */
  resume(id: string, link: { readonly edgeServer: number; readonly at: NetworkPoint }, timeMs: number): void;
  /**
   * Forgets a message.
   *
   * @returns Bytes that were sent, a real number in [0, bytes].
   */
  cancel(id: string, timeMs: number): number;
  /** The next arrival if nothing changes; undefined when no message can arrive. */
  nextCompletion(): Completion | undefined;
  /** Takes the arrival that `nextCompletion` names; `timeMs` has to be its time. */
  complete(timeMs: number): Transfer;
  /** The vehicle has left the map; its messages have to be completed or cancelled before. */
  forget(vehicleId: string): void;
  snapshot(): NetworkState;
}

/**
 * @param surroundings - sites, randomness and, where the options name a file with walls, the walls read from it.
 * @param from - a snapshot of a network with the same options, to go on from to the last bit.
 */
export function createNetwork(spec: NetworkSpec, surroundings: NetworkSurroundings, from?: NetworkState): Network {
  const model = createLinkModel(spec, surroundings, from?.links);
  const cells = createCells(model ?? { latencyMs: 0, dilation: () => 1 }, from?.cells);

  const start = (transfer: Transfer, at: NetworkPoint, timeMs: number): boolean => {
    if (model === undefined) return true;
    cells.start(transfer, model.bytesPerMs(transfer, at, timeMs), timeMs);
    return false;
  };

  const expectedMs: Network['expectedMs'] = (transfer, at, timeMs, talking = cells.talking(transfer.edgeServer)) => {
    if (model === undefined) return 0;
    const bytesPerMs = model.expectedBytesPerMs?.(transfer, at) ?? model.bytesPerMs(transfer, at, timeMs);
    const aloneMs = transfer.bytes === 0 ? 0 : transfer.bytes / bytesPerMs;
    return model.latencyMs + aloneMs * model.dilation(1 + talking);
  };

  /** Where those who talk do not disturb each other nothing is expected anew. */
  const isShared = model !== undefined && model.dilation(2) !== 1;

  const resume: Network['resume'] = (id, { edgeServer, at }, timeMs) => {
    const transfer = cells.get(id);
    if (model === undefined || transfer === undefined) throw new RangeError(`network: there is no transfer "${id}"`);
    const next = { ...transfer, edgeServer };
    cells.resume(next, model.bytesPerMs(next, at, timeMs), timeMs);
  };

  const move = (vehicleId: string, at: NetworkPoint, timeMs: number): void => {
    if (model?.dependsOnPlace !== true) return;
    for (const transfer of cells.ofVehicle(vehicleId)) {
      if (cells.isSending(transfer.id)) cells.setRate(transfer.id, model.bytesPerMs(transfer, at, timeMs), timeMs);
    }
  };

  return {
    ideal: model === undefined,
    get size() {
      return cells.size;
    },
    start,
    expectedMs,
    isEqualForAll: model?.dependsOnPlace !== true,
    takeChanged: () => (isShared ? cells.takeChanged() : []),
    get: (id) => cells.get(id),
    ofVehicle: (vehicleId) => cells.ofVehicle(vehicleId),
    move,
    pause(id, timeMs) {
      cells.pause(id, timeMs);
    },
    resume,
    cancel: (id, timeMs) => cells.cancel(id, timeMs),
    nextCompletion: () => cells.nextCompletion(),
    complete: (timeMs) => cells.complete(timeMs),
    forget(vehicleId) {
      if (cells.ofVehicle(vehicleId).length > 0)
        throw new RangeError(`network: vehicle "${vehicleId}" still has messages under way`);
      model?.forget(vehicleId);
    },
    snapshot: () => ({ cells: cells.snapshot(), links: model?.snapshot() ?? { shadows: [] } }),
  };
}

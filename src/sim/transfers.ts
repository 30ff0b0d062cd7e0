/**
 * What travels between a worker and its edge server: theta on the way down or a gradient on the way up, and how far it is.
 *
 * A worker has one transfer at a time, which bears the vehicle's id. Which of these happens when a link breaks is the
 * experiment's policy, carried out by `work.ts`; how fast anything travels is `network/`.
 */
import type { Ledger } from './ledger.ts';
import type { Network, Transfer } from './network/index.ts';
import type { Handout } from './nodes/edge-server.ts';
import { travels, type Worker } from './nodes/worker.ts';

/** The transfers of all workers; times are simulated, integer ms. */
export interface Transfers {
  /** Over the worker's link; true when it is done at once, and then it is not under way. */
  start(worker: Worker, message: Pick<Transfer, 'direction' | 'bytes'>, nowMs: number): boolean;
  /** Ends it half way, if there is one. @returns Bytes that did travel, which count; an integer. */
  cut(worker: Worker, nowMs: number): number;
  /** Stops it until the link is back. */
  pause(worker: Worker, nowMs: number): void;
  /** Goes on with one that rests, if its edge server is the worker's link and its handover is over. */
  resume(worker: Worker, nowMs: number): void;
  /** It is to go on over the worker's new link, not before `restsUntilMs`. */
  handOver(worker: Worker, time: { readonly nowMs: number; readonly restsUntilMs: number }): void;
}

export function createTransfers({
  network,
  ledger,
  giveBack,
}: {
  readonly network: Network;
  readonly ledger: Ledger;
  /** Nobody reads what was on its way down. */
  readonly giveBack: (handout: Handout) => void;
}): Transfers {
  const pause = (worker: Worker, nowMs: number): void => {
    const { vehicleId, phase } = worker;
    if (!travels(phase) || phase.flow !== 'on') return;
    network.pause(vehicleId, nowMs);
    worker.phase = { ...phase, flow: 'broken' };
  };
  return {
    pause,
    start(worker, message, nowMs) {
      const { vehicleId, link: edgeServer } = worker;
      return network.start({ id: vehicleId, vehicleId, edgeServer, ...message }, worker, nowMs);
    },
    cut({ vehicleId, phase }, nowMs) {
      if (!travels(phase)) return 0;
      const bytes = Math.floor(network.cancel(vehicleId, nowMs));
      ledger.carry(phase.kind === 'receiving' ? 'edgeServerToWorker' : 'workerToEdgeServer', bytes);
      if (phase.kind === 'receiving') giveBack(phase.handout);
      return bytes;
    },
    resume(worker, nowMs) {
      const { vehicleId, phase, link } = worker;
      if (!travels(phase) || phase.flow === 'on' || link !== phase.edgeServer) return;
      // The event at the end of the handover goes on with it.
      if (phase.flow !== 'broken' && phase.flow.restsUntilMs > nowMs) return;
      network.resume(vehicleId, { edgeServer: link, at: worker }, nowMs);
      worker.phase = { ...phase, flow: 'on' };
    },
    handOver(worker, { nowMs, restsUntilMs }) {
      pause(worker, nowMs);
      if (travels(worker.phase)) worker.phase = { ...worker.phase, edgeServer: worker.link, flow: { restsUntilMs } };
    },
  };
}

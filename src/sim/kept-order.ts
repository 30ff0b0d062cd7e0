/**
 * Chooses by an order of candidates that is kept from one choice to the next.
 *
 * The order (`selection/queue.ts`) is put together once a step of traffic, in time that grows with the candidates; in
 * between it is told of those about whom something has changed, and a choice costs the logarithm of their number. Who turns
 * out not to be ready, and where nothing is wanted, is out of it until there is news of the worker or the edge server.
 */
import type { RandomStream } from '../random.ts';
import { createAttendance } from './attendance.ts';
import type { Chooser, ChoosingOptions, StepPart } from './chooser.ts';
import { compareIds } from './clock.ts';
import { NO_LINK } from './connectivity.ts';
import { isWorking, type Worker } from './nodes/worker.ts';
import {
  createDelayedRanking,
  createLots,
  createRanking,
  type CandidateKey,
  type CandidateQueue,
} from './selection/index.ts';

/** @param order - of the policy. */
export function createKeeper(
  { policy, fleet, network, ...options }: ChoosingOptions,
  order: CandidateKey | 'lots',
): Chooser {
  const { moment, random, describe, wants, isReady } = options;
  const edgeServers = options.sites.length;
  const { expectations } = policy.needs;
  const dependsOnWork = order !== 'lots' && (expectations === undefined || expectations.includes('work'));
  /** Undefined when it has to be put together anew. Without those that turned out not to be ready. */
  let queue: CandidateQueue<Worker> | undefined;
  /** Edge servers that turned out to want nothing. */
  const shut = new Set<number>();
  /** Draws of this part of the step. */
  let lots: { readonly atMs: number; readonly part: StepPart; readonly stream: RandomStream } | undefined;

  const attendance = createAttendance({
    fleet,
    edgeServers,
    most: policy.perEdgeServer,
    watcher: {
      recounted() {
        queue = undefined;
      },
      rests(worker) {
        queue?.set(worker, worker.link);
      },
      leaves(worker, edgeServer) {
        queue?.delete(worker, edgeServer);
      },
      hasPlace(edgeServer, hasPlace) {
        queue?.setOpen(edgeServer, hasPlace && !shut.has(edgeServer));
      },
    },
  });

  const hasPlace = (edgeServer: number): boolean =>
    attendance.working()[edgeServer]! < (policy.perEdgeServer ?? Infinity);

  const create = (): CandidateQueue<Worker> => {
    if (order === 'lots') return createLots(edgeServers, (bound) => lots!.stream.integer(bound));
    const { latestMs } = policy;
    const compare = (a: Worker, b: Worker): number => compareIds(a.vehicleId, b.vehicleId);
    if (latestMs === undefined || !dependsOnWork || !network.isEqualForAll)
      return createRanking(edgeServers, (worker) => order(describe(worker)), compare);
    return createDelayedRanking(edgeServers, {
      compare,
      keyOf: (worker, isAlone) => order(describe(worker, isAlone)),
      spareMs(worker, isAlone) {
        const candidate = describe(worker, isAlone);
        return latestMs(candidate) - candidate.expectedWorkMs;
      },
    });
  };

  const putTogether = (): CandidateQueue<Worker> => {
    const made = create();
    for (let edgeServer = 0; edgeServer < edgeServers; edgeServer++) {
      for (const worker of attendance.restingAt(edgeServer)) made.set(worker, edgeServer);
      made.setOpen(edgeServer, hasPlace(edgeServer));
    }
    return made;
  };

  /** The order as it is now. */
  const refresh = (): CandidateQueue<Worker> => {
    attendance.refresh();
    const redescribed = network.takeChanged();
    if (queue === undefined) {
      shut.clear();
      queue = putTogether();
      return queue;
    }
    if (dependsOnWork) for (const edgeServer of redescribed) redescribe(queue, edgeServer);
    return queue;
  };

  /** Others have begun or ended to talk near an edge server. */
  const redescribe = (candidates: CandidateQueue<Worker>, edgeServer: number): void => {
    if (candidates.delayed !== undefined) candidates.delayed(edgeServer);
    else for (const worker of attendance.restingAt(edgeServer)) candidates.set(worker, edgeServer);
  };

  return {
    ...attendance,
    choose(free) {
      const candidates = refresh();
      const chosen: Worker[] = [];
      while (chosen.length < free) {
        const worker = candidates.take();
        if (worker === undefined) break;
        if (!wants(worker.link)) {
          shut.add(worker.link);
          candidates.setOpen(worker.link, false);
          candidates.set(worker, worker.link);
        } else if (isReady(worker)) {
          attendance.begins(worker);
          chosen.push(worker);
        }
      }
      return chosen;
    },
    seen(worker) {
      if (worker.link !== NO_LINK && !isWorking(worker)) queue?.set(worker, worker.link);
    },
    opened(reopened) {
      for (const edgeServer of reopened) {
        if (!shut.delete(edgeServer)) continue;
        attendance.refresh();
        queue?.setOpen(edgeServer, hasPlace(edgeServer));
      }
    },
    begin(part) {
      if (order !== 'lots' && part === 'way') return;
      attendance.invalidate();
      if (lots?.atMs === moment.nowMs && lots.part === part) return;
      lots = { atMs: moment.nowMs, part, stream: random.stream('selection', moment.nowMs, part) };
    },
  };
}

/**
 * Who rests and who works near each edge server, kept up to date from one choice of workers to the next, so that a choice
 * after a delivery does not look at everybody again.
 *
 * Used by `work.ts` where a selection policy chooses. Links are the fleet's: when one has changed, all is counted anew.
 */
import { compareIds } from './clock.ts';
import { NO_LINK } from './connectivity.ts';
import type { Fleet } from './fleet.ts';
import { isWorking, type Worker } from './nodes/worker.ts';

export interface Attendance {
  /** The worker has something to do from now on; nothing happens if it had before. */
  begins(worker: Worker): void;
  /** It has nothing to do any more. */
  rests(worker: Worker): void;
  /** Workers at work in range now, by edge server; shape [edge servers]. */
  working(): readonly number[];
  /** Those at rest in range of edge servers where fewer than `most` work, by id. */
  resting(most: number): readonly Worker[];
}

export function createAttendance(fleet: Pick<Fleet, 'linked'>, edgeServers: number): Attendance {
  let linked: readonly Worker[] | undefined;
  let working: number[] = [];
  let resting: Set<Worker>[] = [];

  const refresh = (): readonly Worker[] => {
    const now = fleet.linked();
    if (now === linked) return now;
    linked = now;
    working = Array.from({ length: edgeServers }, () => 0);
    resting = working.map(() => new Set<Worker>());
    for (const worker of now) {
      if (isWorking(worker)) working[worker.link]!++;
      else resting[worker.link]!.add(worker);
    }
    return now;
  };

  return {
    begins(worker) {
      refresh();
      if (worker.link !== NO_LINK && resting[worker.link]!.delete(worker)) working[worker.link]!++;
    },
    rests(worker) {
      refresh();
      if (worker.link === NO_LINK || resting[worker.link]!.has(worker)) return;
      resting[worker.link]!.add(worker);
      working[worker.link]!--;
    },
    working() {
      refresh();
      return working;
    },
    resting(most) {
      const all = refresh();
      const open = resting.filter((_, edgeServer) => working[edgeServer]! < most);
      const count = open.reduce((sum, { size }) => sum + size, 0);
      // Where many rest, leaving the others out of the sorted list is quicker than sorting.
      if (4 * count > all.length) return all.filter((worker) => !isWorking(worker) && working[worker.link]! < most);
      return open.flatMap((workers) => [...workers]).sort((a, b) => compareIds(a.vehicleId, b.vehicleId));
    },
  };
}

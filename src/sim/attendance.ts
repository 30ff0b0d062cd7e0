/**
 * Who rests and who works near each edge server, kept up to date from one choice of workers to the next, so that a choice
 * after a delivery does not look at everybody again.
 *
 * Used by `work.ts` where a selection policy chooses. Links are the fleet's: those that change one by one between two
 * frames are told; after any other change all is counted anew.
 */
import { compareIds } from './clock.ts';
import { NO_LINK } from './connectivity.ts';
import type { Fleet, MovedWorker } from './fleet.ts';
import { isWorking, type Worker } from './nodes/worker.ts';

export interface Attendance {
  /** The worker has something to do from now on; nothing happens if it had before. */
  begins(worker: Worker): void;
  /** It has nothing to do any more. */
  rests(worker: Worker): void;
  /** Its link has changed, and no other one; to be told at once, before anything else is asked. */
  moved(change: MovedWorker): void;
  /** Workers at work in range now, by edge server; shape [edge servers]. */
  working(): readonly number[];
  /** Those at rest in range of edge servers where fewer than `most` work, by id. */
  resting(most: number): readonly Worker[];
}

export function createAttendance(fleet: Pick<Fleet, 'linked' | 'linkChanges'>, edgeServers: number): Attendance {
  /** Changes of links that are counted; none yet. */
  let counted = -1;
  let working: number[] = [];
  let resting: Set<Worker>[] = [];

  const add = (worker: Worker): void => {
    if (worker.link === NO_LINK) return;
    if (isWorking(worker)) working[worker.link]!++;
    else resting[worker.link]!.add(worker);
  };

  const refresh = (): void => {
    if (counted === fleet.linkChanges) return;
    counted = fleet.linkChanges;
    working = Array.from({ length: edgeServers }, () => 0);
    resting = working.map(() => new Set<Worker>());
    fleet.linked().forEach(add);
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
    moved({ worker, from }) {
      // If others have changed since the count, all is counted when it is asked for.
      if (counted !== fleet.linkChanges - 1) return;
      counted = fleet.linkChanges;
      if (from !== NO_LINK && !resting[from]!.delete(worker)) working[from]!--;
      add(worker);
    },
    working() {
      refresh();
      return working;
    },
    resting(most) {
      refresh();
      const all = fleet.linked();
      const open = resting.filter((_, edgeServer) => working[edgeServer]! < most);
      const count = open.reduce((sum, { size }) => sum + size, 0);
      // Where many rest, leaving the others out of the sorted list is quicker than sorting.
      if (4 * count > all.length) return all.filter((worker) => !isWorking(worker) && working[worker.link]! < most);
      return open.flatMap((workers) => [...workers]).sort((a, b) => compareIds(a.vehicleId, b.vehicleId));
    },
  };
}

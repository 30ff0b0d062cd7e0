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
  /** Those at rest in range of edge servers that have a place, by id. */
  resting(): readonly Worker[];
}

export interface AttendanceOptions {
  readonly fleet: Pick<Fleet, 'linked' | 'linkChanges'>;
  /** How many there are. */
  readonly edgeServers: number;
  /** An edge server has a place while fewer work near it. @default Infinity */
  readonly most?: number | undefined;
}

export function createAttendance({ fleet, edgeServers, most = Infinity }: AttendanceOptions): Attendance {
  /** Changes of links that are counted; none yet. */
  let counted = -1;
  let working: number[] = [];
  let resting: Set<Worker>[] = [];
  /** Edge servers that have a place and somebody at rest: few, where everybody works who may. */
  const open = new Set<number>();

  /** To be called when one more or one less works or rests near an edge server. */
  const note = (edgeServer: number): void => {
    if (working[edgeServer]! < most && resting[edgeServer]!.size > 0) open.add(edgeServer);
    else open.delete(edgeServer);
  };

  const add = (worker: Worker): void => {
    if (worker.link === NO_LINK) return;
    if (isWorking(worker)) working[worker.link]!++;
    else resting[worker.link]!.add(worker);
    note(worker.link);
  };

  const refresh = (): void => {
    if (counted === fleet.linkChanges) return;
    counted = fleet.linkChanges;
    working = Array.from({ length: edgeServers }, () => 0);
    resting = working.map(() => new Set<Worker>());
    open.clear();
    fleet.linked().forEach(add);
  };

  return {
    begins(worker) {
      refresh();
      if (worker.link === NO_LINK || !resting[worker.link]!.delete(worker)) return;
      working[worker.link]!++;
      note(worker.link);
    },
    rests(worker) {
      refresh();
      if (worker.link === NO_LINK || resting[worker.link]!.has(worker)) return;
      resting[worker.link]!.add(worker);
      working[worker.link]!--;
      note(worker.link);
    },
    moved({ worker, from }) {
      // If others have changed since the count, all is counted when it is asked for.
      if (counted !== fleet.linkChanges - 1) return;
      counted = fleet.linkChanges;
      if (from !== NO_LINK) {
        if (!resting[from]!.delete(worker)) working[from]!--;
        note(from);
      }
      add(worker);
    },
    working() {
      refresh();
      return working;
    },
    resting() {
      refresh();
      let count = 0;
      for (const edgeServer of open) count += resting[edgeServer]!.size;
      const all = fleet.linked();
      // Where many rest, leaving the others out of the sorted list is quicker than sorting.
      if (4 * count > all.length) return all.filter((worker) => open.has(worker.link) && !isWorking(worker));
      const some: Worker[] = [];
      for (const edgeServer of open) some.push(...resting[edgeServer]!);
      return some.sort((a, b) => compareIds(a.vehicleId, b.vehicleId));
    },
  };
}

/**
 * Who rests and who works near each edge server, kept up to date from one choice of workers to the next, so that a choice
 * after a delivery does not look at everybody again.
 *
 * Used by `chooser.ts`. Links are the fleet's: those that change between two frames are told; after any other change all
 * is counted anew.
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
  /** Their links have changed, and no others; to be told at once, before anything else is asked. */
  moved(changes: readonly MovedWorker[]): void;
  /** Counts anew, if that is necessary. */
  refresh(): void;
  /** Makes it necessary, so that what follows depends on nothing that came before. */
  invalidate(): void;
  /** Workers at work in range now, by edge server; shape [edge servers]. */
  working(): readonly number[];
  /** Those at rest in range of an edge server, in any order. */
  restingAt(edgeServer: number): ReadonlySet<Worker>;
  /** Those at rest in range of edge servers that have a place, by id. */
  resting(): readonly Worker[];
}

/** Told of every change. */
export interface AttendanceWatcher {
  /** All has been counted anew. */
  recounted(): void;
  /** The worker rests near its link. */
  rests(worker: Worker): void;
  /** The worker does not rest near the edge server any more. */
  leaves(worker: Worker, edgeServer: number): void;
  /** Told with each of these changes: whether the edge server has a place. */
  hasPlace(edgeServer: number, hasPlace: boolean): void;
}

export interface AttendanceOptions {
  readonly fleet: Pick<Fleet, 'linked' | 'linkChanges'>;
  /** How many there are. */
  readonly edgeServers: number;
  /** An edge server has a place while fewer work near it. @default Infinity */
  readonly most?: number | undefined;
  readonly watcher?: AttendanceWatcher;
}

/** No number of changes. */
const UNCOUNTED = -1;

export function createAttendance({ fleet, edgeServers, most = Infinity, watcher }: AttendanceOptions): Attendance {
  /** Changes of links that are counted; none yet. */
  let counted = UNCOUNTED;
  let working: number[] = [];
  let resting: Set<Worker>[] = [];
  /** Edge servers that have a place and somebody at rest: few, where everybody works who may. */
  const open = new Set<number>();

  /** To be called when one more or one less works or rests near an edge server. */
  const note = (edgeServer: number): void => {
    const hasPlace = working[edgeServer]! < most;
    if (hasPlace && resting[edgeServer]!.size > 0) open.add(edgeServer);
    else open.delete(edgeServer);
    watcher?.hasPlace(edgeServer, hasPlace);
  };

  const addResting = (worker: Worker): void => {
    resting[worker.link]!.add(worker);
    watcher?.rests(worker);
  };

  /** @returns False if it does not rest there. */
  const deleteResting = (worker: Worker, edgeServer: number): boolean => {
    if (!resting[edgeServer]!.delete(worker)) return false;
    watcher?.leaves(worker, edgeServer);
    return true;
  };

  const add = (worker: Worker): void => {
    if (worker.link === NO_LINK) return;
    if (isWorking(worker)) working[worker.link]!++;
    else addResting(worker);
    note(worker.link);
  };

  const refresh = (): void => {
    if (counted === fleet.linkChanges) return;
    counted = fleet.linkChanges;
    working = Array.from({ length: edgeServers }, () => 0);
    resting = working.map(() => new Set<Worker>());
    open.clear();
    watcher?.recounted();
    fleet.linked().forEach(add);
  };

  return {
    refresh,
    invalidate() {
      counted = UNCOUNTED;
    },
    begins(worker) {
      refresh();
      if (worker.link === NO_LINK || !deleteResting(worker, worker.link)) return;
      working[worker.link]!++;
      note(worker.link);
    },
    rests(worker) {
      refresh();
      if (worker.link === NO_LINK || resting[worker.link]!.has(worker)) return;
      addResting(worker);
      working[worker.link]!--;
      note(worker.link);
    },
    moved(changes) {
      // If others have changed since the count, all is counted when it is asked for.
      if (counted !== fleet.linkChanges - changes.length) return;
      counted = fleet.linkChanges;
      for (const { worker, from } of changes) {
        if (from !== NO_LINK) {
          if (!deleteResting(worker, from)) working[from]!--;
          note(from);
        }
        add(worker);
      }
    },
    restingAt(edgeServer) {
      refresh();
      return resting[edgeServer]!;
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

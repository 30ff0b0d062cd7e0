/**
 * Who begins when not all can: a selection policy, asked again and again.
 *
 * A policy whose order can be kept has it kept (`kept-order.ts`); any other is given all candidates each time. Used by
 * `lending.ts`, which tells what happens to workers.
 */
import type { Random } from '../random.ts';
import { createAttendance } from './attendance.ts';
import { describeCandidates, type CandidatesOptions, type DescribeCandidate } from './candidates.ts';
import type { Site } from './connectivity.ts';
import type { Fleet, MovedWorker } from './fleet.ts';
import { createKeeper } from './kept-order.ts';
import type { RoadShapes } from './mobility/road-shapes.ts';
import type { Worker } from './nodes/worker.ts';
import type { SelectionPolicy } from './selection/index.ts';
import { createStays } from './stays.ts';

/** Chooses workers, and is told of what happens to them. */
export interface Chooser {
  /** Those that begin now, in order; they count as working from here on. @param free - trainers, >= 0. */
  choose: (free: number) => readonly Worker[];
  /** The worker has something to do from now on; nothing happens if it had before. */
  begins(worker: Worker): void;
  /** It has nothing to do any more. */
  rests(worker: Worker): void;
  /** These links have changed, and no others. */
  moved(changes: readonly MovedWorker[]): void;
  /** Something else about the worker has changed: where it is, or whether it could begin. */
  seen(worker: Worker): void;
  /** Edge servers may want gradients again. */
  opened(edgeServers: readonly number[]): void;
  /** Begins a part of a step: a frame of traffic, after which anything may be otherwise, or the way to the next frame. */
  begin(part: StepPart): void;
}

/** Between two of these a run may be interrupted: what is chosen in one depends on nothing that is not saved. */
export type StepPart = 'frame' | 'way';

export interface ChooserOptions extends Omit<CandidatesOptions, 'expectedStayMs'> {
  readonly policy: SelectionPolicy;
  readonly fleet: Pick<Fleet, 'linked' | 'linkChanges' | 'facts'>;
  readonly sites: readonly Site[];
  /** Roads near edge servers, where stays are expected along them; undefined: straight on. */
  readonly roads: RoadShapes | undefined;
  readonly random: Random;
  /** Whether an edge server wants gradients. */
  readonly wants: (edgeServer: number) => boolean;
  /** Whether a worker at rest could begin, as far as that depends on itself. */
  readonly isReady: (worker: Worker) => boolean;
}

/** What each way to choose is made of. */
export interface ChoosingOptions extends ChooserOptions {
  readonly describe: DescribeCandidate;
}

export function createChooser(options: ChooserOptions): Chooser {
  const { policy } = options;
  const stays = createStays(options);
  const expectedStayMs = (worker: Worker): number => stays.expectedMs(worker);
  const choosing = { ...options, describe: describeCandidates({ ...options, expectedStayMs }, policy.needs) };
  const chooser = policy.order === undefined ? createAsker(choosing) : createKeeper(choosing, policy.order);
  return {
    ...chooser,
    moved(changes) {
      for (const { worker } of changes) stays.seen(worker.vehicleId);
      chooser.moved(changes);
    },
    seen(worker) {
      stays.seen(worker.vehicleId);
      chooser.seen(worker);
    },
    begin(part) {
      if (part === 'frame') stays.seen();
      chooser.begin(part);
    },
  };
}

/** Describes all candidates for each choice. */
function createAsker({ policy, fleet, sites, ...options }: ChoosingOptions): Chooser {
  const { moment, random, describe, wants, isReady } = options;
  const attendance = createAttendance({ fleet, edgeServers: sites.length, most: policy.perEdgeServer });
  const draw = (vehicleId: string): number => random.stream('selection', moment.nowMs, vehicleId).uniform();
  return {
    ...attendance,
    choose(free) {
      const workers = attendance.resting().filter((worker) => wants(worker.link) && isReady(worker));
      const byId = new Map(workers.map((worker) => [worker.vehicleId, worker]));
      if (workers.length === 0) return [];
      const places = { total: free, working: attendance.working() };
      const chosen = policy.choose(
        workers.map((worker) => describe(worker)),
        places,
        draw,
      );
      return chosen.map(({ vehicleId }) => byId.get(vehicleId)!);
    },
    seen: () => undefined,
    opened: () => undefined,
    begin: () => undefined,
  };
}

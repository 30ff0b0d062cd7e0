/**
 * Runs many planned runs, each in a process of its own and so many at a time, skipping those that are done.
 *
 * Used by `sweep.ts` and by the reproduction of published figures. A run that fails stops no other.
 */
import { resolve } from 'node:path';
import PQueue from 'p-queue';
import type { PrepareOptions } from '../sim/index.ts';
import { secondsLeft } from './estimate.ts';
import type { RunFailure, RunRequest } from './messages.ts';
import type { PlannedRun } from './plan.ts';
import { startRun, type RunningRun } from './run-process.ts';
import { finishedRun, removeLeftovers, type FinishedRun } from './store.ts';
import { AGAIN, makeFolder } from './write.ts';

/** How to run a set of runs. */
export interface PoolOptions {
  /** Path of the experiment file. */
  readonly file: string;
  readonly prepare: PrepareOptions;
  readonly run: RunRequest['run'];
  /** Folder of results; the runs go to `runs` in it. */
  readonly out: string;
  /** Runs at a time, >= 1. */
  readonly jobs: number;
  /** What to do once there is room again, where the disk refuses. @default the same again: what is done stays done */
  readonly then?: string;
  /** Ends the runs under way and begins no other. */
  readonly signal?: AbortSignal;
  readonly listeners?: PoolListeners;
}

/** Called as runs go on. */
export interface PoolListeners {
  /** Before the first run is begun. */
  onStart?(tally: Tally): void;
  /** A run has ended. */
  onRunEnded?(run: PlannedRun, outcome: RunOutcomeInPool, tally: Tally): void;
  /** Some run has come further. */
  onProgress?(tally: Tally): void;
}

/** Where a set of runs stands; two equal runs count once. */
export interface Tally {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  /** Runs at a time. */
  readonly jobs: number;
  /** Wall-clock seconds left, if the rest is like what was seen; undefined as long as nothing was. */
  readonly secondsLeft: number | undefined;
}

/** What became of a run: its results, or why there are none. */
export type RunOutcomeInPool = FinishedRun | RunFailure;

/** True for a run that is done. */
export function isFinished(outcome: RunOutcomeInPool | undefined): outcome is FinishedRun {
  return outcome !== undefined && 'summary' in outcome;
}

/**
 * @returns Outcome by run id; runs that were not begun or were ended by `signal` are absent.
 * @throws {ResultsError} `E_RESULTS_WRITE`: there can be no folder for the runs.
 */
export async function runAll(
  planned: readonly PlannedRun[],
  options: PoolOptions,
): Promise<ReadonlyMap<string, RunOutcomeInPool>> {
  const runs = [...new Map(planned.map((run) => [run.id, run])).values()];
  const folder = resolve(options.out, 'runs');
  makeFolder(folder, options.then);
  removeLeftovers(folder);
  const outcomes = new Map<string, RunOutcomeInPool>();
  for (const { id, key } of runs) {
    const finished = finishedRun(folder, id, key);
    if (finished !== undefined) outcomes.set(id, finished);
  }
  const todo = runs.filter(({ id }) => !outcomes.has(id));
  const underWay = new Map<string, { readonly process: RunningRun; readonly startedAt: number; share: number }>();
  const jobs = Math.min(options.jobs, Math.max(1, todo.length));

  const tally = (): Tally => {
    const ended = [...outcomes.values()];
    const finished = ended.filter(isFinished);
    const now = performance.now();
    return {
      total: runs.length,
      done: finished.length,
      failed: ended.length - finished.length,
      jobs,
      secondsLeft: secondsLeft({
        finished: finished.map(({ wallSeconds }) => wallSeconds),
        running: [...underWay.values()].map(({ startedAt, share }) => ({ seconds: (now - startedAt) / 1000, share })),
        waiting: runs.length - ended.length - underWay.size,
        jobs,
      }),
    };
  };

  const runOne = async (run: PlannedRun): Promise<void> => {
    const startedAt = performance.now();
    const process = startRun(requestFor(run, folder, options), (share) => {
      underWay.set(run.id, { process, startedAt, share });
      options.listeners?.onProgress?.(tally());
    });
    underWay.set(run.id, { process, startedAt, share: 0 });
    const failure = await process.ended;
    underWay.delete(run.id);
    const outcome = failure ?? finishedRun(folder, run.id, run.key);
    if (outcome === undefined || (failure !== undefined && options.signal?.aborted === true)) return;
    outcomes.set(run.id, outcome);
    options.listeners?.onRunEnded?.(run, outcome, tally());
  };

  const queue = new PQueue({ concurrency: jobs });
  const stop = (): void => {
    queue.clear();
    for (const { process } of underWay.values()) process.stop();
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    options.listeners?.onStart?.(tally());
    if (options.signal?.aborted !== true) await runQueued(queue, todo, runOne);
  } finally {
    options.signal?.removeEventListener('abort', stop);
  }
  return outcomes;
}

/** Until all are done or cleared from the queue; a defect of ours in one of them is thrown when the others are done. */
async function runQueued(
  queue: PQueue,
  runs: readonly PlannedRun[],
  runOne: (run: PlannedRun) => Promise<void>,
): Promise<void> {
  const defects: Error[] = [];
  for (const run of runs) queue.add(() => runOne(run)).catch((error: unknown) => defects.push(error as Error));
  await queue.onIdle();
  for (const defect of defects) throw defect;
}

/** What the process of a run is told. */
export function requestFor(
  { overrides, id, key, branch }: PlannedRun,
  folder: string,
  options: PoolOptions,
): RunRequest {
  // Plain data travels to another process, and nothing else.
  const prepare = { ...options.prepare, overrides, onNotice: undefined };
  const run = { ...options.run, ...(branch && { branch }) };
  return { type: 'run', file: options.file, prepare, run, folder, id, key, then: options.then ?? AGAIN };
}

/**
 * A sweep from its file to its folder of results; can be interrupted in any way and started again.
 *
 * `openSweep` checks everything and starts nothing; `run` starts what is not done yet.
 */
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { VERSION, type PrepareOptions, type RunOptions } from '../sim/index.ts';
import { calibrate } from './calibrate.ts';
import { SweepError } from './errors.ts';
import { secondsLeft } from './estimate.ts';
import { jobsFor } from './jobs.ts';
import type { RunFailure } from './messages.ts';
import { planSweep, type PlannedRun, type SweepPlan } from './plan.ts';
import { isFinished, runAll, type PoolListeners, type PoolOptions, type RunOutcomeInPool } from './pool.ts';
import { isSweepFolder, writeResults } from './results.ts';
import { finishedRun } from './store.ts';
import { sumoVersion } from './sumo-version.ts';
import { makeFolder, writeWhole } from './write.ts';

/** Version of `sweep.json`, `runs.csv`, `summary.csv`. */
export const SWEEP_SCHEMA_VERSION = 1;
const MARKER = 'sweep.json';

/** What to sweep, and with what. */
export interface SweepOptions extends Required<Pick<RunOptions, 'sumo'>> {
  /** Path of the experiment file. */
  readonly file: string;
  readonly prepare: PrepareOptions;
  readonly backend?: RunOptions['backend'];
  /** Folder for the results; `results/<name>-sweep` when absent. */
  readonly out?: string;
  /** Runs at a time, >= 1; from cores and memory when absent. */
  readonly jobs?: number;
}

/** A sweep that has been checked. */
export interface Sweep {
  readonly plan: SweepPlan;
  readonly out: string;
  readonly jobs: number;
  /** Different runs, and those of them that are done already. */
  readonly counts: { readonly total: number; readonly done: number };
  /** Wall-clock seconds that what is left will take; tries the first run for some seconds when none is done yet. */
  estimate(signal?: AbortSignal): Promise<number | undefined>;
  /** @throws {ResultsError} `E_RESULTS_WRITE`: the disk is full, or refuses; the same sweep goes on. */
  run(control?: { readonly signal?: AbortSignal; readonly listeners?: PoolListeners }): Promise<SweepOutcome>;
}

/** How a sweep ended. */
export interface SweepOutcome {
  readonly folder: string;
  readonly outcomes: ReadonlyMap<string, RunOutcomeInPool>;
  readonly failed: readonly { readonly run: PlannedRun; readonly failure: RunFailure }[];
  /** False when it was interrupted. */
  readonly isComplete: boolean;
}

/**
 * Checks a sweep.
 *
 * @throws {UsageError} the file, a value of a run or the folder cannot be used; nothing was started.
 */
export async function openSweep(options: SweepOptions): Promise<Sweep> {
  const { file, prepare, sumo, backend = 'auto' } = options;
  const version = await sumoVersion(sumo.binary);
  const plan = await planSweep(file, { prepare, sumoVersion: version, backend });
  const out = options.out ?? join('results', `${plan.name}-sweep`);
  if (!isSweepFolder(out, MARKER))
    throw new SweepError(`--out ${out}: holds something other than a sweep; name a new or empty folder`, {
      code: 'E_SWEEP_FOLDER',
      path: '--out',
    });
  const cores = availableParallelism();
  const jobs = options.jobs ?? jobsFor({ cores, memory: process.availableMemory(), memoryPerRun: plan.memoryPerRun });
  const threads = Math.max(1, Math.floor(cores / jobs));
  const pool: PoolOptions = { file, prepare, run: { sumo, threads, backend }, out, jobs };
  const runs = [...new Map(plan.runs.map((run) => [run.id, run])).values()];
  const finished = runs.flatMap(({ id, key }) => finishedRun(resolve(out, 'runs'), id, key) ?? []);
  return {
    plan,
    out,
    jobs,
    counts: { total: runs.length, done: finished.length },
    async estimate(signal) {
      const todo = runs.filter(({ id, key }) => finishedRun(resolve(out, 'runs'), id, key) === undefined);
      const first = todo[0];
      if (first === undefined) return 0;
      const seen = finished.map(({ wallSeconds }) => wallSeconds);
      if (seen.length === 0) seen.push(...(await calibrate(first, pool, signal)));
      return secondsLeft({ finished: seen, running: [], waiting: todo.length, jobs });
    },
    async run({ signal, listeners } = {}) {
      makeFolder(out);
      writeWhole(join(out, MARKER), describeSweep(file, plan, version));
      const outcomes = await runAll(plan.runs, { ...pool, ...(signal && { signal }), ...(listeners && { listeners }) });
      await writeResults(out, plan, outcomes);
      const failed = runs.flatMap((run) => {
        const outcome = outcomes.get(run.id);
        return outcome === undefined || isFinished(outcome) ? [] : [{ run, failure: outcome }];
      });
      return { folder: out, outcomes, failed, isComplete: outcomes.size === runs.length };
    },
  };
}

function describeSweep(file: string, { name, dimensions, runs }: SweepPlan, sumo: string): string {
  const described = {
    schemaVersion: SWEEP_SCHEMA_VERSION,
    name,
    file: resolve(file),
    edgemlsim: VERSION,
    sumo,
    dimensions,
    runs: runs.map(({ id, labels, overrides }) => ({ run: id, labels, overrides })),
  };
  return `${JSON.stringify(described, null, 2)}\n`;
}

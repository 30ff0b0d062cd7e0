/** `edgemlsim fork`: variants of a run from one of its moments on, side by side, and what became of each. */
import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  advised,
  changedExperiment,
  checkCrossing,
  describeMoment,
  ForkError,
  growTrunk,
  openRunSource,
  type Experiment,
  type Moment,
  type PrepareOptions,
  type RunListeners,
  type RunOptions,
  type SumoChoice,
  type Summary,
  type Trunk,
} from '../sim/index.ts';
import {
  isFinished,
  runAll,
  toCsv,
  writeWhole,
  type PlannedRun,
  type PoolListeners,
  type RunFailure,
} from '../sweep/index.ts';
import { comparisonCells, comparisonRows, type ComparisonRow } from './compare.ts';
import { keyOf } from './variation.ts';

/** A way in which the run may go on. */
export interface ForkVariant {
  /** Letters, digits, `.`, `_`, `-`; names its folder. */
  readonly name: string;
  /** `path=value` texts. */
  readonly overrides: readonly string[];
}

export interface ForkOptions {
  /** Folder of the run. */
  readonly run: string;
  readonly at: Moment;
  /** Beside the run as it was, which goes on under the name `base`. */
  readonly variants: readonly ForkVariant[];
  /** Folder for trunk, runs and comparison: absent or empty. */
  readonly out?: string;
  readonly prepare: PrepareOptions;
  /** Asked for SUMO where the run needs one. */
  readonly requireSumo: () => SumoChoice;
  /** Runs at a time, >= 1. */
  readonly jobs: number;
  /** Computing threads of a run. */
  readonly threads: number;
  readonly backend: NonNullable<RunOptions['backend']>;
  readonly fromStart?: boolean;
  readonly signal?: AbortSignal;
  readonly listeners?: PoolListeners & { onTrunk?(trunk: Trunk): void; readonly trunk?: RunListeners };
}

/** What came of a fork. */
export interface ForkOutcome {
  readonly folder: string;
  readonly trunk: Trunk;
  /** Of those that ended, `base` first, in the order of the variants. */
  readonly rows: readonly ComparisonRow[];
  readonly failed: readonly { readonly name: string; readonly failure: RunFailure }[];
  /** False when it was interrupted. */
  readonly isComplete: boolean;
  /** Digest of the run that was forked, where it has ended: that of `base` is the same. */
  readonly digest: string | undefined;
}

export const BASE = 'base';
/** What to do once there is room again: a folder in which a fork was begun holds runs, and is not gone on with. */
const FORK_AGAIN = 'fork again with a new --out';
const VARIANT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * @throws {ForkError} for a run, a moment, a variant or a folder that does not allow it; nothing was started.
 * @throws {ExperimentError} for a change that makes no valid experiment.
 */
export async function forkRun(options: ForkOptions): Promise<ForkOutcome> {
  const { variants, at, fromStart = false, listeners, signal } = options;
  checkNames(variants);
  const source = await openRunSource(options.run, options.prepare);
  const { prepared } = source;
  const experiments = new Map<string, Experiment>([[BASE, prepared.experiment]]);
  for (const { name, overrides } of variants) {
    const after = changedExperiment(prepared, overrides);
    checkCrossing({ before: prepared.experiment, after });
    experiments.set(name, after);
  }
  const sumo = prepared.traffic.kind === 'sumo' ? options.requireSumo() : undefined;
  const folder = options.out ?? freeName(`${options.run}-fork-${describeMoment(at).replace('=', '-')}`);
  checkFolder(folder);
  const run = { ...(sumo && { sumo }), backend: options.backend, threads: options.threads };
  const grow = (): Promise<Trunk> =>
    growTrunk(source, {
      ...run,
      at,
      fromStart,
      out: join(folder, 'trunk'),
      ...(signal && { signal }),
      ...(listeners?.trunk && { listeners: listeners.trunk }),
    });
  const trunk = await leavingNothing(folder, () => advised('fork again', grow));
  listeners?.onTrunk?.(trunk);
  const planned = [{ name: BASE, overrides: [] }, ...variants].map(({ name, overrides }): PlannedRun => ({
    id: name,
    labels: { variant: name },
    overrides,
    experiment: experiments.get(name)!,
    key: keyOf(experiments.get(name)!, trunk),
    branch: { trunk: trunk.folder },
  }));
  const outcomes = await runAll(planned, {
    file: source.file,
    prepare: source.prepare,
    run,
    out: folder,
    jobs: options.jobs,
    then: FORK_AGAIN,
    ...(signal && { signal }),
    ...(listeners && { listeners }),
  });
  const ended = planned.map(({ id }) => ({ name: id, outcome: outcomes.get(id) }));
  const finished = ended.flatMap(({ name, outcome }) =>
    isFinished(outcome) ? [{ name, summary: outcome.summary as unknown as Summary }] : [],
  );
  const rows = comparisonRows(finished);
  writeWhole(
    join(folder, 'comparison.csv'),
    toCsv(comparisonCells(rows)),
    `${FORK_AGAIN}; the runs that have ended are whole: edgemlsim report --compare lays those in ${join(folder, 'runs')} over each other`,
  );
  return {
    folder,
    trunk,
    rows,
    failed: ended.flatMap(({ name, outcome }) =>
      outcome === undefined || isFinished(outcome) ? [] : [{ name, failure: outcome }],
    ),
    isComplete: ended.every(({ outcome }) => outcome !== undefined),
    digest: source.digest,
  };
}

function checkNames(variants: readonly ForkVariant[]): void {
  const seen = new Set([BASE]);
  for (const { name } of variants) {
    if (!VARIANT_NAME.test(name))
      throw new ForkError('E_FORK', `--variant: expected a name of letters, digits, ".", "_" and "-", got "${name}"`);
    if (seen.has(name)) throw new ForkError('E_FORK', `--variant: the name "${name}" is taken; choose another`);
    seen.add(name);
  }
}

function checkFolder(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new ForkError('E_FORK', `--out ${folder}: expected a new or empty folder`, '--out');
}

/** A fork whose trunk fails leaves no folder behind. */
async function leavingNothing<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    // Where even this is refused, the first failure is the one to tell.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

function freeName(path: string): string {
  let name = path;
  for (let number = 2; existsSync(name); number++) name = `${path}-${number}`;
  return name;
}

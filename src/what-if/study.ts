/**
 * What-if studies as a program: open an experiment, run it, leave the run at a moment, change something, compare.
 *
 * Everything goes to one folder of results, a temporary one unless another is named. Nothing is shared between studies.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { UsageError } from '../errors.ts';
import { cacheFolder, findSumo, thisMachine } from '../find-sumo.js';
import {
  advised,
  growTrunk,
  openRunSource,
  prepareExperiment,
  runExperiment,
  type Experiment,
  type MetricsRow,
  type Moment,
  type PreparedExperiment,
  type PrepareOptions,
  type RunListeners,
  type RunOptions,
  type SumoChoice,
  type Summary,
  type Trunk,
} from '../sim/index.ts';
import { makeFolder, refusalTold, writeWhole } from '../sweep/index.ts';
import type { Change } from './changes.ts';
import { applyChanges, type ChangedExperiment } from './variation.ts';

/** What to do once there is room again, where the disk refuses what a study writes. */
export const STUDY_AGAIN = 'run the program again';

/** What computes gradients. */
type Backend = NonNullable<RunOptions['backend']>;

export interface StudyOptions {
  /** `path=value` changes of the file, made before anything else. */
  readonly set?: readonly string[];
  /** Folder for all results; by default a temporary one, which `close` removes. */
  readonly results?: string;
  /** Runs at a time, >= 1. @default as many as cores */
  readonly jobs?: number;
  /** False: runs go on in this process, one after the other. @default true */
  readonly processes?: boolean;
  /**
   * Computing threads of each run, >= 1; results do not depend on it.
   *
   * @default as many as cores for `run`, which has the machine to itself; else as many as cores over `jobs`
   */
  readonly threads?: number;
  readonly backend?: Backend;
  /** Where public data is looked for first. @default the variable EDGEMLSIM_DATA */
  readonly dataDir?: string;
  /** Modules with rules, attacks, ... of your own. */
  readonly plugins?: readonly string[];
  /** @default the one that `edgemlsim doctor` finds */
  readonly sumo?: SumoChoice;
  /** Told, in one line, of what takes a while or may surprise. */
  readonly onNotice?: (message: string) => void;
}

/** How the runs of a study are made. */
export interface StudyBase {
  readonly file: string;
  readonly prepare: PrepareOptions;
  readonly prepared: PreparedExperiment;
  readonly folder: string;
  readonly jobs: number;
  readonly processes: boolean;
  readonly run: { readonly sumo?: SumoChoice; readonly backend: Backend; readonly threads: number };
  /** Computing threads of a run that has the machine to itself. */
  readonly threadsAlone: number;
}

/** A way in which things may go, checked and not yet run. */
export interface Variation extends ChangedExperiment {
  readonly study: StudyBase;
  /** Where it begins; from the start when absent. */
  readonly trunk: Trunk | undefined;
}

/** A finished run of the experiment as it is. */
export interface StudyRun {
  readonly name: string;
  readonly summary: Summary;
  readonly metrics: readonly MetricsRow[];
  readonly folder: string;
  /**
   * Leaves the run at a moment: it is made once more from the start until there, which is exact.
   *
   * @throws {ForkError} `E_FORK_MOMENT` for a moment that the run has not got.
   */
  branchAt(moment: Moment): Promise<BranchPoint>;
}

/** A moment of a run, from which variations start. */
export interface BranchPoint {
  /** Simulated seconds, and cloud updates done. */
  readonly seconds: number;
  readonly round: number;
  /** @throws {ForkError} `E_FORK_CHANGE` for a change that cannot be made on the way; {ExperimentError}. */
  with(...changes: readonly Change[]): Variation;
}

/** An experiment to ask questions of. */
export interface Study {
  readonly experiment: Experiment;
  /** The experiment changed from its start. @throws {ExperimentError} */
  with(...changes: readonly Change[]): Variation;
  /** Runs it as it is, in this process. */
  run(listeners?: RunListeners): Promise<StudyRun>;
  /** Removes the results, unless a folder was named for them. */
  close(): void;
}

/**
 * @param file - path of the experiment file.
 * @throws {UsageError} naming the value or file that is wrong; nothing was started.
 * @throws {ResultsError} `E_RESULTS_WRITE`: there can be no folder for the results.
 */
export async function openStudy(file: string, options: StudyOptions = {}): Promise<Study> {
  const cores = availableParallelism();
  const { jobs = cores, processes = true, backend = 'auto' } = options;
  const environment = process.env['EDGEMLSIM_DATA'];
  const prepare: PrepareOptions = {
    cacheDir: cacheFolder(thisMachine()),
    plugins: options.plugins ?? [],
    ...(options.dataDir !== undefined && { dataDir: options.dataDir }),
    ...(environment !== undefined && environment !== '' && { environment }),
    ...(options.onNotice && { onNotice: options.onNotice }),
  };
  const prepared = await prepareExperiment(file, { ...prepare, overrides: options.set ?? [] });
  const sumo = prepared.traffic.kind === 'sumo' ? (options.sumo ?? requireSumo()) : undefined;
  const folder = openFolder(options.results);
  const resolved = join(folder, 'experiment.yaml');
  writeWhole(resolved, stringify(prepared.experiment), STUDY_AGAIN);
  const { threads = Math.max(1, Math.floor(cores / jobs)) } = options;
  const base: StudyBase = {
    file: resolve(file),
    prepare: { ...prepare, resolved },
    prepared,
    folder,
    jobs,
    processes,
    run: { ...(sumo && { sumo }), backend, threads },
    threadsAlone: options.threads ?? cores,
  };
  return {
    experiment: prepared.experiment,
    with: (...changes) => vary(base, changes, undefined),
    run: (listeners) => runBase(base, listeners),
    close() {
      if (options.results === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function vary(study: StudyBase, changes: readonly Change[], trunk: Trunk | undefined): Variation {
  return { ...applyChanges(study.prepared, changes, trunk), study, trunk };
}

async function runBase(study: StudyBase, listeners: RunListeners | undefined): Promise<StudyRun> {
  const { prepared, folder, run, threadsAlone } = study;
  const outcome = await advised(STUDY_AGAIN, () =>
    runExperiment(prepared, {
      ...run,
      threads: threadsAlone,
      out: join(folder, 'base'),
      ...(listeners && { listeners }),
    }),
  );
  return {
    name: 'as it was',
    ...outcome,
    branchAt: (moment) => branchAt(study, outcome.folder, moment),
  };
}

async function branchAt(study: StudyBase, folder: string, at: Moment): Promise<BranchPoint> {
  const source = await openRunSource(folder, study.prepare);
  const name = 'seconds' in at ? `at-${at.seconds}s` : `at-round-${at.round}`;
  const out = join(study.folder, name);
  const trunk = await advised(STUDY_AGAIN, () => growTrunk(source, { ...study.run, at, fromStart: true, out }));
  return {
    seconds: trunk.simulatedMs / 1000,
    round: trunk.round,
    with: (...changes) => vary(study, changes, trunk),
  };
}

function openFolder(named: string | undefined): string {
  if (named === undefined) {
    const temporary = join(tmpdir(), 'edgemlsim-study-');
    return refusalTold(`${temporary}...: cannot be made`, () => mkdtempSync(temporary), STUDY_AGAIN);
  }
  makeFolder(named, STUDY_AGAIN);
  return resolve(named);
}

function requireSumo(): SumoChoice {
  const found = findSumo();
  if (found === undefined)
    throw new UsageError('SUMO was not found (EDGEMLSIM_SUMO, SUMO_HOME, PATH); run "npm run setup" to install it', {
      code: 'E_SUMO_NOT_FOUND',
    });
  const { binary, home } = found;
  return { binary, ...(home !== undefined && { home }) };
}

/**
 * The paper's evaluation again: its figures from our runs, beside the authors' raw results.
 *
 * The runs are those of a sweep: in parallel, each in a process of its own, not made again when they are done.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { isEdgeMLSimError } from '../errors.ts';
import {
  applyOverride,
  prepareExperiment,
  readExperimentContent,
  type PreparedExperiment,
  type PrepareOptions,
  type RunOptions,
} from '../sim/index.ts';
import {
  inputsOf,
  isFinished,
  jobsFor,
  planRuns,
  runAll,
  sumoVersion,
  type ExpandedRun,
  type PlannedRun,
  type PoolListeners,
  type RunFailure,
} from '../sweep/index.ts';
import type { Measured } from './compare.ts';
import { curveOfRun, publishedCurves, type Curve } from './curves.ts';
import { ReproductionError } from './errors.ts';
import { overridesFor, seedsFor, SETTINGS, type Figure, type Setting, type Variant } from './settings.ts';

/** What to reproduce, and with what. */
export interface ReproductionOptions extends Required<Pick<RunOptions, 'sumo'>> {
  readonly figures: readonly Figure[];
  readonly variants: readonly Variant[];
  /** Runs of each setting, >= 1, each with a seed of its own. */
  readonly runs: number;
  readonly epochs: number;
  /** Path of the paper's experiment. */
  readonly file: string;
  /** Path of the experiment to use where the paper's map or data are not at hand. */
  readonly fallbackFile: string;
  readonly prepare: PrepareOptions;
  readonly backend?: RunOptions['backend'];
  /** Folder of the authors' raw results, which must be there; else `srds21` in a data folder, if it is there. */
  readonly published?: string;
  readonly out: string;
  /** Runs at a time, >= 1; from cores and memory when absent. */
  readonly jobs?: number;
}

/** A reproduction that has been checked. */
export interface Reproduction {
  /** Lines about what is not as asked: another map, nothing to compare with. */
  readonly notices: readonly string[];
  /** True when the paper's map or data are not at hand, so that other ones are used. */
  readonly isFallback: boolean;
  readonly sumoVersion: string;
  run(control?: { readonly signal?: AbortSignal; readonly listeners?: PoolListeners }): Promise<ReproductionOutcome>;
}

/** How a reproduction ended. */
export interface ReproductionOutcome {
  /** One a setting and variant that has at least one run. */
  readonly measured: readonly Measured[];
  readonly failed: readonly { readonly run: PlannedRun; readonly failure: RunFailure }[];
  /** False when it was interrupted. */
  readonly isComplete: boolean;
}

/** One curve of a figure in one variant, and its runs. */
interface Part {
  readonly setting: Setting;
  readonly variant: Variant;
  readonly runs: readonly PlannedRun[];
  readonly published: readonly Curve[];
}

/**
 * Checks what is there and plans the runs; starts nothing.
 *
 * @throws {UsageError} an option, the published results or an experiment cannot be used.
 */
export async function openReproduction(options: ReproductionOptions): Promise<Reproduction> {
  const { prepare, sumo, backend = 'auto', out } = options;
  const version = await sumoVersion(sumo.binary);
  const papers = await preparePapers(options.file, prepare);
  const absent = typeof papers === 'string' ? papers : undefined;
  const file = absent === undefined ? options.file : options.fallbackFile;
  const prepared = typeof papers === 'string' ? await prepareExperiment(file, prepare) : papers;
  const folder = absent === undefined ? publishedFolder(options) : undefined;
  const content = await readExperimentContent(file);
  const surroundings = { prepare, sumoVersion: version, backend };
  // All settings have the file's traffic, data and model, and some of its edge servers: what is outside is looked at once.
  const inputs = await inputsOf(prepared);
  const parts: Part[] = [];
  for (const { setting, variant } of curvesWanted(options)) {
    const { runs } = await planRuns(file, expandSetting(setting, variant, content, options), surroundings, inputs);
    const published = folder === undefined ? [] : publishedCurves(folder, setting);
    parts.push({ setting, variant, runs, published });
  }
  const cores = availableParallelism();
  const jobs = options.jobs ?? jobsFor({ cores, memory: process.availableMemory(), memoryPerRun: inputs.bytes });
  const threads = Math.max(1, Math.floor(cores / jobs));
  return {
    notices: noticesFor(absent, folder),
    isFallback: absent !== undefined,
    sumoVersion: version,
    async run({ signal, listeners } = {}) {
      const runs = parts.flatMap((part) => part.runs);
      const outcomes = await runAll(runs, {
        file,
        prepare,
        run: { sumo, threads, backend },
        out,
        jobs,
        ...(signal && { signal }),
        ...(listeners && { listeners }),
      });
      const measured = parts
        .map(({ setting, variant, runs: own, published }) => {
          const ended = own.map(({ id }) => outcomes.get(id));
          const curves = ended.filter(isFinished).map((finished) => curveOfRun(finished.folder));
          return { setting, variant, curves, published };
        })
        .filter(({ curves }) => curves.length > 0);
      const failed = runs.flatMap((run) => {
        const outcome = outcomes.get(run.id);
        return outcome === undefined || isFinished(outcome) ? [] : [{ run, failure: outcome }];
      });
      return { measured, failed, isComplete: runs.every(({ id }) => outcomes.has(id)) };
    },
  };
}

function curvesWanted({
  figures,
  variants,
}: ReproductionOptions): readonly { readonly setting: Setting; readonly variant: Variant }[] {
  return SETTINGS.filter(({ figure }) => figures.includes(figure)).flatMap((setting) =>
    variants.map((variant) => ({ setting, variant })),
  );
}

function expandSetting(
  setting: Setting,
  variant: Variant,
  content: unknown,
  { runs, epochs }: ReproductionOptions,
): readonly ExpandedRun[] {
  const { edgeServers } = content as { readonly edgeServers: readonly unknown[] };
  return seedsFor(runs).map((seed) => {
    const overrides = [
      ...overridesFor(setting, variant, edgeServers),
      `stop=${JSON.stringify({ epochs })}`,
      `seed=${seed}`,
    ];
    return {
      labels: { setting: setting.id, variant, seed: String(seed) },
      overrides,
      content: overrides.reduce(applyOverride, content),
    };
  });
}

/** The paper's own experiment, or what of its map and data is not there. What is there and damaged is an error. */
async function preparePapers(file: string, prepare: PrepareOptions): Promise<PreparedExperiment | string> {
  try {
    return await prepareExperiment(file, prepare);
  } catch (error) {
    if (isAbsence(error)) return 'MNIST (mnist/)';
    if (error instanceof Error && isAbsence(error.cause)) return "the paper's map (boston-common/osm.sumocfg)";
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  return isEdgeMLSimError(error) && error.code === 'E_DATA_NOT_FOUND';
}

function publishedFolder({ published, prepare }: ReproductionOptions): string | undefined {
  if (published !== undefined) {
    if (existsSync(published)) return published;
    throw new ReproductionError(`--published ${published}: no such folder; expected the authors' raw results there`);
  }
  const places = [prepare.dataDir, prepare.environment, prepare.cacheDir].filter((place) => place !== undefined);
  return places.map((place) => join(place, 'srds21')).find((place) => existsSync(place));
}

function noticesFor(absent: string | undefined, published: string | undefined): readonly string[] {
  if (absent !== undefined)
    return [
      `${absent} is not at hand, so the figures are drawn for our own Boston Common scenario, another map and other data, with which the published results cannot be compared; name the folder that holds the paper's with --data DIR`,
    ];
  if (published !== undefined) return [];
  return [
    "the authors' raw results are not at hand, so there is nothing to compare with; name them with --published DIR",
  ];
}

/**
 * From an experiment file with sweeps to runs that are checked, resolved and named by what decides their result.
 *
 * Called by `sweep.ts` before anything is started: a value that is wrong in the last of a thousand runs is found here.
 * Each different map, data set, model and set of places is also looked at once, so that a missing file is found here too.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  applyOverride,
  checkRules,
  loadPlugins,
  parseExperiment,
  prepareExperiment,
  readExperimentContent,
  VERSION,
  type BranchStart,
  type Experiment,
  type PreparedExperiment,
  type PrepareOptions,
} from '../sim/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { expand, type ExpandedRun } from './expand.ts';

/** One run, ready to be started. */
export interface PlannedRun extends Pick<ExpandedRun, 'labels'> {
  /** All `path=value` texts: the user's own, then those of its place in the sweep. */
  readonly overrides: readonly string[];
  readonly experiment: Experiment;
  /** SHA-256 over all that decides the result: resolved experiment, traffic files, plugins, versions. */
  readonly key: string;
  /** Names its folder: `s<seed>-` and the first digits of the key. */
  readonly id: string;
  /** Where it begins, if it does so on the way of another run. */
  readonly branch?: BranchStart;
}

/** A sweep, ready to be started. */
export interface SweepPlan {
  readonly name: string;
  readonly dimensions: readonly string[];
  /** In the order of the file; two may be the same run, e.g. when a name and its spelt-out default are both listed. */
  readonly runs: readonly PlannedRun[];
  /** Of the largest run, bytes: a generous guess at what it needs in memory. */
  readonly memoryPerRun: number;
}

/** What lies outside an experiment, and was looked at. */
export interface Inputs {
  /** SHA-256 of the traffic's configuration and the files it names. */
  readonly traffic: string;
  /** Guess at the memory of a run, bytes. */
  readonly bytes: number;
}

/** What decides a result beside the experiment. */
export interface Surroundings {
  readonly prepare: PrepareOptions;
  /** E.g. `1.15.0`. */
  readonly sumoVersion: string;
  /** As asked for, e.g. `auto`. */
  readonly backend: string;
}

/** Measured at most, MNIST over Boston Common: the program 433 MB with 55 MB of data, SUMO 55 MB. */
const BASE_BYTES = 450e6;
const KEY_DIGITS = 16;

/**
 * @param file - path of the experiment file.
 * @throws {SweepError} `E_SWEEP`; {ExperimentError} naming the value or file that is wrong.
 */
export async function planSweep(file: string, surroundings: Surroundings): Promise<SweepPlan> {
  const { overrides = [], plugins = [] } = surroundings.prepare;
  const content = overrides.reduce(applyOverride, await readExperimentContent(file));
  const { dimensions, runs } = expand(content, file);
  const planned = await planRuns(file, runs, surroundings);
  const registries = await loadPlugins(plugins);
  return { dimensions, ...planned, name: parseExperiment(runs[0]!.content, file, registries).name };
}

/**
 * Checks, resolves and names runs of one experiment file.
 *
 * @param runs - as `expand` gives them; their overrides come after those of `surroundings.prepare`.
 * @param known - what all of them find outside, where that was looked at; else it is.
 */
export async function planRuns(
  file: string,
  runs: readonly ExpandedRun[],
  { prepare, sumoVersion, backend }: Surroundings,
  known?: Inputs,
): Promise<Pick<SweepPlan, 'runs' | 'memoryPerRun'>> {
  const registries = await loadPlugins(prepare.plugins ?? []);
  const plugins = await Promise.all((prepare.plugins ?? []).map(hashFile));
  const own = prepare.overrides ?? [];
  const looked = new Map<string, Inputs>();
  const planned: PlannedRun[] = [];
  for (const { labels, overrides: chosen, content } of runs) {
    const experiment = parseExperiment(content, file, registries);
    checkRules(experiment, registries, file);
    const overrides = [...own, ...chosen];
    const inputsKey = nameOfInputs(experiment);
    const inputs =
      known ?? looked.get(inputsKey) ?? (await inputsOf(await prepareExperiment(file, { ...prepare, overrides })));
    looked.set(inputsKey, inputs);
    const decisive = { edgemlsim: VERSION, sumo: sumoVersion, backend, plugins, traffic: inputs.traffic, experiment };
    const key = createHash('sha256').update(canonicalJson(decisive)).digest('hex');
    planned.push({ labels, overrides, experiment, key, id: `s${experiment.seed}-${key.slice(0, KEY_DIGITS)}` });
  }
  return { runs: planned, memoryPerRun: Math.max(...[...looked.values()].map(({ bytes }) => bytes)) };
}

/** Names what is looked at outside the experiment: files, data, and places on the map. */
function nameOfInputs({ traffic, data, model, division, edgeServers }: Experiment): string {
  const places = edgeServers.map(({ position }) => position);
  return canonicalJson([traffic.config, traffic.trace, traffic.fcd, data, model, division, places]);
}

/** What a prepared experiment found outside. */
export async function inputsOf({ traffic, dataset }: PreparedExperiment): Promise<Inputs> {
  const hashes = await Promise.all(traffic.inputFiles.map(hashFile));
  const dataBytes = dataset.train.features.byteLength + dataset.test.features.byteLength;
  return { traffic: createHash('sha256').update(hashes.join()).digest('hex'), bytes: BASE_BYTES + dataBytes };
}

async function hashFile(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

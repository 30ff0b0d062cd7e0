/**
 * Everything that can be checked about an experiment before anything is started: the file, and the files it names.
 *
 * `validate` stops here; `run` goes on from here, and loads traffic while the data, which take longest, are being read.
 * Nothing is read from outside the experiment's folder and the data folders, wherever a configuration may point.
 */
import { dirname, isAbsolute, join, resolve } from 'node:path';
import {
  loadDataset,
  type DataAttack,
  type DataPlaces,
  type Dataset,
  type RuleContext,
  parameterLayout,
  resolveModel,
  withTrigger,
  type ModelSpec,
} from '../ml/index.ts';
import { createRandom } from '../random.ts';
import { dataAttackOf, plansOf } from './assemble.ts';
import { batchesOf } from './batches.ts';
import { checkEnergyClasses } from './computing/check.ts';
import { ExperimentError } from './experiment/errors.ts';
import { loadExperiment } from './experiment/load.ts';
import type { Experiment } from './experiment/schema.ts';
import { readWalls, type Walls } from './network/index.ts';
import { edgeRateOf } from './nodes/edge-rounds.ts';
import { namedObject } from './nodes/build.ts';
import { rootParts } from './nodes/root-data.ts';
import { createRuleChooser, type RuleChooser } from './nodes/rules.ts';
import { planTrafficSites, prepareTraffic, type PreparedTraffic } from './mobility/prepare-traffic.ts';
import { loadPlugins, type Registries } from './plugins.ts';
import type { PlannedSite } from './sites.ts';

/** Where an experiment came from, so that it can be prepared again elsewhere; absolute paths. */
export interface ExperimentOrigin {
  /** The experiment file: what it names lies beside it. */
  readonly file: string;
  readonly plugins: readonly string[];
  readonly dataDir?: string;
  readonly trace?: string;
}

/** An experiment whose files are there and fit together, as far as that can be told without its data. */
export interface ExperimentPlan {
  readonly experiment: Experiment;
  readonly origin: ExperimentOrigin;
  readonly traffic: PreparedTraffic;
  readonly sites: readonly PlannedSite[];
  readonly registries: Registries;
  /** Buildings, where the network's model wants them. */
  readonly walls: Walls | undefined;
}

/** What an experiment learns, and from what. */
export interface ExperimentData {
  readonly dataset: Dataset;
  readonly model: ModelSpec;
}

/** An experiment whose files are there and fit together. */
export interface PreparedExperiment extends ExperimentPlan, ExperimentData {}

/** An experiment whose data are still being read. */
export interface PlannedExperiment extends ExperimentPlan {
  /** Rejects with a {@link UsageError} that names the value or file that is wrong. */
  readonly data: Promise<ExperimentData>;
}

export interface PrepareOptions {
  /** The `experiment.yaml` of a run, read in place of the file; what it names lies beside the file all the same. */
  readonly resolved?: string;
  /** `path=value` changes, applied before the check. */
  readonly overrides?: readonly string[];
  /** `--plugin`: modules whose definitions the experiment may name, paths relative to the working folder. */
  readonly plugins?: readonly string[];
  /** `replay`: path of a recorded trace to use instead of the experiment's traffic. */
  readonly trace?: string | undefined;
  /** `--data`: where public data is looked for first. */
  readonly dataDir?: string;
  /** EDGEMLSIM_DATA. */
  readonly environment?: string;
  /** The user's cache folder for EdgeMLSim. */
  readonly cacheDir: string;
  /** Told, in one line, of what takes a while or may surprise. */
  readonly onNotice?: (message: string) => void;
}

/**
 * @param file - path of the experiment file.
 * @throws {UsageError} naming the value or file that is wrong; nothing was started.
 */
export async function prepareExperiment(file: string, options: PrepareOptions): Promise<PreparedExperiment> {
  const { data, ...plan } = await planExperiment(file, options);
  return { ...plan, ...(await data) };
}

/**
 * The same for those who go on while the data are being read, as `runExperiment` does: SUMO loads its network meanwhile.
 *
 * @throws {UsageError} naming the value or file that is wrong, unless it is the data's.
 */
export async function planExperiment(file: string, options: PrepareOptions): Promise<PlannedExperiment> {
  const registries = await loadPlugins(options.plugins ?? []);
  const experiment = await loadExperiment(options.resolved ?? file, options.overrides, registries);
  checkRules(experiment, registries, file);
  const places: DataPlaces = {
    experimentDir: dirname(file),
    cacheDir: options.cacheDir,
    ...(options.dataDir !== undefined && { dataDir: options.dataDir }),
    ...(options.environment !== undefined && { environment: options.environment }),
  };
  const dataAttacks = plansOf(experiment, registries, file).flatMap((plan) => dataAttackOf(plan, registries) ?? []);
  edgeRateOf(experiment.learning.local, experiment.learning.edgeServer);
  if (experiment.energy !== undefined) checkEnergyClasses(experiment.computing, experiment.energy);
  const traffic = await prepareTraffic(experiment.traffic, { file, places, trace: options.trace });
  const walls = await loadWalls(experiment, file);
  const sites = await planTrafficSites(experiment.edgeServers, traffic);
  const data = loadData(experiment, { file, options, places, registries, dataAttacks });
  // Whoever awaits the data sees the failure.
  data.catch(() => undefined);
  return { experiment, origin: originOf(file, options), traffic, sites, registries, walls, data };
}

/** The data, and the model for them; refuses data that the experiment cannot be run with. */
async function loadData(
  experiment: Experiment,
  {
    file,
    options: { onNotice },
    places,
    registries,
    dataAttacks,
  }: {
    readonly file: string;
    readonly options: PrepareOptions;
    readonly places: DataPlaces;
    readonly registries: Registries;
    readonly dataAttacks: readonly DataAttack[];
  },
): Promise<ExperimentData> {
  const { datasets } = registries;
  const loaded = await loadDataset(experiment.data, { places, datasets, ...(onNotice && { onNotice }) });
  const dataset = withTrigger(loaded, dataAttacks);
  batchesOf(experiment, dataset.train, createRandom(experiment.seed));
  if (experiment.learning.edgeServer.rootExamples !== undefined)
    rootParts(experiment, dataset.train, createRandom(experiment.seed));
  return { dataset, model: await loadModel(experiment, dataset, { registries, file }) };
}

function originOf(file: string, { plugins = [], dataDir, trace }: PrepareOptions): ExperimentOrigin {
  return {
    file: resolve(file),
    plugins: plugins.map((plugin) => resolve(plugin)),
    ...(dataDir !== undefined && { dataDir: resolve(dataDir) }),
    ...(trace !== undefined && { trace: resolve(trace) }),
  };
}

/** Buildings from the polygons that the network's model names, beside the experiment. */
async function loadWalls({ network }: Experiment, file: string): Promise<Walls | undefined> {
  if (network.link.kind !== 'pathloss' || network.link.walls === undefined) return undefined;
  const { file: polygons, types } = network.link.walls;
  const path = 'network.link.walls.file';
  return readWalls(besideExperiment(polygons, path, file), types, path);
}

/** @throws {ExperimentError} for a path that leads away from the experiment's folder. */
function besideExperiment(name: string, path: string, file: string): string {
  if (!isAbsolute(name) && !name.split(/[\\/]/).includes('..')) return join(dirname(file), name);
  throw new ExperimentError(`${file}: ${path}: expected a path beside the experiment, got "${name}"`, {
    code: 'E_EXPERIMENT_VALUE',
    path,
  });
}

/** The model to train; one from a file lies beside the experiment. Refuses what does not fit the data. */
async function loadModel(
  { model }: Experiment,
  dataset: Dataset,
  { registries: { models }, file }: { readonly registries: Registries; readonly file: string },
): Promise<ModelSpec> {
  if (model.kind === 'layers-model') besideExperiment(model.path, 'model.path', file);
  const spec = await resolveModel(model, dirname(file), { models, shape: dataset });
  parameterLayout(spec, dataset);
  return spec;
}

/** Enough to make any rule and ask for its condition; nothing is aggregated with it. */
const RULE_CONTEXT: RuleContext = { random: createRandom(0), layout: { dimension: 0, tensors: [] } };

/**
 * A rule that can never work with as many vectors as it will get is a mistake of the experiment.
 *
 * @throws {ExperimentError} `E_EXPERIMENT_VALUE`.
 */
export function checkRules({ learning, edgeServers }: Experiment, registries: Registries, file: string): void {
  const sources = { ...RULE_CONTEXT, registries };
  const root = learning.edgeServer.rootExamples !== undefined;
  if (root) checkTrust(learning.edgeServer, registries, file);
  const collected = (learning.mode === 'asynchronous' ? 1 : learning.edgeServer.gradients) + (root ? 1 : 0);
  checkRule(createRuleChooser(learning.edgeServer, sources), collected, `${file}: learning.edgeServer`);
  const atCloud =
    learning.mode === 'asynchronous'
      ? 1
      : learning.mode === 'synchronous'
        ? edgeServers.length
        : learning.cloud.aggregates;
  checkRule(createRuleChooser(learning.cloud, sources), atCloud, `${file}: learning.cloud`);
}

/**
 * An edge server's own gradient is the first of those that its rule gets: one that does not trust the first would take it
 * for a worker's.
 */
function checkTrust(
  { rule, preAggregations }: Experiment['learning']['edgeServer'],
  { rules }: Registries,
  file: string,
): void {
  const path = 'learning.edgeServer.rootExamples';
  const { name, ...options } = namedObject(rule);
  const parsed = rules.get(name)!.options.parse(options) as { readonly trusted?: unknown };
  if (parsed.trusted === 0 && preAggregations.length === 0) return;
  throw new ExperimentError(
    `${file}: ${path}: expected a rule that trusts the first vector (fltrust or monna with trusted: 0) and no preAggregations, got ${name}; leave rootExamples out, or change the rule`,
    { code: 'E_EXPERIMENT_VALUE', path },
  );
}

function checkRule(rules: RuleChooser, inputs: number, where: string): void {
  if (rules.choose(inputs).kind === 'aggregate') return;
  const { declared } = rules;
  throw new ExperimentError(
    `${where}: rule "${declared.name}" needs ${declared.condition.text}, but gets n = ${inputs}`,
    {
      code: 'E_EXPERIMENT_VALUE',
      path: 'learning',
    },
  );
}

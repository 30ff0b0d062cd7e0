/**
 * Everything that can be checked about an experiment before anything is started: the file, and the files it names.
 *
 * `validate` stops here; `run` goes on from here. Nothing is read from outside the experiment's folder and the data
 * folders, wherever a configuration may point.
 */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import {
  DataError,
  loadDataset,
  locateData,
  type DataPlaces,
  type Dataset,
  type RuleContext,
  parameterLayout,
  resolveModel,
  type ModelSpec,
} from '../ml/index.ts';
import { createRandom } from '../random.ts';
import { batchesOf } from './batches.ts';
import { ExperimentError } from './experiment/errors.ts';
import { loadExperiment } from './experiment/load.ts';
import type { Experiment } from './experiment/schema.ts';
import { createRuleChooser, type RuleChooser } from './nodes/rules.ts';
import { loadPlugins, type Registries } from './plugins.ts';
import { planSites, type PlannedSite } from './sites.ts';
import { readSumoConfiguration, type SumoConfiguration } from './sumo-files/configuration.ts';

/** An experiment whose files are there and fit together. */
export interface PreparedExperiment {
  readonly experiment: Experiment;
  readonly configuration: SumoConfiguration;
  readonly sites: readonly PlannedSite[];
  readonly dataset: Dataset;
  readonly model: ModelSpec;
  readonly registries: Registries;
}

export interface PrepareOptions {
  /** `path=value` changes, applied before the check. */
  readonly overrides?: readonly string[];
  /** `--plugin`: modules whose definitions the experiment may name, paths relative to the working folder. */
  readonly plugins?: readonly string[];
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
  const registries = await loadPlugins(options.plugins ?? []);
  const experiment = await loadExperiment(file, options.overrides, registries);
  checkRules(experiment, registries, file);
  const places: DataPlaces = {
    experimentDir: dirname(file),
    cacheDir: options.cacheDir,
    ...(options.dataDir !== undefined && { dataDir: options.dataDir }),
    ...(options.environment !== undefined && { environment: options.environment }),
  };
  const configuration = await readSumoConfiguration(await locateTraffic(experiment, places, file));
  const sites = await planSites(experiment.edgeServers, configuration.networkFile);
  const dataset = await loadDataset(experiment.data, {
    places,
    ...(options.onNotice && { onNotice: options.onNotice }),
  });
  batchesOf(experiment, dataset.train, createRandom(experiment.seed));
  const model = await loadModel(experiment, dataset, file);
  return { experiment, configuration, sites, dataset, model, registries };
}

/** Beside the experiment file first, then in the data folders. */
async function locateTraffic({ traffic }: Experiment, places: DataPlaces, file: string): Promise<string> {
  const { config } = traffic;
  try {
    // Asks for the place in the data folders even when it lies beside: a name that leads outside is refused either way.
    const beside = join(dirname(file), config);
    const located = await locateData(config, places).catch((error: unknown) => {
      if (error instanceof DataError && error.code === 'E_DATA_NOT_FOUND' && existsSync(beside)) return beside;
      throw error;
    });
    return existsSync(beside) ? beside : located;
  } catch (cause) {
    if (!(cause instanceof DataError)) throw cause;
    throw new ExperimentError(`${file}: traffic.config: ${cause.message}`, {
      code: 'E_TRAFFIC_FILE',
      path: 'traffic.config',
      cause,
    });
  }
}

/** The model to train; one from a file lies beside the experiment. Refuses what does not fit the data. */
async function loadModel({ model }: Experiment, dataset: Dataset, file: string): Promise<ModelSpec> {
  if (model.kind === 'layers-model' && (isAbsolute(model.path) || model.path.split(/[\\/]/).includes('..')))
    throw new ExperimentError(`${file}: model.path: expected a path beside the experiment, got "${model.path}"`, {
      code: 'E_EXPERIMENT_VALUE',
      path: 'model.path',
    });
  const spec = await resolveModel(model, dirname(file));
  parameterLayout(spec, dataset);
  return spec;
}

/** Enough to make any rule and ask for its condition; nothing is aggregated with it. */
const RULE_CONTEXT: RuleContext = { random: createRandom(0), layout: { dimension: 0, tensors: [] } };

/** A rule that can never work with as many vectors as it will get is a mistake of the experiment. */
export function checkRules({ learning, edgeServers }: Experiment, registries: Registries, file: string): void {
  const sources = { ...RULE_CONTEXT, registries };
  const collected = learning.mode === 'asynchronous' ? 1 : learning.edgeServer.gradients;
  checkRule(createRuleChooser(learning.edgeServer, sources), collected, `${file}: learning.edgeServer`);
  const atCloud =
    learning.mode === 'asynchronous'
      ? 1
      : learning.mode === 'synchronous'
        ? edgeServers.length
        : learning.cloud.aggregates;
  checkRule(createRuleChooser(learning.cloud, sources), atCloud, `${file}: learning.cloud`);
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

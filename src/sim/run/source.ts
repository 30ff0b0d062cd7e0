/** The run that others are started from: what its folder says, and which changes of it can be made. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { plansOf } from '../assemble.ts';
import { parseExperiment } from '../experiment/load.ts';
import { applyOverride } from '../experiment/overrides.ts';
import type { Experiment } from '../experiment/schema.ts';
import {
  checkRules,
  prepareExperiment,
  type ExperimentOrigin,
  type PreparedExperiment,
  type PrepareOptions,
} from '../prepare.ts';
import type { Manifest, Summary } from '../results/records.ts';
import { ForkError } from './errors.ts';

/** A run to be forked. */
export interface RunSource {
  readonly folder: string;
  /** How to prepare its experiment, as it was resolved then. */
  readonly file: string;
  readonly prepare: PrepareOptions;
  readonly prepared: PreparedExperiment;
  /** Of the whole run, and when it was over, simulated ms; undefined where it has not ended. */
  readonly digest: string | undefined;
  readonly endedMs: number | undefined;
}

/**
 * @param options - where data is looked for; the run's own plugins and traffic are used.
 * @throws {ForkError} `E_FORK` for a folder that holds no run, or one of a version that did not say where it came from;
 *   what `prepareExperiment` throws.
 */
export async function openRunSource(run: string, options: PrepareOptions): Promise<RunSource> {
  const folder = resolve(run);
  const { file, plugins, dataDir, trace } = readOrigin(folder);
  const prepare: PrepareOptions = {
    ...options,
    resolved: join(folder, 'experiment.yaml'),
    overrides: [],
    plugins,
    ...(trace !== undefined && { trace }),
    ...(dataDir !== undefined && options.dataDir === undefined && { dataDir }),
  };
  const summaryFile = join(folder, 'summary.json');
  const summary: Partial<Summary> = existsSync(summaryFile) ? readJson(summaryFile) : {};
  const { digest, simulatedSeconds } = summary;
  return {
    folder,
    file,
    prepare,
    prepared: await prepareExperiment(file, prepare),
    digest,
    endedMs: simulatedSeconds === undefined ? undefined : Math.round(simulatedSeconds * 1000),
  };
}

/**
 * An experiment with changes, as far as it can be checked before anything starts.
 *
 * @param overrides - `path=value` texts.
 * @throws {ExperimentError} for a value that is wrong in itself.
 */
export function changedExperiment(
  { experiment, registries }: Pick<PreparedExperiment, 'experiment' | 'registries'>,
  overrides: readonly string[],
): Experiment {
  const { name } = experiment;
  const changed = parseExperiment(overrides.reduce<unknown>(applyOverride, experiment), name, registries);
  checkRules(changed, registries, name);
  plansOf(changed, registries, name);
  return changed;
}

function readOrigin(folder: string): ExperimentOrigin {
  const file = join(folder, 'manifest.json');
  if (!existsSync(file) || !existsSync(join(folder, 'experiment.yaml')))
    throw new ForkError(
      'E_FORK',
      `${folder}: expected the folder of a run, found no manifest.json and experiment.yaml`,
    );
  const manifest = readJson(file) as Partial<Manifest>;
  if (manifest.origin === undefined)
    throw new ForkError('E_FORK', `${file}: does not say which experiment file it is of; run the experiment again`);
  return manifest.origin;
}

function readJson(file: string): object {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as object;
  } catch (cause) {
    throw new ForkError('E_FORK', `${file}: cannot be read: ${(cause as Error).message}`);
  }
}

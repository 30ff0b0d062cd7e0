/** Options that several commands share, and the places they stand for. */
import { availableParallelism } from 'node:os';
import { InvalidArgumentError, type Command } from 'commander';
import {
  cacheFolder,
  findSumo,
  SumoLocationError,
  thisMachine,
  UsageError,
  type PrepareOptions,
  type SumoChoice,
} from '../index.ts';

/** Options of every command that reads an experiment. */
export interface ExperimentOptions {
  readonly data?: string;
  readonly set?: readonly string[];
  readonly plugin?: readonly string[];
}

/** Adds `--data` and `--set`. */
export function withExperimentOptions(command: Command): Command {
  return command
    .option('--data <dir>', 'folder in which public data (maps, MNIST) is looked for first')
    .option('--plugin <file>', 'module with rules, attacks, optimizers of your own; may be repeated', collect)
    .option('--set <path=value>', 'change one value of the experiment, e.g. stop.epochs=2; may be repeated', collect);
}

/** Where data is looked for; `data` is the value of `--data`. */
export function dataPlaces(data: string | undefined): Pick<PrepareOptions, 'dataDir' | 'environment' | 'cacheDir'> {
  const environment = process.env['EDGEMLSIM_DATA'];
  return {
    cacheDir: userCacheDir(),
    ...(data !== undefined && { dataDir: data }),
    ...(environment !== undefined && environment !== '' && { environment }),
  };
}

/** Where `prepareExperiment` looks, and what it changes. */
export function prepareOptions(options: ExperimentOptions): PrepareOptions {
  return {
    ...dataPlaces(options.data),
    overrides: options.set ?? [],
    plugins: options.plugin ?? [],
    onNotice: (message) => {
      process.stderr.write(`edgemlsim: ${message}\n`);
    },
  };
}

/** What the user's system keeps for programs to make or fetch again. */
export function userCacheDir(): string {
  return cacheFolder(thisMachine());
}

/** The SUMO on this machine, or undefined. */
export function lookForSumo(): ReturnType<typeof findSumo> {
  try {
    return findSumo();
  } catch (cause) {
    if (!(cause instanceof SumoLocationError)) throw cause;
    throw new UsageError(cause.message, { code: cause.code, path: 'EDGEMLSIM_SUMO', cause });
  }
}

/** The SUMO to start. */
export function requireSumo(): SumoChoice {
  const found = lookForSumo();
  if (found === undefined)
    throw new UsageError('SUMO was not found (EDGEMLSIM_SUMO, SUMO_HOME, PATH); run "npm run setup" to install it', {
      code: 'E_SUMO_NOT_FOUND',
    });
  const { binary, guiBinary, home } = found;
  return { binary, ...(guiBinary !== undefined && { guiBinary }), ...(home !== undefined && { home }) };
}

/** As many computing threads as the machine runs at once. */
export function defaultThreads(): number {
  return availableParallelism();
}

/** Parses a whole number >= 1. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number >= 1.');
  return value;
}

/** Parses an option that may be repeated; a default would be shown in the help, and says nothing. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

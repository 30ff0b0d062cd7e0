/** Writes an experiment of one's own, beside a copy of a scenario's traffic, from a few answers. */
import { copyFile, readdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { BUILT_IN, loadExperiment, type EdgeServerSpec } from '../sim/index.ts';
import { CityError } from './errors.ts';
import { makeFolder } from './folder.ts';
import { experimentFile, type ServerText } from './texts.ts';

/** The answers. */
export interface InitAnswers {
  /** Folder with an `experiment.yaml` and the traffic it names. */
  readonly scenario: string;
  /** Edge servers: the first so many of the scenario's. */
  readonly servers: number;
  /** One of `simpleRules`. */
  readonly rule: string;
  /** One of `simpleAttacks`; undefined for none. */
  readonly attack?: string | undefined;
  readonly epochs: number;
}

/** Aggregation rules that need no options. */
export const simpleRules = namesWithoutOptions(BUILT_IN.rules);
/** Attacks that need no options. */
export const simpleAttacks = namesWithoutOptions(BUILT_IN.attacks);

/**
 * @param out - new folder: the experiment and the scenario's files for SUMO.
 * @throws {CityError} `E_CITY_INPUT`, `E_CITY_FOLDER`.
 * @throws {ExperimentError} if the scenario's experiment cannot be read.
 */
export async function initExperiment(answers: InitAnswers, out: string): Promise<void> {
  const { edgeServers, config, seed } = await readScenario(answers.scenario);
  if (answers.servers > edgeServers.length)
    throw new CityError(
      `--servers ${answers.servers}: ${answers.scenario} has ${edgeServers.length}; "edgemlsim scenario place" proposes more sites`,
      { code: 'E_CITY_INPUT', path: '--servers' },
    );
  requireOneOf('--rule', answers.rule, simpleRules);
  if (answers.attack !== undefined) requireOneOf('--attack', answers.attack, simpleAttacks);
  await makeFolder(out, async (folder) => {
    for (const file of await sumoFiles(answers.scenario))
      await copyFile(join(answers.scenario, file), join(folder, file));
    const experiment = join(folder, 'experiment.yaml');
    const name = basename(resolve(out)).replaceAll(/[^\w.-]/g, '-');
    const origin = basename(resolve(answers.scenario));
    await writeFile(
      experiment,
      experimentFile({
        name,
        description: `${answers.servers} edge servers in the traffic of ${origin}.`,
        seed,
        config,
        servers: edgeServers.slice(0, answers.servers).map(serverText),
        rule: answers.rule,
        attack: answers.attack,
        epochs: answers.epochs,
      }),
    );
    await loadExperiment(experiment);
  });
}

/** How many edge servers a scenario has. @throws {CityError} `E_CITY_INPUT` if it is none. */
export async function countServers(scenario: string): Promise<number> {
  return (await readScenario(scenario)).edgeServers.length;
}

async function readScenario(folder: string): Promise<{
  readonly edgeServers: readonly EdgeServerSpec[];
  readonly config: string;
  readonly seed: number;
}> {
  const file = join(folder, 'experiment.yaml');
  if (!existsSync(file))
    throw new CityError(`--scenario ${folder}: expected a folder with an experiment.yaml in it`, {
      code: 'E_CITY_INPUT',
      path: '--scenario',
    });
  const { edgeServers, traffic, seed } = await loadExperiment(file);
  const { config } = traffic;
  if (config === undefined || dirname(config) !== '.' || !existsSync(join(folder, config)))
    throw new CityError(`--scenario ${folder}: its traffic, ${config ?? 'a record'}, is not in the folder itself`, {
      code: 'E_CITY_INPUT',
      path: '--scenario',
    });
  return { edgeServers, config, seed };
}

async function sumoFiles(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => /\.(xml|xml\.gz|sumocfg)$/.test(name));
}

function serverText({ name, position, range }: EdgeServerSpec): ServerText {
  const pairs = Object.entries(position).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return { name, position: `{ ${pairs.join(', ')} }`, range };
}

function requireOneOf(option: string, value: string, known: readonly string[]): void {
  if (known.includes(value)) return;
  throw new CityError(
    `${option} ${value}: expected one of ${known.join(', ')}; others need options, to be written in the file`,
    { code: 'E_CITY_INPUT', path: option },
  );
}

function namesWithoutOptions(
  registry: ReadonlyMap<string, { readonly options: { safeParse(value: unknown): { success: boolean } } }>,
): readonly string[] {
  return [...registry].filter(([, { options }]) => options.safeParse({}).success).map(([name]) => name);
}

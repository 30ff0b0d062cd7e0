/** `edgemlsim init`: asks a few questions and writes an experiment; without a terminal, options answer them. */
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import {
  CityError,
  countServers,
  initExperiment,
  simpleAttacks,
  simpleRules,
  type InitAnswers,
} from '../city/index.ts';
import { ownFile } from '../own-files.ts';
import { positiveInteger } from './options.ts';

interface InitCommandOptions {
  readonly scenario?: string;
  readonly servers?: number;
  readonly rule?: string;
  readonly attack?: string;
  readonly epochs?: number;
  readonly out?: string;
  readonly yes?: boolean;
}

const OWN_SCENARIO = ownFile('scenarios/boston-common');
const NO_ATTACK = 'none';
const DEFAULTS = { rule: 'mean', attack: NO_ATTACK, epochs: 5, out: 'my-experiment' } as const;

/** Adds the command to the program. */
export function addInit(program: Command): void {
  program
    .command('init')
    .description('write an experiment of your own: asks what it needs to know')
    .option('--scenario <dir>', 'folder with an experiment.yaml and its traffic (default: Boston Common)')
    .option('--servers <n>', 'edge servers', positiveInteger)
    .option('--rule <name>', 'aggregation rule of the edge servers')
    .option('--attack <name>', 'what one Byzantine vehicle near each edge server sends; or none')
    .option('--epochs <n>', 'passes over the training set', positiveInteger)
    .option('--out <dir>', 'new or empty folder')
    .option('--yes', 'ask nothing: defaults for what no option says')
    .option('--verbose', 'on failure, print the stack too')
    .action(init);
}

async function init(options: InitCommandOptions): Promise<void> {
  const ask =
    options.yes === true || isAnswered(options)
      ? undefined
      : requireTerminal(process.stdin.isTTY && process.stderr.isTTY);
  const out = await answersFor(options, ask).then(async ({ out: folder, ...answers }) => {
    await initExperiment(answers, folder);
    return folder;
  });
  process.stdout.write(`edgemlsim run ${join(out, 'experiment.yaml')}\n`);
}

/** Puts a question and waits for a line. */
export type Ask = (question: string) => Promise<string>;

/**
 * The answers: what options say, then what is asked, or the defaults where `ask` is undefined.
 *
 * A question is put again until its answer can be used.
 */
export async function answersFor(
  options: InitCommandOptions,
  ask: Ask | undefined,
): Promise<InitAnswers & { readonly out: string }> {
  const question = async (text: string, byDefault: string, isUsable: (answer: string) => boolean): Promise<string> => {
    if (ask === undefined) return byDefault;
    for (;;) {
      const answer = (await ask(`${text} [${byDefault}]: `)).trim();
      if (answer === '') return byDefault;
      if (isUsable(answer)) return answer;
    }
  };
  const count = (answer: string): boolean => Number.isInteger(Number(answer)) && Number(answer) >= 1;
  const scenario = options.scenario ?? (await question('scenario, a folder', OWN_SCENARIO, () => true));
  const available = await countServers(scenario);
  const servers =
    options.servers ??
    Number(
      await question(`edge servers, 1 to ${available}`, String(available), (answer) => {
        return count(answer) && Number(answer) <= available;
      }),
    );
  const rules = `aggregation rule (${simpleRules.join(', ')})`;
  const attacks = `attack (${[NO_ATTACK, ...simpleAttacks].join(', ')})`;
  const rule = options.rule ?? (await question(rules, DEFAULTS.rule, (answer) => simpleRules.includes(answer)));
  const attack =
    options.attack ??
    (await question(attacks, DEFAULTS.attack, (answer) => answer === NO_ATTACK || simpleAttacks.includes(answer)));
  const epochs = options.epochs ?? Number(await question('epochs', String(DEFAULTS.epochs), count));
  const out = options.out ?? (await question('folder to make', DEFAULTS.out, () => true));
  return { scenario, servers, rule, attack: attack === NO_ATTACK ? undefined : attack, epochs, out };
}

function isAnswered({ scenario, servers, rule, attack, epochs, out }: InitCommandOptions): boolean {
  return ![scenario, servers, rule, attack, epochs, out].includes(undefined);
}

/** Questions on standard error, so that standard output has the command to run and nothing else. */
function requireTerminal(isTerminal: boolean): Ask {
  if (!isTerminal)
    throw new CityError('init: there is no terminal to ask on; give --yes for the defaults, or every option', {
      code: 'E_CITY_INPUT',
      path: '--yes',
    });
  return async (question) => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    const interruption = new AbortController();
    terminal.on('SIGINT', () => {
      interruption.abort();
    });
    try {
      return await terminal.question(question, { signal: interruption.signal });
    } catch (cause) {
      throw new CityError('init: ended before the last answer; nothing was written', { code: 'E_CITY_INPUT', cause });
    } finally {
      terminal.close();
    }
  };
}

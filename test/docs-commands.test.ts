/** Every command in the documentation is one: its program, options and files exist, and its values fit the schema. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'ava';
import { CommanderError } from 'commander';
import { parseExperiment, readExperimentContent } from '../src/sim/experiment/load.ts';
import { applyOverride } from '../src/sim/experiment/overrides.ts';
import { expand } from '../src/sweep/expand.ts';
import {
  argumentsOf,
  commandsOf,
  DEFAULT_EXPERIMENT,
  pages,
  ROOT,
  shellWords,
  type DocumentedCommand,
} from './helpers/documented-commands.ts';
import { isIncompletion, understand, type Understood } from './helpers/understood-command.ts';

const { scripts } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};
/** What the pages use of other people's programs; that it works is not for us to test. */
const OTHERS: ReadonlySet<string> = new Set([
  'git',
  'cd',
  'alias',
  'sumo',
  'netconvert',
  'polyconvert',
  'sudo',
  'docker',
]);
const NPM_OWN: ReadonlySet<string> = new Set(['ci', 'install']);
/** Paths that begin so must be in the project. */
const OWN_PATH = /^(scenarios|examples|scripts|src|test|bench|docs)\//;

/** What is wrong with a command of a page, or undefined. */
async function problemWith({ words, isWhole }: DocumentedCommand): Promise<string | undefined> {
  const missing = words.find((word) => OWN_PATH.test(word) && !/[*<]/.test(word) && !existsSync(pathOf(word)));
  if (missing !== undefined) return `there is no ${missing}`;
  const args = argumentsOf(words);
  if (args === undefined) return otherProblem(words);
  try {
    return await valueProblem(understand(args));
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (!isWhole && isIncompletion(error)) return undefined;
    return error.message;
  }
}

/** The file or folder that a word names; `:42` is a line, a pattern or tail of a glob its folder. */
function pathOf(word: string): string {
  return resolve(ROOT, word.replace(/:\d+$/, ''));
}

function otherProblem([program, ...rest]: readonly string[]): string | undefined {
  if (program === 'npm') {
    const script = rest[0] === 'run' ? rest[1] : rest[0];
    return script !== undefined && (script in scripts || NPM_OWN.has(script)) ? undefined : `no script ${script ?? ''}`;
  }
  if (program === 'npx') return ['ava', 'tsx'].includes(rest[0] ?? '') ? undefined : `npx ${rest[0] ?? ''}`;
  return program === 'node' || OTHERS.has(program ?? '') ? undefined : `unknown program ${program ?? ''}`;
}

/** Whether the values given with `--set` and `--variant` are ones that the experiment may have. */
async function valueProblem({ command: [name], operands, options }: Understood): Promise<string | undefined> {
  if (!['run', 'sweep', 'validate', 'replay', 'fork'].includes(name!) || isSet(options['plugin'])) return undefined;
  const named = operands.at(-1)!;
  // A run's folder and files that the reader makes stand for the default scenario.
  const file = resolve(ROOT, named.startsWith('scenarios/') ? named : DEFAULT_EXPERIMENT);
  const own = await readExperimentContent(file);
  const variants = new Map<string, string[]>([['', []]]);
  for (const text of (options['variant'] ?? []) as readonly string[]) {
    const [variant, change] = [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)];
    variants.set(variant, [...(variants.get(variant) ?? []), change]);
  }
  for (const changes of variants.values()) {
    const content = [...((options['set'] ?? []) as readonly string[]), ...changes].reduce(applyOverride, own);
    const contents = name === 'sweep' && isSet(options['set']) ? expand(content, file).runs : [{ content }];
    try {
      for (const run of contents) parseExperiment(run.content, file);
    } catch (error) {
      return (error as Error).message;
    }
  }
  return undefined;
}

function isSet(values: unknown): boolean {
  return Array.isArray(values) && values.length > 0;
}

test('docs - words of a command line are what a shell makes of them', (t) => {
  t.deepEqual(shellWords(`run a.yaml --set 'x=[{a: 1}]' v:'b=2' "c d" # why`), [
    'run',
    'a.yaml',
    '--set',
    'x=[{a: 1}]',
    'v:b=2',
    'c d',
  ]);
  t.deepEqual(shellWords('edgemlsim doctor | head'), ['edgemlsim', 'doctor']);
});

test('docs - a wrong command is found', async (t) => {
  const problem = (text: string): Promise<string | undefined> =>
    problemWith({ page: '', text, words: shellWords(text), isWhole: true });
  t.regex((await problem('edgemlsim walk a.yaml'))!, /unknown command/);
  t.regex((await problem('edgemlsim run'))!, /missing required argument/);
  t.regex((await problem('npm start -- --fast'))!, /unknown option/);
  t.regex((await problem('edgemlsim run a.yaml --backend cray'))!, /Allowed choices/);
  t.regex((await problem('edgemlsim run a.yaml --set network.kind=shared'))!, /unknown key/);
  t.regex((await problem(`edgemlsim fork results/a --at 60s --variant a:'stop.epoch=2'`))!, /unknown key/);
  t.regex((await problem('npm run simulate'))!, /no script/);
  t.regex((await problem('npx ava test/nothing.test.ts'))!, /there is no/);
  t.is(await problem('npm start -- --set stop.epochs=2'), undefined);
});

for (const page of pages()) {
  const commands = commandsOf(page);
  if (commands.length === 0) continue;
  test(`docs - commands of ${page}`, async (t) => {
    for (const command of commands) t.is(await problemWith(command), undefined, command.text);
  });
}

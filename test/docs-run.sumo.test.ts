/**
 * Every command of the documentation is carried out, page by page as a reader would, at a small size, with real SUMO.
 *
 * Options are added to make it small; what cannot be carried out here stands in `NOT_HERE` with the reason. That commands
 * and values fit together as they are written is tested in `docs-commands.test.ts`.
 */
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import {
  argumentsOf,
  commandsOf,
  DEFAULT_EXPERIMENT,
  pages,
  ROOT,
  type DocumentedCommand,
} from './helpers/documented-commands.ts';
import { runInProcess } from './helpers/in-process.ts';
import { publicData } from './helpers/public-data.ts';
import { sumoTest } from './helpers/sumo.ts';

/** The paper's map and MNIST; undefined where they are not at hand. */
const DATA = publicData('boston-common', 'mnist');

/** Commands that are not carried out, by what they look like, and why. */
const NOT_HERE: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/ --gui\b/, 'needs a display; test/sim/viewer has the window'],
  [/^npx ava |^npm (test|run check)$/, 'the tests themselves'],
  [/^alias /, 'a name for `npm run sim`, which docs-commands.test.ts knows'],
  [/ fork results\/boston /, 'seconds of processor time; the tutorial’s fork differs in its values alone'],
  [/ reproduce .* --data DIR/, 'minutes; the same command is carried out without the data'],
  ...(DATA === undefined ? [[/ --data DIR/, 'the paper’s map and MNIST are not at hand'] as const] : []),
];

/** Five batches an epoch instead of two hundred. */
const LITTLE_DATA = ['data.train=500', 'data.test=100'];
const set = (...changes: readonly string[]): readonly string[] => changes.flatMap((change) => ['--set', change]);
const ONE_EPOCH = set(...LITTLE_DATA, 'stop.epochs=1');

/** Lasts a little longer than the moment of the fork. */
const UNTIL_FORK = [
  ...set(...LITTLE_DATA, 'stop.epochs=10000', 'stop.simulatedSeconds=18', 'evaluation.everyEpochs=100'),
  ...['--checkpoint-every', '5'],
];

/** The first block of a language in a page. */
function block(page: string, language: string): string {
  const text = readFileSync(resolve(ROOT, page), 'utf8');
  return new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(text)![1]!;
}

/** Files that the reader is told to write, or has. */
const READERS: Readonly<Record<string, () => string>> = {
  'mine/count.mjs': () => block('docs/tutorial.md', 'js'),
  'mine/first.ts': () => block('docs/extending.md', 'ts'),
  'mine/parts.ts': () => block('docs/extending.md', 'ts'),
  'sweep.yaml': () => block('docs/sweeps.md', 'yaml'),
  'experiment.yaml': () => readFileSync(resolve(ROOT, DEFAULT_EXPERIMENT), 'utf8'),
  'town.osm': () => readFileSync(resolve(ROOT, 'test/fixtures/city/town.osm.xml'), 'utf8'),
};
/** Folders of runs that a page takes for granted. */
const TAKEN_FOR_GRANTED: Readonly<Record<string, readonly string[]>> = {
  'docs/report.md': ['results/boston-common-s1', 'results/mean', 'results/median'],
};

/** What is added to a command so that it takes a second. */
function small(args: readonly string[], others: readonly (readonly string[])[]): readonly string[] {
  const [name, second] = args;
  const out = args.includes('--out') ? args[args.indexOf('--out') + 1] : undefined;
  switch (name) {
    case 'run': {
      const isForked = others.some(([other, run]) => other === 'fork' && run === out);
      const quick = ['--threads', '1', ...(args.includes('--events') ? [] : ['--no-report'])];
      return isForked ? [...UNTIL_FORK, ...quick] : [...ONE_EPOCH, ...quick];
    }
    case 'fork':
      return ['--at', '15s'];
    case 'replay':
      return [...ONE_EPOCH, '--no-report', '--threads', '1'];
    case 'sweep':
      return [...ONE_EPOCH, ...(args.includes('sweep.yaml') ? set('seed=1', 'faults=[]') : ['--dry-run'])];
    case 'reproduce':
      return ['--figure', '3a', '--variant', 'program', '--epochs', '1', '--out', 'reproduced'];
    case 'scenario':
      return second === 'import' ? ['--duration', '120'] : ['--seconds', '60'];
    case 'init':
      return args.includes('--yes') ? [] : ['--yes'];
    default:
      return [];
  }
}

interface Step {
  readonly text: string;
  readonly words: readonly string[];
  readonly args: readonly string[] | undefined;
}

/** Commands that one of the pages has had already. */
const had = new Set<string>();

/** Whole commands of a page that are carried out, each once whatever the number of pages and spellings. */
function stepsOf(page: string): readonly Step[] {
  return commandsOf(page)
    .filter((command) => command.isWhole && reasonNotHere(command) === undefined)
    .map(({ text, words }) => {
      const known = words.map((word) => (word === 'DIR' && words.includes('--data') ? DATA! : word));
      return { text, words: known, args: argumentsOf(known) };
    })
    .filter(({ words, args }) => {
      const key = JSON.stringify(args ?? words);
      return !had.has(key) && had.add(key);
    });
}

function reasonNotHere({ text }: Pick<DocumentedCommand, 'text'>): string | undefined {
  return NOT_HERE.find(([pattern]) => pattern.test(text))?.[1];
}

/** A clone, as far as readers need one, with the traffic of the default scenario beside it. */
function clone(): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-docs-'));
  for (const name of ['scenarios', 'node_modules', 'package.json'])
    symlinkSync(resolve(ROOT, name), join(folder, name));
  const traffic = resolve(ROOT, dirname(DEFAULT_EXPERIMENT));
  for (const name of readdirSync(traffic).filter((file) => file.startsWith('boston-common.')))
    symlinkSync(join(traffic, name), join(folder, name));
  return folder;
}

for (const page of pages()) {
  const steps = stepsOf(page);
  if (steps.length === 0) continue;
  sumoTest(`docs - commands of ${page} work`, async (t) => {
    t.timeout(240_000);
    const folder = clone();
    const environment = process.env['EDGEMLSIM_DATA'];
    delete process.env['EDGEMLSIM_DATA'];
    t.teardown(() => {
      if (environment !== undefined) process.env['EDGEMLSIM_DATA'] = environment;
      rmSync(folder, { recursive: true, force: true });
    });
    const [first, ...more] = TAKEN_FOR_GRANTED[page] ?? [];
    if (first !== undefined) {
      const run = ['run', DEFAULT_EXPERIMENT, '--out', first, ...ONE_EPOCH, '--no-report', '--threads', '1'];
      t.is((await runInProcess(run, folder)).code, 0);
      for (const name of more) cpSync(join(folder, first), join(folder, name), { recursive: true });
    }
    const all = steps.flatMap(({ args }) => (args === undefined ? [] : [args]));
    for (const { text, words, args } of steps) {
      for (const [file, content] of Object.entries(READERS)) {
        const path = join(folder, file);
        if (!words.includes(file) || existsSync(path)) continue;
        mkdirSync(dirname(path), { recursive: true });
        // The sources that this process has already, not the same ones once more by way of a link.
        writeFileSync(path, content().replaceAll("'../src/", `'${ROOT}/src/`));
      }
      if (args === undefined) {
        t.is(words[0], 'node', `${text}: neither carried out nor in NOT_HERE`);
        await promisify(execFile)(process.execPath, words.slice(1), { cwd: folder });
        continue;
      }
      const { code, stdout, stderr } = await runInProcess([...args, ...small(args, all)], folder);
      t.is(code, 0, `${text}\n${stderr}`);
      t.not(stdout, '', text);
    }
  });
}

test('docs - what is not carried out is still in the documentation', (t) => {
  const commands = pages().flatMap((page) => commandsOf(page).filter(({ isWhole }) => isWhole));
  for (const [pattern, reason] of NOT_HERE)
    t.true(
      commands.some(({ text }) => pattern.test(text)),
      reason,
    );
});

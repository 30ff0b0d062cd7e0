/**
 * Every command of the documentation is carried out, page by page as a reader would, at a small size, with real SUMO.
 *
 * `helpers/small-commands.ts` makes them small, `helpers/documented-ways.ts` says in which way each is carried out; those
 * for people who change the code are in `docs-project.test.ts`. That commands and values fit together as they are written
 * is tested in `docs-commands.test.ts`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Ended } from './helpers/cli.ts';
import { guiTest, startDisplay } from './helpers/display.ts';
import { argumentsOf, commandsOf, DEFAULT_EXPERIMENT, pages, ROOT } from './helpers/documented-commands.ts';
import {
  COMPARES_ALL,
  comparableWith,
  hasFigures,
  showsEvents,
  staleIn,
  type Comparable,
} from './helpers/documented-output.ts';
import { ELSEWHERE, wayOf, type Way } from './helpers/documented-ways.ts';
import { runInProcess } from './helpers/in-process.ts';
import { publicData } from './helpers/public-data.ts';
import { writeReadersFiles } from './helpers/readers-files.ts';
import { runInShell } from './helpers/shell.ts';
import { isForked, ONE_EPOCH, smallArguments, type Size } from './helpers/small-commands.ts';
import { sumoTest } from './helpers/sumo.ts';

/** The paper's map and MNIST; undefined where they are not at hand. */
const DATA = publicData('boston-common', 'mnist');
/** Holds what all pages reproduce. */
const SHARED = mkdtempSync(join(tmpdir(), 'edgemlsim-docs-'));
const TIMEOUT_MS = COMPARES_ALL ? 1_200_000 : 240_000;

/** Folders of runs that a page takes for granted. */
const TAKEN_FOR_GRANTED: Readonly<Record<string, readonly string[]>> = {
  'docs/report.md': ['results/boston-common-s1', 'results/mean', 'results/median'],
};

interface Step {
  readonly way: Way;
  /** As the page has it. */
  readonly text: string;
  readonly words: readonly string[];
  /** Of `edgemlsim`, made small; undefined for other programs. */
  readonly args: readonly string[] | undefined;
  readonly size: Size;
}

/** Commands that one of the pages has had already. */
const had = new Set<string>();

/** What is carried out of a page, each command once whatever the number of pages and spellings. */
function stepsOf(page: string): readonly Step[] {
  const commands = commandsOf(page);
  const all = commands.flatMap(({ words }) => {
    const args = argumentsOf(words);
    return args === undefined ? [] : [args];
  });
  return commands
    .map((command) => ({ ...command, way: wayOf(command) }))
    .filter(({ way }) => ['here', 'shell', 'window'].includes(way))
    .map(({ way, text, words }) => {
      const known = words.map((word) => (word === 'DIR' && words.includes('--data') ? (DATA ?? 'DIR') : word));
      const args = argumentsOf(known);
      const size = hasFigures(page) ? sizeWithFigures({ page, text, args }, all) : 'small';
      const options = { size, reproduced: join(SHARED, 'reproduced') };
      return { way, text, words: known, args: args && smallArguments(args, all, options), size };
    })
    .filter(({ words, args, size }) => {
      const key = JSON.stringify(args ?? words);
      return size !== 'small' || (!had.has(key) && had.add(key));
    });
}

/** How much has to remain of a command of a page whose figures are compared. */
function sizeWithFigures(
  { page, text, args }: Pick<Step, 'text' | 'args'> & { readonly page: string },
  all: readonly (readonly string[])[],
): Size {
  if (args === undefined) return 'whole';
  const [name] = args;
  if ((name !== 'run' && name !== 'fork') || args.includes('--gui')) return 'small';
  if (COMPARES_ALL || isForked(args, all)) return 'whole';
  if (name === 'fork') return 'same-events';
  // Where messages take time, how large the model is decides what happens.
  return showsEvents(page, text) && !args.some((arg) => arg.startsWith('network.')) ? 'same-events' : 'small';
}

/** A clone, as far as readers need one, with the traffic of the default scenario beside it. */
function clone(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-docs-'));
  const environment = process.env['EDGEMLSIM_DATA'];
  delete process.env['EDGEMLSIM_DATA'];
  t.teardown(() => {
    if (environment !== undefined) process.env['EDGEMLSIM_DATA'] = environment;
    rmSync(folder, { recursive: true, force: true });
  });
  for (const name of ['scenarios', 'scripts', 'src', 'node_modules', 'package.json'])
    symlinkSync(resolve(ROOT, name), join(folder, name));
  mkdirSync(join(folder, 'docs/images'), { recursive: true });
  const traffic = resolve(ROOT, dirname(DEFAULT_EXPERIMENT));
  for (const name of readdirSync(traffic).filter((file) => file.startsWith('boston-common.')))
    symlinkSync(join(traffic, name), join(folder, name));
  return folder;
}

/** Other programs are called `convert`, too. */
const HAS_IMAGEMAGICK = /^Version: ImageMagick/.test(spawnSync('convert', ['-version'], { encoding: 'utf8' }).stdout);

/** What is there already is not looked for on the network. */
const NOTHING_INSTALLED = { EDGEMLSIM_SETUP_SKIP: 'npm, apt, pypi' };

/** @returns What it printed. */
async function carryOut(t: ExecutionContext, page: string, step: Step, folder: string): Promise<Ended> {
  const { way, text, words, args } = step;
  writeReadersFiles(folder, words);
  const isScreen = text.startsWith('xvfb-run ');
  if (way !== 'shell' && !isScreen) {
    const ended = await runInProcess(args!, folder);
    t.is(ended.code, 0, `${text}\n${ended.stderr}`);
    t.not(ended.stdout, '', text);
    return ended;
  }
  // A script of the project asks whether it is what was started, which it cannot tell by way of a link.
  const cwd = text.startsWith('npx tsx ') ? ROOT : folder;
  const script = isScreen ? `${text} ${addedTo(words, args!).map(quoted).join(' ')}` : scriptOf(page, text);
  const ended = await runInShell(t, script, { cwd, environment: NOTHING_INSTALLED });
  t.is(ended.code, 0, `${script}\n${ended.stderr}`);
  if (!/^sumo | [|>] /.test(script)) t.not(ended.stdout, '', script);
  return ended;
}

/** What must be there when a command has been carried out that makes pictures of the documentation. */
function checkPictures(t: ExecutionContext, text: string, folder: string): void {
  const made = readdirSync(join(folder, 'docs/images'));
  t.true(made.length > 0, text);
  for (const picture of made) {
    const committed = resolve(ROOT, 'docs/images', picture);
    t.true(existsSync(committed), `${text}: makes ${picture}, which is not in docs/images`);
    // Curves are those of a smaller run; digits are the same.
    if (picture.endsWith('.png')) t.deepEqual(pixels(join(folder, 'docs/images', picture)), pixels(committed));
  }
}

function pixels(picture: string): Buffer {
  return execFileSync('convert', [picture, 'gray:-']);
}

/** What a shell is told. */
function scriptOf(page: string, text: string): string {
  if (text.startsWith('alias ')) {
    const texts = commandsOf(page).map((command) => command.text);
    return `${text}\n${texts[texts.indexOf(text) + 1]!}`;
  }
  if (text.startsWith('sumo ')) return `${text} --end 30`;
  if (text.includes('<name>')) return `${text.replace('<name>', 'price-of-robustness')} --small`;
  return HAS_IMAGEMAGICK ? text : text.replace(/ \| convert .*/, ' > digits.pgm');
}

/** What has been added to a command to make it small. */
function addedTo(words: readonly string[], args: readonly string[]): readonly string[] {
  return args.slice(argumentsOf(words)!.length);
}

function quoted(word: string): string {
  return `'${word}'`;
}

test.after.always('docs - what was reproduced is removed', () => {
  rmSync(SHARED, { recursive: true, force: true });
});

for (const page of pages()) {
  const all = stepsOf(page);
  const withData = all.filter(({ words }) => words.includes('--data'));
  const windows = all.filter(({ way }) => way === 'window');
  const steps = all.filter((step) => !windows.includes(step) && (DATA !== undefined || !withData.includes(step)));
  if (steps.length > 0)
    sumoTest(`docs - commands of ${page} work`, async (t) => {
      t.timeout(TIMEOUT_MS);
      const folder = clone(t);
      const [first, ...more] = TAKEN_FOR_GRANTED[page] ?? [];
      if (first !== undefined) {
        const run = ['run', DEFAULT_EXPERIMENT, '--out', first, ...ONE_EPOCH, '--no-report', '--threads', '1'];
        t.is((await runInProcess(run, folder)).code, 0);
        for (const name of more) cpSync(join(folder, first), join(folder, name), { recursive: true });
      }
      const stale: string[] = [];
      let comparable: Comparable = { events: false, numbers: false };
      for (const step of steps) {
        const { stdout, stderr } = await carryOut(t, page, step, folder);
        const { text, size } = step;
        if (size !== 'small') {
          if (step.args?.[0] === 'run') comparable = comparableWith(stderr);
          stale.push(...staleIn(page, { text, stdout, size }, comparable));
        }
        if (/--write-docs docs\b/.test(step.text) || (/\| convert /.test(step.text) && HAS_IMAGEMAGICK))
          checkPictures(t, step.text, folder);
      }
      t.deepEqual(stale, [], 'figures of the page that are out of date');
    });
  if (windows.length > 0)
    guiTest(`docs - commands of ${page} with a window work`, async (t) => {
      t.timeout(TIMEOUT_MS);
      const folder = clone(t);
      process.env['DISPLAY'] = await startDisplay(t);
      for (const step of windows) await carryOut(t, page, step, folder);
    });
  if (DATA === undefined && withData.length > 0)
    test.skip(`docs - commands of ${page} with data work (no boston-common, mnist in EDGEMLSIM_DATA)`, (t) => {
      t.pass();
    });
}

test('docs - the few commands that are not carried out are in sentences, and something else is in their place', (t) => {
  const commands = pages().flatMap((page) => commandsOf(page));
  for (const { pattern, reason, instead, word } of ELSEWHERE) {
    const those = commands.filter(({ text }) => pattern.test(text));
    t.true(those.length > 0, `${pattern.source}: not in the documentation any more`);
    t.false(
      those.some(({ isWhole }) => isWhole),
      `${pattern.source}: stands in a block`,
    );
    t.true(readFileSync(resolve(ROOT, instead), 'utf8').includes(word), `${reason}: ${instead} has no ${word}`);
  }
});

test('docs - a command that nobody carries out is found', (t) => {
  const way = (text: string, isWhole = true): string => wayOf({ page: '', text, words: text.split(' '), isWhole });
  t.throws(() => way('make all'), { message: 'make all: neither carried out nor in ELSEWHERE' });
  t.throws(() => way('npm run simulate'), { message: /neither carried out/ });
  t.throws(() => way('npm run bench'), { message: /neither carried out/ });
  t.is(way('npm start -- --gui'), 'window');
  t.is(way('edgemlsim run'), 'here', 'and fails there, for in a block a command is whole');
  t.is(way('edgemlsim run', false), 'name');
});

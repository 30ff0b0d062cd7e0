/**
 * The documented commands for people who change the code, as they are written: in the project, or, where they are about all
 * of it, in a copy that holds little more than one file and its test.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { type ExecutionContext } from 'ava';
import { commandsOf, pages, ROOT } from './helpers/documented-commands.ts';
import { wayOf } from './helpers/documented-ways.ts';
import { runInShell, startInShell } from './helpers/shell.ts';
import { sumoTest } from './helpers/sumo.ts';

const COMMANDS = [
  ...new Set(
    pages()
      .flatMap((page) => commandsOf(page))
      .filter((command) => wayOf(command) === 'project')
      .map(({ text }) => text.replace(/ +#.*/, '')),
  ),
];

/** Nothing is installed; AVA watches where it takes nobody for a CI; and npm says what it runs, whoever started this test. */
const ENVIRONMENT = {
  EDGEMLSIM_SETUP_SKIP: 'npm, apt, pypi',
  AVA_FORCE_CI: 'not-ci',
  NO_COLOR: '1',
  npm_config_loglevel: 'notice',
};

/** Starting programs is slow on a busy machine. */
const TIMEOUT_MS = 240_000;

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** The project's tools and settings, one source file and its test. */
const SMALL_PROJECT = [
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'typedoc.json', 'eslint.config.js'],
  ...['.prettierrc', '.prettierignore', 'scripts/setup.mjs', 'scripts/setup', 'scripts/test.mjs', 'scripts/typescript'],
  ...['src/find-sumo.js', 'src/random.ts', 'src/errors.ts', 'test/random.test.ts'],
];

function smallProject(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-project-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  for (const name of SMALL_PROJECT) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  mkdirSync(join(folder, 'scenarios'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** One test of AVA for each command with files; by title alone it would load every test that there is. */
const OF_AVA = COMMANDS.filter((text) => text.startsWith('npx ava ') && !text.includes('--watch'));
const FILE_OF_TITLE = 'test/traci/framing.test.ts';

test('docs - commands of AVA run tests', async (t) => {
  t.timeout(TIMEOUT_MS);
  t.true(OF_AVA.length >= 3);
  const ended = await Promise.all(
    OF_AVA.map((text) => {
      const script = text.includes('.test.ts') ? text : `${text} ${FILE_OF_TITLE}`;
      return runInShell(t, script, { cwd: ROOT, environment: ENVIRONMENT });
    }),
  );
  for (const [index, { code, stdout, stderr }] of ended.entries()) {
    t.is(code, 0, `${OF_AVA[index]!}\n${stdout}${stderr}`);
    t.regex(stdout, /[1-9]\d* tests? passed/);
  }
});

test('docs - a command that watches runs tests again after a change', async (t) => {
  t.timeout(TIMEOUT_MS);
  const watching = COMMANDS.filter((text) => text.includes('--watch'));
  t.is(watching.length, 1);
  const folder = smallProject(t);
  const script = watching[0]!.replace(/ test\S*/, ' test');
  const { stdout } = startInShell(t, script, { cwd: folder, environment: ENVIRONMENT });
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const passed = async (): Promise<void> => {
    for (;;) {
      const line = await lines.next();
      if (line.done === true) throw new Error(`${script} ended`);
      if (/[1-9]\d* tests? passed/.test(line.value)) return;
    }
  };
  await t.notThrowsAsync(passed());
  cpSync(join(ROOT, 'test/random.test.ts'), join(folder, 'test/again.test.ts'));
  await t.notThrowsAsync(passed());
});

sumoTest('docs - what must be green, formatting and the pages of the API work in a small project', async (t) => {
  t.timeout(TIMEOUT_MS);
  const folder = smallProject(t);
  const inFolder = async (script: string): Promise<string> => {
    const { code, stdout, stderr } = await runInShell(t, script, { cwd: folder, environment: ENVIRONMENT });
    t.is(code, 0, `${script}\n${stdout}${stderr}`);
    return stdout;
  };
  writeFileSync(join(folder, 'src/untidy.ts'), 'export const untidy={number:1}\n');
  await inFolder('npm run format');
  t.is(readFileSync(join(folder, 'src/untidy.ts'), 'utf8'), 'export const untidy = { number: 1 };\n');
  const checked = await inFolder('npm run check');
  // One after the other, each a command that the pages name.
  for (const name of ['format:check', 'lint', 'typecheck', 'test']) t.regex(checked, new RegExp(`> .*\\b${name}\\n`));
  t.regex(checked, /[1-9]\d* tests passed/);
  await inFolder('npm run docs:api -- --entryPoints src/random.ts');
  t.regex(readFileSync(join(folder, 'docs/api/README.md'), 'utf8'), /createRandom/);
  t.is(await inFolder('npm run --silent setup'), '');
});

test('docs - every command for people who change the code is among those above', (t) => {
  const inSmallProject = ['npm test', ...['check', 'format', 'docs:api', 'setup'].map((name) => `npm run ${name}`)];
  t.deepEqual(
    COMMANDS.filter((text) => !text.startsWith('npx ava ') && !inSmallProject.includes(text)),
    [],
  );
});

test('docs - what must be green is what CI runs on all of the project', (t) => {
  const parts = scripts['check']!.split(' && ');
  t.deepEqual(parts, ['npm run format:check', 'npm run lint', 'npm run typecheck', 'npm test']);
  const ci = readFileSync(join(ROOT, '.ci/run'), 'utf8').replaceAll('npm --silent', 'npm');
  const workflow = readFileSync(join(ROOT, '.github/workflows/ci.yml'), 'utf8');
  for (const part of parts) {
    t.regex(ci, new RegExp(`^(check|  ) *${part}\\b`, 'm'), `.ci/run: ${part}`);
    t.true(workflow.includes(`- run: ${part}\n`), `ci.yml: ${part}`);
  }
});

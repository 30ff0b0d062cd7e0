/** The loader that tests and what they start run with. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { READ_TYPESCRIPT } from '../helpers/cli.ts';

const run = (file: string) =>
  promisify(execFile)(process.execPath, ['--enable-source-maps', READ_TYPESCRIPT, file], { encoding: 'utf8' });

test('typescript - a file and what it imports run, also when one changes; traces name their lines', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-typescript-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const [main, other] = [join(folder, 'main.ts'), join(folder, 'other.ts')];
  writeFileSync(main, "import { value, type Value } from './other.ts';\nconsole.log(value satisfies Value);\n");
  const types = 'export interface Value {\n  readonly number: number;\n}\n';
  for (const number of [1, 2]) {
    writeFileSync(other, `${types}export const value: Value = { number: ${number} };\n`);
    t.is((await run(main)).stdout, `{ number: ${number} }\n`);
  }
  writeFileSync(
    other,
    `${types}export const value: Value = fail();\nfunction fail(): never {\n  throw new Error();\n}\n`,
  );
  const { stderr } = await t.throwsAsync<Error & { stderr: string }>(run(main));
  t.regex(stderr, /at fail \(.*other\.ts:6:9\)/);
});

test('typescript - a file is one module, by whatever link one comes to it; one that is not there is named', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-typescript-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  mkdirSync(join(folder, 'real'));
  symlinkSync(join(folder, 'real'), join(folder, 'link'));
  writeFileSync(join(folder, 'real/one.ts'), 'export const one = {};\n');
  const main = join(folder, 'main.ts');
  const compare = "import { one } from './real/one.ts';\nimport { one as same } from './link/one.ts';\n";
  writeFileSync(main, `${compare}console.log(one === same);\n`);
  t.is((await run(main)).stdout, 'true\n');
  writeFileSync(main, "import './link/two.ts';\n");
  const { stderr } = await t.throwsAsync<Error & { stderr: string }>(run(main));
  t.regex(stderr, /ERR_MODULE_NOT_FOUND.*link\/two\.ts' imported from .*main\.ts/);
});

/** The loader that tests and what they start run with. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

import { tmpdir } from 'node:os';
import test from 'ava';
import { createProgram } from '../../src/cli/program.ts';
import { runInProcess } from '../helpers/in-process.ts';

const wrong: readonly (readonly [string, readonly string[], string])[] = [
  ['a mistyped command', ['runn', 'x.yaml'], "unknown command 'runn'; did you mean run?"],
  ['a mistyped option', ['run', 'x.yaml', '--thread', '3'], "unknown option '--thread'; did you mean --threads?"],
  ['an option cut short', ['run', 'x.yaml', '--ou'], "unknown option '--ou'; did you mean --out?"],
  [
    'a value that is none',
    ['run', 'x.yaml', '--threads', '0'],
    "option '--threads <n>' argument '0' is invalid: expected a whole number >= 1.",
  ],
];

for (const [name, args, message] of wrong)
  test.serial(`program - ${name} is told in one line`, async (t) => {
    t.deepEqual(await runInProcess(args, tmpdir()), { code: 2, stdout: '', stderr: `edgemlsim: ${message}\n` });
  });

test.serial(
  'program - the help of every command fits into 80 columns, and shows no default that says nothing',
  async (t) => {
    const { commands } = createProgram();
    const families = commands.flatMap((command) => [
      [command.name()],
      ...command.commands.map((inner) => [command.name(), inner.name()]),
    ]);
    t.true(families.length > 12);
    for (const names of [[], ...families]) {
      const { code, stdout } = await runInProcess([...names, '--help'], tmpdir());
      t.is(code, 0);
      t.regex(stdout, /^Usage: edgemlsim/);
      t.notRegex(stdout, /default: (\[\]|"")/, names.join(' '));
      t.deepEqual(
        stdout.split('\n').filter((line) => line.length > 80),
        [],
      );
    }
  },
);

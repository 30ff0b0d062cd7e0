/** The set-up step and CI's command as they are run: real processes, nothing installed. */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { hostMachine } from '../../scripts/setup/machine.mjs';

const ROOT = resolve(import.meta.dirname, '../..');

test('machine - a command that fails, is not there, or writes to both streams', async (t) => {
  const { run } = hostMachine();
  const both = await run(process.execPath, '-e', 'console.log("out"); console.error("err"); process.exitCode = 3');
  t.is(both.status, 3);
  t.regex(both.output, /out/);
  t.regex(both.output, /err/);
  const absent = await run('edgemlsim-no-such-program');
  t.is(absent.status, 127);
  t.regex(absent.output, /ENOENT/);
});

test('setup - a SUMO that is not where EDGEMLSIM_SUMO says: exit 2, one line', (t) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'scripts/setup.mjs')], {
    encoding: 'utf8',
    env: { ...process.env, EDGEMLSIM_SUMO: '/no/such/place', EDGEMLSIM_SETUP_SKIP: 'npm' },
  });
  t.is(status, 2);
  t.is(stdout, '');
  t.regex(stderr, /^setup: EDGEMLSIM_SUMO is "\/no\/such\/place".*\n$/);
});

/** Runs `.ci/run` in a folder of its own, with an npm that prints this report and fails these commands. */
function runCi(t: ExecutionContext, report: string, failing: readonly string[] = []): SpawnSyncReturns<string> {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-ci-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  mkdirSync(join(folder, '.ci'));
  mkdirSync(join(folder, 'bin'));
  cpSync(join(ROOT, '.ci/run'), join(folder, '.ci/run'));
  writeFileSync(join(folder, 'report.tap'), report);
  const npm = join(folder, 'bin/npm');
  writeFileSync(
    npm,
    `#!/bin/sh\ncase "$*" in *" test "*) cat report.tap;; esac\n` +
      `for name in ${failing.join(' ')}; do case " $* " in *" $name "*) exit 1;; esac; done\nexit 0\n`,
  );
  chmodSync(npm, 0o755);
  const env = { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}` };
  return spawnSync('bash', [join(folder, '.ci/run')], { encoding: 'utf8', env });
}

const GOOD = 'ok 1 - a\nok 2 - b\n1..2\n# tests 3\n# pass 2\n# skip 1\n# fail 0\n';
const BAD = 'ok 1 - a\nnot ok 2 - b\n1..2\n# tests 2\n# pass 1\n# fail 1\n';

interface CiCase {
  readonly report: string;
  readonly failing?: readonly string[];
  readonly status: number;
  readonly last: string;
}
const closes = test.macro((t, { report, failing, status, last }: CiCase) => {
  const ended = runCi(t, report, failing);
  t.is(ended.status, status, ended.stdout + ended.stderr);
  t.is(ended.stdout.trimEnd().split('\n').at(-1), last);
});
test('ci - all well', closes, { report: GOOD, status: 0, last: '2 passed, 0 failed, 1 skipped' });
test('ci - a test failed', closes, {
  report: BAD,
  failing: ['test'],
  status: 1,
  last: '1 passed, 1 failed, 0 skipped',
});
test('ci - lint failed', closes, {
  report: GOOD,
  failing: ['lint'],
  status: 1,
  last: '2 passed, 0 failed, 1 skipped',
});
test('ci - the runner crashed without counting a failure', closes, {
  report: GOOD,
  failing: ['test'],
  status: 1,
  last: '2 passed, 1 failed, 1 skipped',
});
test('ci - no test ran', closes, { report: '1..0\n', status: 1, last: '0 passed, 0 failed, 0 skipped' });

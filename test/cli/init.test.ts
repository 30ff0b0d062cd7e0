import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { answersFor, type Ask } from '../../src/cli/init.ts';
import { runCli } from '../helpers/cli.ts';
import { refusalOf } from '../helpers/in-process.ts';

const BOSTON = resolve(import.meta.dirname, '../../scenarios/boston-common');

/** A terminal at which these lines are typed, and what was asked there. */
function terminal(...lines: readonly string[]): { readonly ask: Ask; readonly asked: readonly string[] } {
  const left = [...lines];
  const asked: string[] = [];
  const ask: Ask = (question) => {
    asked.push(question);
    return Promise.resolve(left.shift() ?? 'no more lines');
  };
  return { ask, asked };
}

function temporary(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-init-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

test('init - asks until an answer can be used; an empty line is the default', async (t) => {
  const { ask, asked } = terminal('', '4', '0', ' 2 ', 'krum', 'marginal-median', 'sign-flip', 'x', '7', 'mine');
  t.deepEqual(await answersFor({}, ask), {
    scenario: BOSTON,
    servers: 2,
    rule: 'marginal-median',
    attack: 'sign-flip',
    epochs: 7,
    out: 'mine',
  });
  t.is(asked.length, 10);
  t.regex(asked[1]!, /^edge servers, 1 to 3 \[3\]: $/);
});

test('init - what options say is not asked; no attack is none', async (t) => {
  const { ask, asked } = terminal('none', '');
  const given = { scenario: BOSTON, servers: 1, rule: 'mean', out: 'mine' };
  t.deepEqual(await answersFor(given, ask), { ...given, attack: undefined, epochs: 5 });
  t.is(asked.length, 2);
});

test('init - with --yes the defaults', async (t) => {
  t.like(await answersFor({}, undefined), { servers: 3, rule: 'mean', attack: undefined, out: 'my-experiment' });
});

test('init - without a terminal: refused in one line, or done with --yes', async (t) => {
  const cwd = temporary(t);
  const refused = await refusalOf(['init', '--servers', '2', '--out', join(cwd, 'mine')]);
  t.is(refused.code, 2);
  t.regex(refused.line, /^edgemlsim: init: there is no terminal[^\n]*--yes[^\n]*$/);
  t.deepEqual(readdirSync(cwd), []);
  const done = await runCli(['init', '--servers', '2', '--yes'], { cwd });
  t.is(done.code, 0, done.stderr);
  t.is(done.stdout, 'edgemlsim run my-experiment/experiment.yaml\n');
  t.true(existsSync(join(cwd, 'my-experiment', 'experiment.yaml')));
});

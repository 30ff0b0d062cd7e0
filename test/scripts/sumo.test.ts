import test from 'ava';
import { findSumo } from '../../src/find-sumo.js';
import { SetupError } from '../../scripts/setup/setup-error.mjs';
import { adviceFor, ensureSumo } from '../../scripts/setup/sumo.mjs';
import { fakeMachine, type FakeMachine, type FakeMachineOptions } from '../helpers/fake-machine.ts';

const DEBIAN_RELEASE = { '/etc/os-release': 'PRETTY_NAME="Debian"\nID=debian\n' };
const PATH = { PATH: '/usr/bin' };
const VENV = '/home/ada/.cache/edgemlsim/sumo-venv';
const VENV_HOME = `${VENV}/lib/python3.12/site-packages/sumo`;

type Answer = NonNullable<FakeMachineOptions['answer']>;

/** `apt-get install` that brings SUMO. */
const apt: Answer = (command, machine) => {
  if (command.includes('apt-get') && command.includes(' install ')) {
    machine.write('/usr/bin/sumo', '');
    machine.write('/usr/share/sumo/data/xsd/types.xsd', '');
  }
  return undefined;
};

/** Python with a working pip. */
const python: Answer = (command, machine) => {
  if (command === 'python3 --version') return { output: 'Python 3.12.1\n' };
  if (command.includes(' -m pip install ')) {
    machine.write(`${VENV_HOME}/bin/sumo`, '');
    machine.write(`${VENV_HOME}/data/xsd/types.xsd`, '');
  }
  return undefined;
};

const refuses =
  (pattern: RegExp, otherwise: Answer, output = 'E: no'): Answer =>
  (command, machine) =>
    pattern.test(command) ? { status: 100, output } : otherwise(command, machine);

const did = (machine: FakeMachine, pattern: RegExp): boolean => machine.commands.some((line) => pattern.test(line));

test('set-up of SUMO - nothing is run or said when it is there', async (t) => {
  const machine = fakeMachine({ variables: PATH, files: { '/usr/bin/sumo': '' } });
  await ensureSumo(machine);
  t.deepEqual([machine.commands, machine.said], [[], []]);
});

test('set-up of SUMO - Debian as root: apt, without questions, one line for each step', async (t) => {
  const machine = fakeMachine({ variables: PATH, files: DEBIAN_RELEASE, userId: 0, answer: apt });
  await ensureSumo(machine);
  t.is(machine.commands.length, 2);
  t.regex(machine.commands[0]!, /^env DEBIAN_FRONTEND=noninteractive apt-get .* update$/);
  t.regex(machine.commands[1]!, /install --yes --no-install-recommends sumo sumo-tools libopenblas0-pthread$/);
  t.is(machine.said.length, 3);
  t.is(machine.said.at(-1), 'SUMO is at /usr/bin/sumo');
});

test('set-up of SUMO - Ubuntu with password-free sudo: apt through sudo', async (t) => {
  const files = { '/etc/os-release': 'ID=ubuntu\nID_LIKE=debian\n' };
  const machine = fakeMachine({ variables: PATH, files, answer: apt });
  await ensureSumo(machine);
  t.is(machine.commands[0], 'sudo -n true');
  t.true(machine.commands.slice(1).every((command) => command.startsWith('sudo -n env ')));
});

test('set-up of SUMO - old package lists do not stop it', async (t) => {
  const answer = refuses(/ update$/, apt, 'E: some index files failed to download');
  const machine = fakeMachine({ variables: PATH, files: DEBIAN_RELEASE, userId: 0, answer });
  await ensureSumo(machine);
  t.truthy(findSumo(machine));
  t.true(machine.said.includes('apt-get update failed: E: some index files failed to download'));
});

const usesPypi = test.macro(async (t, options: FakeMachineOptions) => {
  const machine = fakeMachine({ answer: python, ...options });
  await ensureSumo(machine);
  t.is(findSumo(machine)?.from, 'cache');
  t.is(findSumo(machine)?.binary, `${VENV_HOME}/bin/sumo`);
  t.true(did(machine, /^python3 -m venv .*sumo-venv$/));
  t.true(did(machine, /pip install .*eclipse-sumo==/));
  t.true(did(machine, /sumo --version$/), 'it is tried before it is remembered');
  const { length } = machine.commands;
  await ensureSumo(machine);
  t.is(machine.commands.length, length, 'the next run finds it there');
});
test('set-up of SUMO - no Debian: PyPI', usesPypi, { files: { '/etc/os-release': 'ID=fedora\n' } });
test('set-up of SUMO - Debian without sudo: PyPI', usesPypi, {
  files: DEBIAN_RELEASE,
  answer: refuses(/^sudo/, python),
});
test('set-up of SUMO - Debian whose apt fails: PyPI', usesPypi, {
  files: DEBIAN_RELEASE,
  userId: 0,
  answer: refuses(/apt-get .* install/, python),
});
test('set-up of SUMO - apt not wanted: PyPI', usesPypi, {
  files: DEBIAN_RELEASE,
  userId: 0,
  variables: { EDGEMLSIM_SETUP_SKIP: 'apt' },
});
test('set-up of SUMO - what an interrupted installation left is removed', usesPypi, {
  files: { [`${VENV}/lib/python3.11/site-packages/sumo/bin/sumo`]: 'half' },
});

test('set-up of SUMO - a copy that does not start is not remembered', async (t) => {
  const answer = refuses(/sumo --version$/, python, 'error while loading shared libraries: libGL.so.1');
  const machine = fakeMachine({ answer });
  await t.throwsAsync(ensureSumo(machine), { instanceOf: SetupError });
  t.true(machine.said.some((line) => line.includes('libGL.so.1')));
  t.is(findSumo(machine), undefined);
});

test('set-up of SUMO - nothing works: the commands are named', async (t) => {
  const machine = fakeMachine({ answer: () => ({ status: 127, output: 'not found' }) });
  const error = await t.throwsAsync(ensureSumo(machine), { instanceOf: SetupError });
  for (const word of ['apt-get install sumo', 'dnf install', 'brew install sumo', 'winget install', 'EDGEMLSIM_SUMO']) {
    t.true(error.message.includes(word), word);
  }
});

test("set-up of SUMO - this platform's command comes first", (t) => {
  for (const [platform, name] of [
    ['linux', 'Debian'],
    ['darwin', 'macOS'],
    ['win32', 'Windows'],
  ] as const) {
    t.regex(adviceFor(platform).split('\n')[1]!, new RegExp(`^  ${name}`));
  }
});

import test from 'ava';
import { ensurePackages, satisfies } from '../../scripts/setup/packages.mjs';
import { SetupError } from '../../scripts/setup/setup-error.mjs';
import { fakeMachine, type FakeMachineOptions } from '../helpers/fake-machine.ts';

const PROJECT = '/project';
const LOCK = `${PROJECT}/package-lock.json`;
const INSTALLED = `${PROJECT}/node_modules/.package-lock.json`;
const STAMP = `${PROJECT}/node_modules/.edgemlsim-setup`;

const lockOf = (packages: object): string => JSON.stringify({ packages: { '': {}, ...packages } });
const lock = lockOf({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', optional: true } });

/** A project whose `npm ci` does what npm's does. */
const project = (options: FakeMachineOptions = {}): ReturnType<typeof fakeMachine> =>
  fakeMachine({
    ...options,
    files: { [LOCK]: lock, ...options.files },
    answer: (_, machine) => {
      machine.remove(`${PROJECT}/node_modules`);
      machine.write(INSTALLED, machine.read(LOCK)!);
      return {};
    },
  });

test('packages - installs into an empty project, says so once, and not again', async (t) => {
  const machine = project();
  await ensurePackages(PROJECT, machine);
  t.deepEqual(machine.commands, ['npm ci --prefix /project --no-audit --no-fund']);
  t.is(machine.said.length, 1);
  await ensurePackages(PROJECT, machine);
  t.is(machine.commands.length, 1);
  t.is(machine.said.length, 1);
});

test('packages - a changed lock file is installed', async (t) => {
  const machine = project();
  await ensurePackages(PROJECT, machine);
  machine.write(LOCK, lockOf({ 'node_modules/a': { version: '1.1.0' } }));
  await ensurePackages(PROJECT, machine);
  t.is(machine.commands.length, 2);
});

test('packages - another Node installs again: compiled packages depend on it', async (t) => {
  const before = project();
  await ensurePackages(PROJECT, before);
  const after = project({ nodeAbi: '137', files: Object.fromEntries(before.files) });
  await ensurePackages(PROJECT, after);
  t.is(after.commands.length, 1);
});

test('packages - what was installed by hand is taken as it is', async (t) => {
  const machine = project({ files: { [INSTALLED]: lockOf({ 'node_modules/a': { version: '1.0.0' } }) } });
  await ensurePackages(PROJECT, machine);
  t.deepEqual(machine.commands, []);
  t.true(machine.files.has(STAMP));
});

test('packages - an installation that was interrupted is done again', async (t) => {
  const machine = project({ files: { [`${PROJECT}/node_modules/a/package.json`]: '{}' } });
  await ensurePackages(PROJECT, machine);
  t.is(machine.commands.length, 1);
});

test("packages - npm's failure is told in one line with npm's own reason, and leaves no stamp", async (t) => {
  const output =
    'npm warn old\nnpm error code ENOTFOUND\nnpm error network down\nnpm error A complete log of this run: x\n';
  const machine = fakeMachine({ files: { [LOCK]: lock }, answer: () => ({ status: 1, output }) });
  const error = await t.throwsAsync(ensurePackages(PROJECT, machine), { instanceOf: SetupError });
  t.regex(error.message, /ENOTFOUND \| npm error network down; .*npm ci$/);
  t.notRegex(error.message, /\n|complete log/);
  t.false(machine.files.has(STAMP));
});

test('packages - left alone when that is wanted', async (t) => {
  const machine = project({ variables: { EDGEMLSIM_SETUP_SKIP: 'apt, npm' } });
  await ensurePackages(PROJECT, machine);
  t.deepEqual(machine.commands, []);
});

test('packages - a project without a lock file is refused', async (t) => {
  await t.throwsAsync(ensurePackages(PROJECT, fakeMachine()), {
    instanceOf: SetupError,
    message: /package-lock\.json/,
  });
});

const compares = test.macro((t, installed: object, wanted: object, expected: boolean) => {
  t.is(satisfies(lockOf(installed), lockOf(wanted)), expected);
});
const a1 = { 'node_modules/a': { version: '1.0.0' } };
test('packages - satisfied by the same packages', compares, a1, a1, true);
test(
  'packages - satisfied without an optional package',
  compares,
  {},
  { x: { version: '1.0.0', optional: true } },
  true,
);
test('packages - not satisfied without a needed one', compares, {}, a1, false);
test('packages - not satisfied by another version', compares, { 'node_modules/a': { version: '2.0.0' } }, a1, false);

import test from 'ava';
import { SetupError } from '../../scripts/setup/setup-error.mjs';
import { buildTfjsNode, builtFolder, removeTfjsNode } from '../../scripts/tfjs-node/build.mjs';
import { fakeMachine, type FakeMachine, type FakeMachineOptions } from '../helpers/fake-machine.ts';

const RECIPE = '/project/scripts/tfjs-node';
const FOLDER = '/home/ada/.cache/edgemlsim/tfjs-node-4.22.0';
const PARTIAL = `${FOLDER}.partial`;
const options = { recipe: RECIPE, node: '/usr/bin/node', wheel: undefined, isForced: false };

/** A machine on which every tool does its part, but for the command that starts with `failing`. */
function machineWith(failing?: string, more: FakeMachineOptions = {}): FakeMachine {
  return fakeMachine({
    ...more,
    files: { [`${RECIPE}/package.json`]: '{}', [`${RECIPE}/package-lock.json`]: '{"locked":1}', ...more.files },
    answer: (command, machine) => {
      if (failing !== undefined && command.startsWith(failing)) return { status: 1, output: 'no such luck\n' };
      if (command.startsWith('python3 -m pip')) machine.write(`${PARTIAL}/wheel/a.whl`, 'wheel');
      if (command.startsWith('g++ -std')) machine.write(/-o (\S+)/.exec(command)![1]!, 'addon');
      if (command.startsWith('/usr/bin/node')) return { output: 'a warning\nlibtensorflow 2\n' };
      if (command === `mv ${PARTIAL} ${FOLDER}`) {
        for (const [file, text] of [...machine.files]) {
          if (!file.startsWith(`${PARTIAL}/`)) continue;
          machine.files.delete(file);
          machine.files.set(FOLDER + file.slice(PARTIAL.length), text);
        }
      }
      return {};
    },
  });
}

const leftovers = (machine: FakeMachine): readonly string[] =>
  [...machine.files.keys()].filter((file) => file.startsWith(PARTIAL));

test('tfjs-node - fetches, compiles, tries, and only then puts the result in its place', async (t) => {
  const machine = machineWith();
  await buildTfjsNode(machine, options);
  const programs = machine.commands.map((command) => command.split(' ').slice(0, 3).join(' '));
  t.deepEqual(programs, [
    'g++ --version',
    'python3 --version',
    `npm ci --prefix`,
    'python3 -m pip',
    `python3 ${RECIPE}/unpack-wheel.py ${PARTIAL}/wheel/tensorflow_cpu-2.15.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl`,
    `mkdir -p ${PARTIAL}/node_modules/@tensorflow/tfjs-node/lib/napi-v8`,
    'g++ -std=c++17 -O2',
    `/usr/bin/node ${RECIPE}/check.mjs ${PARTIAL}/node_modules/@tensorflow/tfjs-node`,
    `mv ${PARTIAL} ${FOLDER}`,
  ]);
  t.true(machine.commands[2]!.includes('--ignore-scripts'), 'its own install script is what cannot be reached');
  t.is(machine.files.get(`${FOLDER}/package-lock.json`), '{"locked":1}');
  t.true(machine.files.has(`${FOLDER}/node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node`));
  t.false(
    [...machine.files.keys()].some((file) => file.endsWith('.whl')),
    'the wheel is not kept',
  );
  t.deepEqual(leftovers(machine), []);
  t.true(machine.said.includes('it computes: libtensorflow 2'));
});

test('tfjs-node - what was built is left alone, unless it is forced', async (t) => {
  const machine = machineWith(undefined, { files: { [`${FOLDER}/old`]: '1' } });
  await buildTfjsNode(machine, options);
  t.deepEqual(machine.commands, []);
  t.regex(machine.said[0]!, /already built/);
  await buildTfjsNode(machine, { ...options, isForced: true });
  t.false(machine.files.has(`${FOLDER}/old`));
  t.true(machine.files.has(`${FOLDER}/package.json`));
});

for (const failing of ['npm', 'python3 -m pip', `python3 ${RECIPE}`, 'mkdir', 'g++ -std', '/usr/bin/node']) {
  test(`tfjs-node - a failure of "${failing}" says so in one line and leaves all as it was`, async (t) => {
    const machine = machineWith(failing, { files: { [`${FOLDER}/old`]: '1' } });
    const before = [...machine.files];
    const error = await t.throwsAsync(buildTfjsNode(machine, { ...options, isForced: true }), {
      instanceOf: SetupError,
    });
    t.regex(error.message, /failed: no such luck$/);
    t.deepEqual([...machine.files], before);
  });
}

test('tfjs-node - a wheel from the disk is used instead of a download, and kept', async (t) => {
  const machine = machineWith(undefined, { files: { '/downloads/tf.whl': 'wheel' } });
  await buildTfjsNode(machine, { ...options, wheel: '/downloads/tf.whl' });
  t.false(machine.commands.some((command) => command.includes(' pip ')));
  t.true(machine.commands.some((command) => command.includes('unpack-wheel.py /downloads/tf.whl ')));
  t.true(machine.files.has('/downloads/tf.whl'));
});

test('tfjs-node - another kind of machine is told before anything is fetched', async (t) => {
  const mac = machineWith(undefined, { platform: 'darwin' });
  const error = await t.throwsAsync(buildTfjsNode(mac, options), { instanceOf: SetupError });
  t.regex(error.message, /expected Linux on x86-64, got darwin-x64/);
  t.deepEqual(mac.commands, []);
});

for (const [tool, hint] of [
  ['g++', /install g\+\+/],
  ['python3', /install Python/],
] as const) {
  test(`tfjs-node - a missing ${tool} is named with what to do, before anything is fetched`, async (t) => {
    const machine = machineWith(`${tool} --version`);
    const error = await t.throwsAsync(buildTfjsNode(machine, options), { instanceOf: SetupError });
    t.regex(error.message, hint);
    t.false(machine.commands.some((command) => command.startsWith('npm')));
  });
}

test('tfjs-node - CXX names the compiler', async (t) => {
  const machine = machineWith(undefined, { variables: { CXX: 'clang++' } });
  await buildTfjsNode(machine, options);
  t.true(machine.commands.some((command) => command.startsWith('clang++ -std=c++17')));
  t.false(machine.commands.some((command) => command.startsWith('g++')));
});

test('tfjs-node - removing takes the build and what an interrupted one left, nothing else', (t) => {
  const machine = machineWith(undefined, {
    files: { [`${FOLDER}/a`]: '1', [`${PARTIAL}/b`]: '2', '/home/ada/.cache/edgemlsim/mnist/c': '3' },
  });
  removeTfjsNode(machine);
  t.deepEqual(
    [...machine.files.keys()].filter((file) => file.startsWith('/home/ada')),
    ['/home/ada/.cache/edgemlsim/mnist/c'],
  );
  t.is(builtFolder(machine), FOLDER);
});

/**
 * The steps of `build-tfjs-node.mjs`, on a machine that tests can make up.
 *
 * All of it happens in a folder beside the final one, which is renamed once the result has multiplied two matrices: an
 * interrupted build leaves nothing that looks like a finished one.
 */
import path from 'node:path';
import { cacheFolder } from '../../src/find-sumo.js';
import { lastWords } from '../setup/machine.mjs';
import { SetupError } from '../setup/setup-error.mjs';

/** @typedef {import('../setup/machine.mjs').Machine} Machine */

/**
 * @typedef {object} BuildOptions
 * @property {string} recipe folder with the locked packages and the two helper programs, i.e. this one
 * @property {string} node the Node that tries the result
 * @property {string | undefined} wheel file of the TensorFlow wheel; fetched by pip when absent
 * @property {boolean} isForced build again what is there
 */

/** Version of the package, as in `package-lock.json` beside this file; names the folder. */
const PACKAGE_VERSION = '4.22.0';

/**
 * The wheel whose library is used: it carries `libtensorflow_cc.so.2`, and the addon compiles against its C interface as
 * it is. Which Python a wheel is for does not matter here, but a checksum needs one of them.
 */
const WHEEL = {
  requirement: 'tensorflow-cpu==2.15.1',
  python: '3.11',
  platform: 'manylinux2014_x86_64',
  file: 'tensorflow_cpu-2.15.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
  sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
};

/** The newest version of Node-API that the package looks for; every Node that EdgeMLSim runs on has it. */
const NODE_API = '8';

/**
 * Where the build goes; `src/ml/backend/tfjs-node.ts` knows the same place.
 *
 * @param {Machine} machine
 */
export function builtFolder(machine) {
  return path.posix.join(cacheFolder(machine), `tfjs-node-${PACKAGE_VERSION}`);
}

/** @param {Machine} machine */
export function removeTfjsNode(machine) {
  const folder = builtFolder(machine);
  machine.remove(folder);
  machine.remove(`${folder}.partial`);
  machine.say(`removed ${folder}`);
}

/**
 * @param {Machine} machine
 * @param {BuildOptions} options
 * @throws {SetupError} if the machine is of another kind, a tool is missing or a step fails
 */
export async function buildTfjsNode(machine, options) {
  const folder = builtFolder(machine);
  if (machine.isFolder(folder) && !options.isForced) {
    machine.say(`already built in ${folder}; --force builds it again`);
    return;
  }
  const compiler = machine.variables['CXX'] || 'g++';
  await requireTools(compiler, machine);
  const partial = `${folder}.partial`;
  machine.remove(partial); // what an interrupted build left
  try {
    await buildIn(partial, compiler, { machine, options });
    machine.remove(folder);
    await step(['mv', partial, folder], machine);
  } finally {
    machine.remove(partial);
  }
  machine.say(`built in ${folder}; "edgemlsim doctor" shows it, --backend tfjs-node uses it`);
}

/**
 * @param {string} folder an absent folder, whose parent may be absent too
 * @param {string} compiler
 * @param {{ machine: Machine, options: BuildOptions }} context
 */
async function buildIn(folder, compiler, { machine, options }) {
  const { join } = path.posix;
  const modules = join(folder, 'node_modules');
  const target = join(modules, '@tensorflow', 'tfjs-node');
  for (const name of ['package.json', 'package-lock.json']) {
    const text = machine.read(join(options.recipe, name));
    if (text === undefined) throw new SetupError(`there is no ${join(options.recipe, name)}: clone the project again`);
    machine.write(join(folder, name), text);
  }

  machine.say('installing the npm packages (300 MB on disk)');
  // Without scripts: the package's own is what cannot be reached.
  await step(['npm', 'ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'], machine);

  const wheelFolder = join(folder, 'wheel');
  if (options.wheel === undefined) {
    machine.say(`fetching ${WHEEL.requirement} from PyPI (200 MB to download)`);
    await step(pipDownload(wheelFolder), machine);
  }
  machine.say('unpacking its libraries and headers (600 MB)');
  const wheel = options.wheel ?? join(wheelFolder, WHEEL.file);
  await step(['python3', join(options.recipe, 'unpack-wheel.py'), wheel, WHEEL.sha256, join(target, 'deps')], machine);
  machine.remove(wheelFolder);

  machine.say('compiling the addon (half a minute)');
  const addon = join(target, 'lib', `napi-v${NODE_API}`, 'tfjs_binding.node');
  await step(['mkdir', '-p', path.posix.dirname(addon)], machine);
  await step(compileCommand({ compiler, modules, target, addon }), machine);

  const words = await step([options.node, join(options.recipe, 'check.mjs'), target], machine);
  machine.say(`it computes: ${words.trim().split('\n').at(-1) ?? ''}`);
}

/**
 * @param {string} destination
 * @returns {[string, ...string[]]}
 */
function pipDownload(destination) {
  return [
    'python3',
    ...['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps'],
    ...['--only-binary=:all:', '--python-version', WHEEL.python, '--platform', WHEEL.platform],
    ...['--dest', destination, WHEEL.requirement],
  ];
}

/**
 * What the package's `binding.gyp` does, without node-gyp: that wants to download Node's headers from a host which is
 * often out of reach as well, while Node-API's come from npm and fit every Node.
 *
 * @param {{ compiler: string, modules: string, target: string, addon: string }} places
 * @returns {[string, ...string[]]}
 */
function compileCommand({ compiler, modules, target, addon }) {
  const { join } = path.posix;
  const include = [target, join(modules, 'node-api-headers', 'include'), join(target, 'deps', 'include')];
  return [
    compiler,
    ...['-std=c++17', '-O2', '-fPIC', '-shared', `-DNAPI_VERSION=${NODE_API}`],
    ...include.map((place) => `-I${place}`),
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((source) => join(target, 'binding', source)),
    ...['-o', addon],
    ...['cc', 'framework'].map((part) => join(target, 'deps', 'lib', `libtensorflow_${part}.so.2`)),
    '-Wl,-rpath,$ORIGIN/../../deps/lib', // relative, so that the folder can be moved
  ];
}

/**
 * @param {string} compiler
 * @param {Machine} machine
 */
async function requireTools(compiler, machine) {
  const kind = `${machine.platform}-${machine.architecture}`;
  if (kind !== 'linux-x64') {
    throw new SetupError(
      `expected Linux on x86-64, got ${kind}: the wheel holds no library for it; use another backend`,
    );
  }
  const needs = [
    { command: compiler, hint: 'install g++ (Debian: apt-get install g++) or set CXX' },
    { command: 'python3', hint: 'install Python 3.9 or later' },
  ];
  for (const { command, hint } of needs) {
    const { status, output } = await machine.run(command, '--version');
    if (status !== 0) throw new SetupError(`${command} does not run (${lastWords(output)}): ${hint}`);
  }
}

/**
 * @param {readonly [string, ...string[]]} command
 * @param {Machine} machine
 * @returns {Promise<string>} what it printed
 * @throws {SetupError} if it fails
 */
async function step([command, ...args], machine) {
  const { status, output } = await machine.run(command, ...args);
  if (status === 0) return output;
  throw new SetupError(`${path.basename(command)} ${args.slice(0, 3).join(' ')} ... failed: ${lastWords(output)}`);
}

/**
 * SUMO from the Python package `eclipse-sumo`, in a virtual environment of its own inside the user's cache folder: it
 * needs no rights and touches nothing else. `findSumo` looks there when it finds no other.
 */
import path from 'node:path';
import { cachedSumoHomeFile, cacheFolder, pythonSumoHome } from '../../src/find-sumo.js';
import { lastWords } from './machine.mjs';

/** @typedef {import('./machine.mjs').Machine} Machine */

/** The newest release that the tests have passed with: a later one may speak a later TraCI. */
const REQUIREMENT = 'eclipse-sumo==1.28.0';

/**
 * @param {Machine} machine
 * @returns {Promise<boolean>} false when there is no Python to do it with or it failed
 */
export async function installFromPypi(machine) {
  const python = await findPython(machine);
  if (!python) return false;
  const { join } = machine.platform === 'win32' ? path.win32 : path.posix;
  const folder = join(cacheFolder(machine), 'sumo-venv');
  const programs = join(folder, machine.platform === 'win32' ? 'Scripts' : 'bin');
  machine.remove(folder); // what an interrupted installation left
  machine.say(`installing ${REQUIREMENT} from PyPI into ${folder} (150 MB to download)`);
  /** @type {readonly (readonly [string, ...string[]])[]} */
  const commands = [
    [...python, '-m', 'venv', folder],
    [join(programs, 'python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', REQUIREMENT],
  ];
  for (const command of commands) {
    if (!(await succeeds(command, machine))) return false;
  }
  const home = pythonSumoHome(programs, machine);
  if (home === undefined) {
    machine.say(`${REQUIREMENT} was installed, but there is no SUMO in ${folder}`);
    return false;
  }
  // A library that the machine lacks shows only when it is started.
  if (!(await succeeds([join(home, 'bin', 'sumo'), '--version'], machine))) return false;
  machine.write(cachedSumoHomeFile(machine), `${home}\n`);
  return true;
}

/**
 * @param {Machine} machine
 * @returns {Promise<[string, ...string[]] | undefined>} the command that starts Python 3 here
 */
async function findPython(machine) {
  /** @type {[string, ...string[]][]} */
  const candidates = machine.platform === 'win32' ? [['py', '-3'], ['python']] : [['python3'], ['python']];
  for (const [command, ...args] of candidates) {
    const { status, output } = await machine.run(command, ...args, '--version');
    if (status === 0 && output.startsWith('Python 3')) return [command, ...args];
  }
  return undefined;
}

/**
 * @param {readonly [string, ...string[]]} command
 * @param {Machine} machine
 */
async function succeeds([command, ...args], machine) {
  const { status, output } = await machine.run(command, ...args);
  if (status !== 0) machine.say(`${path.basename(command)} ${args.join(' ')} failed: ${lastWords(output)}`);
  return status === 0;
}

/**
 * Sees to it that there is a SUMO: the one that is installed, else Debian's package, else the Python package in the
 * user's cache folder, else a line that says how to get it.
 */
import { findSumo } from '../../src/find-sumo.js';
import { installByApt } from './apt.mjs';
import { isSkipped } from './machine.mjs';
import { installFromPypi } from './pypi.mjs';
import { SetupError } from './setup-error.mjs';

/** @typedef {import('./machine.mjs').Machine} Machine */

/**
 * Ways of getting SUMO, in order of preference. Each returns false when it is not for this machine or did not work, in
 * which case it has told the user why.
 *
 * @type {readonly (readonly [name: 'apt' | 'pypi', install: (machine: Machine) => Promise<boolean>])[]}
 */
const INSTALLERS = [
  ['apt', installByApt],
  ['pypi', installFromPypi],
];

/**
 * @param {Machine} machine
 * @throws {SetupError} if there is none and none could be got
 */
export async function ensureSumo(machine) {
  if (findSumo(machine)) return;
  for (const [name, install] of INSTALLERS) {
    if (isSkipped(name, machine) || !(await install(machine))) continue;
    const found = findSumo(machine);
    if (found) {
      machine.say(`SUMO is at ${found.binary}`);
      return;
    }
  }
  throw new SetupError(adviceFor(machine.platform));
}

/**
 * @param {NodeJS.Platform} platform
 * @returns {string} the commands that install SUMO, those for this platform first
 */
export function adviceFor(platform) {
  const commands = [
    { platform: 'linux', text: 'Debian, Ubuntu: sudo apt-get install sumo sumo-tools libopenblas0-pthread' },
    { platform: 'linux', text: 'Fedora: sudo dnf install python3-pip && python3 -m pip install --user eclipse-sumo' },
    { platform: 'darwin', text: 'macOS: brew tap dlr-ts/sumo && brew install sumo' },
    { platform: 'win32', text: 'Windows: winget install Python.Python.3.12 && py -3.12 -m pip install eclipse-sumo' },
  ];
  const ours = commands.filter((command) => command.platform === platform);
  const others = commands.filter((command) => command.platform !== platform);
  return [
    'SUMO is needed and was not found. Install it with one of these commands, or set EDGEMLSIM_SUMO to where it is:',
    ...[...ours, ...others].map(({ text }) => `  ${text}`),
  ].join('\n');
}

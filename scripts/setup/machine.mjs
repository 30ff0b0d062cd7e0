/**
 * The machine as the set-up step sees and changes it: everything it touches goes through here, so that tests can hand
 * it a made-up one.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { thisMachine } from '../../src/find-sumo.js';

/**
 * What came of a command.
 *
 * @typedef {object} CommandResult
 * @property {number} status exit code; 127 when the program does not exist, 128 when a signal ended it
 * @property {string} output standard output and standard error, in the order they came
 */

/**
 * @typedef {object} MachineActions
 * @property {(line: string) => void} say tells the user one line
 * @property {(command: string, ...args: string[]) => Promise<CommandResult>} run runs a command without a terminal
 * @property {(file: string, text: string) => void} write writes a file, and its folder where there is none
 * @property {(path: string) => void} remove removes a file or a folder with all it holds
 * @property {string} architecture of the processor, as Node names it
 * @property {string} nodeAbi version of Node's binary interface, which compiled packages depend on
 * @property {number | undefined} userId 0 is root; undefined where the platform has none
 */

/** @typedef {import('../../src/find-sumo.js').FindSumoEnvironment & MachineActions} Machine */

/** @returns {Machine} the machine this process runs on */
export function hostMachine() {
  return {
    ...thisMachine(),
    say: (line) => process.stderr.write(`setup: ${line}\n`),
    run,
    write: (file, text) => {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    },
    remove: (target) => {
      rmSync(target, { recursive: true, force: true });
    },
    architecture: process.arch,
    nodeAbi: process.versions.modules,
    userId: process.getuid?.(),
  };
}

/**
 * Whether the user wants this part of the set-up left alone: EDGEMLSIM_SETUP_SKIP names parts, `npm,apt,pypi`.
 *
 * @param {'npm' | 'apt' | 'pypi'} part
 * @param {Pick<Machine, 'variables'>} machine
 */
export function isSkipped(part, { variables }) {
  const skipped = variables['EDGEMLSIM_SETUP_SKIP'] ?? '';
  return skipped.split(',').some((name) => name.trim() === part);
}

/**
 * The last lines that say something, joined to one: what is worth quoting of a failed command.
 *
 * @param {string} output
 * @returns {string}
 */
export function lastWords(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-3).join(' | ').slice(-400) || 'it said nothing';
}

/** @type {MachineActions['run']} */
function run(command, ...args) {
  return new Promise((resolve) => {
    // npm is a batch file on Windows, which only a shell can start.
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command === 'npm',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    }
    child.once('error', (error) => {
      resolve({ status: 127, output: error.message });
    });
    child.once('close', (status) => {
      resolve({ status: status ?? 128, output });
    });
  });
}

/**
 * Installs the npm packages that `package-lock.json` names, when they are missing or stale.
 *
 * A stamp inside `node_modules` says for which lock file, Node and processor they were installed. Being inside, it goes
 * when the folder goes, and `npm ci` starts by emptying the folder: an interrupted installation leaves no stamp.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { isSkipped, lastWords } from './machine.mjs';
import { SetupError } from './setup-error.mjs';

/** @typedef {import('./machine.mjs').Machine} Machine */

/**
 * @param {string} projectFolder
 * @param {Machine} machine
 * @throws {SetupError} if npm cannot install them
 */
export async function ensurePackages(projectFolder, machine) {
  if (isSkipped('npm', machine)) return;
  const stampFile = path.join(projectFolder, 'node_modules', '.edgemlsim-setup');
  const lock = machine.read(path.join(projectFolder, 'package-lock.json'));
  if (lock === undefined) throw new SetupError(`there is no package-lock.json in ${projectFolder}: clone it again`);
  const lockLine = `lock ${createHash('sha256').update(lock).digest('hex')}`;
  const nodeLine = `node-abi ${machine.nodeAbi} ${machine.platform}-${machine.architecture}`;
  const found = machine.read(stampFile)?.trim().split('\n');
  if (found?.[0] === lockLine && found[1] === nodeLine) return;
  const installed = machine.read(path.join(projectFolder, 'node_modules', '.package-lock.json'));
  // Somebody ran `npm install` himself, and for this Node as far as is known: no reason to do it again.
  const isInstalledByHand =
    installed !== undefined && satisfies(installed, lock) && (found === undefined || found[1] === nodeLine);
  if (!isInstalledByHand) await install(projectFolder, machine);
  machine.write(stampFile, `${lockLine}\n${nodeLine}\n`);
}

/**
 * @param {string} projectFolder
 * @param {Machine} machine
 */
async function install(projectFolder, machine) {
  machine.say('installing the npm packages (about a minute)');
  // `--prefix` and not the working directory: npm start may be called from a folder below.
  const result = await machine.run('npm', 'ci', '--prefix', projectFolder, '--no-audit', '--no-fund');
  if (result.status === 0) return;
  throw new SetupError(
    `the npm packages could not be installed: ${lastWords(npmErrors(result.output))}; ` +
      'see whether the registry can be reached, then run: npm ci',
  );
}

/**
 * npm's own diagnosis. It closes with where its log lies, which helps nobody who reads one line.
 *
 * @param {string} output
 */
function npmErrors(output) {
  const errors = output.split('\n').filter((line) => /^npm (error|ERR!) /.test(line) && !/complete log/.test(line));
  return errors.slice(0, 3).join('\n') || output;
}

/**
 * Whether what npm noted about its last installation holds every package of the lock file, optional ones aside.
 *
 * @param {string} installed text of node_modules/.package-lock.json
 * @param {string} lock text of package-lock.json
 * @returns {boolean}
 */
export function satisfies(installed, lock) {
  /** @typedef {{ version?: string, optional?: boolean, devOptional?: boolean }} Entry */
  /** @typedef {{ packages?: Record<string, Entry> }} Lock */
  const present = /** @type {Lock} */ (JSON.parse(installed));
  const wanted = /** @type {Lock} */ (JSON.parse(lock));
  return Object.entries(wanted.packages ?? {}).every(([place, entry]) => {
    if (place === '') return true; // the project itself
    const version = present.packages?.[place]?.version;
    return version === entry.version || (version === undefined && (entry.optional ?? entry.devOptional ?? false));
  });
}

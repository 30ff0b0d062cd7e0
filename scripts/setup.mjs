/**
 * Makes the project ready to run: the locked npm packages and a SUMO. Runs before `npm start` and `npm test`.
 *
 * Plain Node without dependencies, because it runs before there are any. It changes nothing when all is there, says
 * one line on standard error for each thing it does, and exits with 2 when something is missing that it cannot get.
 */
import { fileURLToPath } from 'node:url';
import { SumoLocationError } from '../src/find-sumo.js';
import { hostMachine } from './setup/machine.mjs';
import { ensurePackages } from './setup/packages.mjs';
import { SetupError } from './setup/setup-error.mjs';
import { ensureSumo } from './setup/sumo.mjs';

const projectFolder = fileURLToPath(new URL('..', import.meta.url));

try {
  const machine = hostMachine();
  await ensurePackages(projectFolder, machine);
  await ensureSumo(machine);
} catch (error) {
  if (!(error instanceof SetupError || error instanceof SumoLocationError)) throw error;
  process.stderr.write(`setup: ${error.message}\n`);
  process.exitCode = 2;
}

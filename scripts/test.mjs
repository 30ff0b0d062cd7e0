/**
 * Runs the tests with the SUMO that the set-up step found or made; `npm test` calls it, and a missing SUMO is a failure.
 *
 * Tests look for SUMO on the PATH. The one in the user's cache folder, or where EDGEMLSIM_SUMO points, is put there for
 * them. Arguments are AVA's: `npm test -- test/random.test.ts`.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findSumo } from '../src/find-sumo.js';
import { compiled } from './typescript/compiled.mjs';

// Once, in this process: else each of the tests' processes would load the compiler for the few files that it finds changed.
for (const folder of ['src', 'scenarios', 'scripts', 'test']) {
  const root = fileURLToPath(new URL(`../${folder}`, import.meta.url));
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.ts')) compiled(path.join(root, name));
}

const ava = fileURLToPath(new URL('../node_modules/ava/entrypoints/cli.mjs', import.meta.url));
const sumo = findSumo();
const { status } = spawnSync(process.execPath, [ava, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: {
    ...process.env,
    REQUIRE_SUMO: '1',
    ...(sumo && { PATH: `${path.dirname(sumo.binary)}${path.delimiter}${process.env['PATH'] ?? ''}` }),
    ...(sumo?.home && { SUMO_HOME: sumo.home }),
  },
});
// A runner that a signal ended has no status.
process.exitCode = status ?? 1;

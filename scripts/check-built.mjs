/**
 * Whether what `npm run build` made works as the source does: a run on two threads with a part of one's own, a sweep in
 * processes of its own, and the library imported by the package's name.
 *
 *   node scripts/check-built.mjs
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const PLUGIN = `
import { z } from 'zod';
import { defineRule, statelessRule } from 'edgemlsim';

const create = () =>
  statelessRule({
    name: 'first',
    f: 0,
    condition: { text: 'n >= 1', holds: (n) => n >= 1 },
    aggregate: ([gradient]) => gradient.slice(),
  });
export const rules = [defineRule({ name: 'first', summary: 'The first one.', options: z.strictObject({}), create })];
`;
const SMALL = ['data.train=500', 'data.test=100', 'stop.epochs=2', 'learning.edgeServer.rule=first'];

// Within the package, so that the plugin finds it by its name.
const folder = mkdtempSync(join(ROOT, 'dist/check-'));
const results = mkdtempSync(join(tmpdir(), 'edgemlsim-built-'));
try {
  const plugin = join(folder, 'first.mjs');
  writeFileSync(plugin, PLUGIN);
  const settings = SMALL.flatMap((value) => ['--set', value]);
  const shared = ['scenarios/boston-common/experiment.yaml', '--plugin', plugin, ...settings];

  const built = program(['run', ...shared, '--threads', '2', '--json', '--out', join(results, 'run')], true);
  const source = program(['run', ...shared, '--threads', '1', '--json', '--out', join(results, 'source')], false);
  assert.equal(JSON.parse(built).digest, JSON.parse(source).digest);
  assert.match(readFileSync(join(results, 'run/report.html'), 'utf8'), /<svg/);

  program(['sweep', ...shared, '--set', 'seed={sweep: [1, 2]}', '--out', join(results, 'sweep')], true);
  assert.equal(readFileSync(join(results, 'sweep/runs.csv'), 'utf8').trim().split('\n').length, 3);

  const { createGradientEngine, VERSION } = await import('edgemlsim');
  assert.equal(typeof createGradientEngine, 'function');
  assert.equal(VERSION, JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version);
  process.stdout.write('what was built runs as the source does\n');
} finally {
  rmSync(folder, { recursive: true });
  rmSync(results, { recursive: true });
}

/**
 * Runs the program and returns what it prints.
 *
 * @param {readonly string[]} args
 * @param {boolean} isBuilt
 */
function program(args, isBuilt) {
  const main = isBuilt ? ['dist/cli/main.js'] : ['--import', 'tsx', 'src/cli/main.ts'];
  return execFileSync(process.execPath, [...main, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

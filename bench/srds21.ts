/**
 * The paper's experiment against a peer that a Python user would write today, in turn, as ratios of whole-process time.
 *
 *   npm run bench -- --peer FILE --data DIR [--runs 3] [--epochs 20] [--rule mean]
 *
 * Ours is the built program, as it is installed: as it comes, with checkpoints on its way and a report at the end, and
 * `alike`, without the two, since the peer makes neither.
 *
 * FILE is a Python program `FILE RULE EPOCHS` that reads SUMO_HOME, MNIST and SUMOCFG from the environment and runs the
 * same experiment with SUMO's Python client and PyTorch. Without it, only our own time is printed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findSumo } from '../src/index.ts';

const ROOT = resolve(import.meta.dirname, '..');
const SHARED = resolve(ROOT, '../shared');

const { values } = parseArgs({
  options: {
    peer: { type: 'string', default: join(SHARED, 'tools/peer_torch.py') },
    data: { type: 'string', default: process.env['EDGEMLSIM_DATA'] ?? join(SHARED, 'data') },
    runs: { type: 'string', default: '3' },
    epochs: { type: 'string', default: '20' },
    rule: { type: 'string', default: 'mean' },
  },
});

/** Seconds of wall clock that a command takes, its start included. */
function time(command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${status}: ${stderr}`);
  return (performance.now() - started) / 1000;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}

const rule = values.rule.replace('_', '-');
const out = mkdtempSync(join(tmpdir(), 'edgemlsim-bench-'));

function ours(threads: number, ...more: readonly string[]): number {
  const sets = [`stop.epochs=${values.epochs}`, `learning.edgeServer.rule=${rule}`, `learning.cloud.rule=${rule}`];
  const experiment = ['run', 'scenarios/srds21/experiment.yaml', '--data', values.data, '--out', join(out, 'run')];
  const options = ['--threads', String(threads), '--json', ...sets.flatMap((set) => ['--set', set])];
  return time(process.execPath, ['dist/cli/main.js', ...experiment, ...options, ...more]);
}

function peer(): number {
  return time('/usr/bin/python3', [values.peer, rule.replace('-', '_'), values.epochs], {
    SUMO_HOME: findSumo()?.home ?? '/usr/share/sumo',
    MNIST: join(values.data, 'mnist'),
    SUMOCFG: join(values.data, 'boston-common/osm.sumocfg'),
    OPENBLAS_NUM_THREADS: '1',
  });
}

try {
  const hasPeer = existsSync(values.peer);
  if (!hasPeer) console.log(`no peer at ${values.peer}: our own time only`);
  const alike = ['--no-report', '--checkpoint-every', '0'];
  const contestants: Readonly<Record<string, () => number>> = {
    'ours, 1 thread': () => ours(1),
    'ours, 2 threads': () => ours(2),
    'ours, 1 thread, alike': () => ours(1, ...alike),
    'ours, 2 threads, alike': () => ours(2, ...alike),
    ...(hasPeer && { peer }),
  };
  const seconds: Record<string, number>[] = [];
  for (let run = 0; run < Number(values.runs); run++)
    seconds.push(Object.fromEntries(Object.entries(contestants).map(([name, race]) => [name, race()])));
  console.log(
    `srds21, ${rule}, ${values.epochs} epochs, ${values.runs} runs in turn; seconds of the whole process, median`,
  );
  for (const name of Object.keys(contestants)) {
    const ratio = hasPeer ? `  ${median(seconds.map((run) => run[name]! / run['peer']!)).toFixed(2)} x peer` : '';
    console.log(
      `${name.padEnd(22)} ${median(seconds.map((run) => run[name]!))
        .toFixed(2)
        .padStart(7)} s${ratio}`,
    );
  }
} finally {
  rmSync(out, { recursive: true, force: true });
}

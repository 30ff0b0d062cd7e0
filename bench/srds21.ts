/**
 * The paper's experiment against a peer that a Python user would write today, in turn, as ratios of whole-process time.
 *
 *   npm run bench -- --peer FILE --data DIR [--runs 3] [--epochs 10] [--rule mean]
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
    epochs: { type: 'string', default: '10' },
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

function ours(threads: number): number {
  const sets = [`stop.epochs=${values.epochs}`, `learning.edgeServer.rule=${rule}`, `learning.cloud.rule=${rule}`];
  const experiment = ['run', 'scenarios/srds21/experiment.yaml', '--data', values.data, '--out', join(out, 'run')];
  const options = ['--threads', String(threads), '--json', ...sets.flatMap((set) => ['--set', set])];
  return time(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...experiment, ...options]);
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
  const columns: Record<'ours, 1 thread' | 'ours, 2 threads' | 'peer', number[]> = {
    'ours, 1 thread': [],
    'ours, 2 threads': [],
    peer: [],
  };
  for (let run = 0; run < Number(values.runs); run++) {
    columns['ours, 1 thread'].push(ours(1));
    columns['ours, 2 threads'].push(ours(2));
    if (hasPeer) columns.peer.push(peer());
  }
  console.log(
    `srds21, ${rule}, ${values.epochs} epochs, ${values.runs} runs in turn; seconds of the whole process, median`,
  );
  for (const [name, seconds] of Object.entries(columns)) {
    if (seconds.length === 0) continue;
    const ratios = seconds.map((value, run) => value / (columns.peer[run] ?? NaN));
    const ratio = hasPeer ? `  ${median(ratios).toFixed(2)} x peer` : '';
    console.log(`${name.padEnd(16)} ${median(seconds).toFixed(2).padStart(7)} s${ratio}`);
  }
} finally {
  rmSync(out, { recursive: true, force: true });
}

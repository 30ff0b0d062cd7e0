/**
 * Proves that a sweep survives being killed: 24 runs, killed twice with SIGKILL, against 24 that were left in peace.
 *
 *   node --import tsx scripts/prove-sweep.ts
 *
 * Prints one line and exits with 1 if the two `runs.csv` differ or a process of a killed sweep lives on. Takes some
 * minutes on two cores; the test of the same is smaller (`test/sweep/sweep.sumo.test.ts`).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { childrenOf, processesMatching } from '../test/helpers/cli.ts';

const ROOT = resolve(import.meta.dirname, '..');
/** Runs done when the sweep is killed, the first and the second time. */
const KILLED_AFTER = [4, 13];
/** What a process may take to notice that its parent has gone, ms: one that is being started, on a busy machine. */
const NOTICE_MS = 20_000;

const rule = { sweep: ['mean', 'marginal-median'], name: 'rule' };
const range = { sweep: [50, 75, 100], name: 'range' };
const EXPERIMENT = {
  name: 'proof',
  seed: { sweep: { from: 1, to: 4, step: 1 } },
  traffic: { config: 'boston-common.sumocfg' },
  edgeServers: [
    { name: 'beacon', position: { junction: 'beacon_charles' }, range },
    { name: 'boylston', position: { junction: 'boylston_tremont' }, range },
  ],
  data: { set: 'digits', train: 2000, test: 500 },
  learning: {
    learningRate: 0.1,
    lossReduction: 'mean',
    edgeServer: { gradients: 4, rule },
    cloud: { aggregates: 2, rule },
  },
  stop: { epochs: 2 },
};

const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-prove-sweep-'));
try {
  cpSync(join(ROOT, 'scenarios/boston-common'), folder, { recursive: true });
  writeFileSync(join(folder, 'sweep.yaml'), stringify(EXPERIMENT, { aliasDuplicateObjects: false }));
  await sweep('whole');
  const orphans = [...(await sweep('broken', KILLED_AFTER[0])), ...(await sweep('broken', KILLED_AFTER[1]))];
  await sweep('broken');
  const [whole, broken] = ['whole', 'broken'].map((out) => readFileSync(join(folder, out, 'runs.csv'), 'utf8'));
  const runs = whole!.trim().split('\n').length - 1;
  const isSame = whole === broken && runs === 24;
  process.stdout.write(
    `${runs} runs, killed after ${KILLED_AFTER.join(' and ')}: runs.csv ${isSame ? 'the same' : 'DIFFERS'}, ${orphans.length} processes left\n`,
  );
  if (!isSame || orphans.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Runs the sweep to its end, or kills it when so many runs are done; returns the processes of a killed one that live on. */
async function sweep(out: string, killAfter?: number): Promise<readonly number[]> {
  const program = join(ROOT, 'src/cli/main.ts');
  const sweepArguments = ['sweep', join(folder, 'sweep.yaml'), '--out', join(folder, out), '--jobs', '2'];
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), program, ...sweepArguments], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let descendants: readonly number[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    process.stderr.write(text);
    if (killAfter === undefined || !text.includes(`${killAfter}/24`)) return;
    const ownRuns = childrenOf(child.pid!, /run-main/);
    descendants = [...ownRuns, ...ownRuns.flatMap((id) => childrenOf(id, /sumo/))];
    child.kill('SIGKILL');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (killAfter === undefined && code !== 0) throw new Error(`the sweep ended with exit code ${code ?? 'none'}`);
  const isGone = (id: number): boolean => !livingProcesses().has(id);
  const deadline = Date.now() + NOTICE_MS;
  while (Date.now() < deadline && !descendants.every(isGone)) await new Promise((next) => setTimeout(next, 50));
  return descendants.filter((id) => !isGone(id));
}

function livingProcesses(): ReadonlySet<number> {
  return new Set(processesMatching(/run-main|sumo/));
}

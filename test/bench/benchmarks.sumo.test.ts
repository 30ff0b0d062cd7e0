/** That every benchmark that needs no built program runs and prints figures; what they are is not for a test to say. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { READ_TYPESCRIPT } from '../helpers/cli.ts';
import { sumoTest } from '../helpers/sumo.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What a benchmark prints to standard output, without PyTorch; it must end with code 0. */
async function printed(name: string, args: readonly string[]): Promise<string> {
  const command = [READ_TYPESCRIPT, join(ROOT, 'bench', name), ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    cwd: ROOT,
    env: { ...process.env, PYTHON: '/nonexistent' },
  });
  return stdout;
}

test('benchmarks - gradients: each backend that is here with one thread and with two', async (t) => {
  const lines = (await printed('ml-engine.ts', ['1'])).trim().split('\n');
  const measured = lines.filter((line) => !line.includes('not here'));
  t.true(measured.length > 0);
  for (const line of measured) t.regex(line, / threads?.*: \d+\.\d{3} ms · processor \d+\.\d{3} ms/);
  const pairs = measured.filter((line) => line.includes(', 2 threads'));
  t.true(pairs.length > 0);
  for (const line of pairs) t.regex(line, / · throughput \d\.\d\d x one thread$/);
});

test('benchmarks - rules: a time for each, beside the most that it should take', async (t) => {
  const rows = JSON.parse(await printed('ml-rules.ts', ['--repetitions', '1', '--json'])) as readonly {
    readonly rule: string;
    readonly vectors: number;
    readonly ms: number;
    readonly target?: number;
  }[];
  for (const { rule, ms } of rows) t.true(ms > 0, rule);
  t.deepEqual(
    rows.flatMap(({ rule, vectors, target }) => (target === undefined ? [] : [[rule, vectors, target]])),
    [
      ['marginal-median', 10, 3],
      ['trimmed-mean', 10, 5],
      ['mean-around-median', 10, 5],
      ['krum', 50, 15],
    ],
  );
});

test('benchmarks - the simulator: a step for each number of vehicles', async (t) => {
  // By the tenth part of a millisecond growth says nothing, so that it is no failure here.
  const text = await printed('sim.ts', ['--case', 'everyone, ideal', '--most', '100', '--json']).catch(
    (error: unknown) => (error as { readonly stdout: string }).stdout,
  );
  const [row] = JSON.parse(text) as readonly {
    readonly steps: readonly { readonly vehicles: number; readonly ms: number }[];
  }[];
  t.deepEqual(
    row!.steps.map(({ vehicles }) => vehicles),
    [1, 10, 100],
  );
  for (const { vehicles, ms } of row!.steps) t.true(ms > 0, `${vehicles} vehicles`);
});

test('benchmarks - the simulator: a case that does not exist is refused with those that do', async (t) => {
  const error = await t.throwsAsync(printed('sim.ts', ['--case', 'nobody']));
  t.regex(error.message, /--case: expected part of one of .*everyone, ideal network.*, got nobody/);
});

sumoTest('benchmarks - the TraCI client: ratios to SUMO alone', async (t) => {
  const text = await printed('traci.ts', ['--rounds', '1', '--steps', '20', '--only', 'ratios,start']);
  t.regex(text, /^steps only, against SUMO alone +\d+\.\d\dx /m);
  t.regex(text, /^start to first step: \d+ ms/m);
});

/**
 * The simulator's own time for each step of traffic, learning and SUMO apart: frames are generated, gradients cost nothing.
 *
 *   npx tsx bench/sim.ts [--turns 12] [--case NAME] [--json]     time a step for 100, 1,000 and 10,000 vehicles in range
 *   npx tsx bench/sim.ts --memory                                10,000 vehicles, 1,000 workers at once, a small model: most memory
 *
 * Times are processor times with all threads of a process, mean over the turns (`sim/times.ts`); what counts is how they
 * grow. Work comes in waves of about five steps where everybody began at once: over few turns a wave more or less shows. Exits with 1 when time grows faster than vehicles do, or memory is beyond its limit.
 */
import { parseArgs } from 'node:util';
import { parameterLayout } from '../src/ml/index.ts';
import { CASES, LARGEST, SHAPE } from './sim/cases.ts';
import { run } from './sim/running.ts';
import { measureTimes } from './sim/times.ts';

/** Times may grow so much faster than vehicles: caches do not grow, and single figures vary by a fifth from run to run. */
const SLACK = 2;
const MEMORY_LIMIT_MB = 1536;
const VEHICLES = [100, 1000, 10_000] as const;
const MEMORY_STEPS = 25;

const { values: options } = parseArgs({
  options: {
    turns: { type: 'string', default: '12' },
    json: { type: 'boolean', default: false },
    memory: { type: 'boolean', default: false },
    case: { type: 'string', default: '' },
  },
});

async function reportTimes(): Promise<void> {
  print(`${'ms a step for so many vehicles'.padEnd(50)}${row(VEHICLES.map(String))}${'growth/10'.padStart(10)}`);
  const rows: { readonly name: string; readonly ms: readonly number[]; readonly growth: number }[] = [];
  for (const name of Object.keys(CASES).filter((each) => each.includes(options.case))) {
    const ms = await measureTimes(name, VEHICLES, Number(options.turns));
    // From 1,000 to 10,000: smaller runs measure the machine more than the program.
    const growth = ms[2]! / ms[1]! / 10;
    rows.push({ name, ms, growth });
    print(`${name.padEnd(50)}${row(ms.map((one) => one.toFixed(2)))}${growth.toFixed(2).padStart(10)}`);
    if (growth > SLACK) process.exitCode = 1;
  }
  if (options.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
}

async function reportMemory(): Promise<void> {
  const running = run(LARGEST);
  const ms = (await running.advance(MEMORY_STEPS)) / MEMORY_STEPS;
  await running.end();
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const { dimension } = parameterLayout(LARGEST.model, SHAPE);
  print(`${dimension} parameters, 1000 workers: at most ${Math.round(peakMb)} MB of ${MEMORY_LIMIT_MB}, ${ms.toFixed(1)} ms a step`); // prettier-ignore
  const { vehicles } = LARGEST;
  const result = { vehicles, workers: 1000, dimension, msAStep: ms, peakMb, limitMb: MEMORY_LIMIT_MB };
  if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  if (peakMb > MEMORY_LIMIT_MB) process.exitCode = 1;
}

function print(line: string): void {
  if (!options.json) process.stdout.write(`${line}\n`);
}

function row(cells: readonly string[]): string {
  return cells.map((cell) => cell.padStart(10)).join('');
}

await (options.memory ? reportMemory() : reportTimes());

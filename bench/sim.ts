/**
 * The simulator's own time for each step of traffic, learning and SUMO apart: frames are generated, gradients cost nothing.
 *
 *   npx tsx bench/sim.ts [--case NAME] [--most 10000] [--json]     time a step for so many vehicles in range, a tenth, a hundredth
 *   npx tsx bench/sim.ts --memory                                  10,000 vehicles, 1,000 workers at once, a small model: most memory
 *
 * NAME is part of a case's name; without it all cases are measured. Fewer vehicles are for a quick look: such times say more
 * of the machine than of the program.
 *
 * Times are processor times with all threads of a process, means over seconds of simulated time (`sim/steps.ts`); what
 * counts is how they grow. The more vehicles, the more a time says of the machine's caches and of who else uses them. So
 * instructions are counted, too, where Linux's `perf` is installed and may do that. Exits with 1 when either grows faster than
 * vehicles do, or memory is beyond its limit.
 */
import { parseArgs } from 'node:util';
import { parameterLayout } from '../src/ml/index.ts';
import { CASES, LARGEST, SHAPE } from './sim/cases.ts';
import { run } from './sim/running.ts';
import { measureSteps, type StepCost } from './sim/steps.ts';

/** Times may grow so much faster than vehicles: caches do not grow, and the same run takes twice as long in another hour. */
const SLACK = 2;
/** Instructions may: among ten times as many, finding one in an order takes three more comparisons. */
const INSTRUCTIONS_SLACK = 1.1;
const MEMORY_LIMIT_MB = 1536;
const MEMORY_STEPS = 25;

/** From one number of vehicles to ten times as many, over ten. */
interface Growth {
  readonly ms: number;
  readonly instructions: number | undefined;
}

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    memory: { type: 'boolean', default: false },
    case: { type: 'string', default: '' },
    most: { type: 'string', default: '10000' },
  },
});

async function reportTimes(): Promise<void> {
  const vehicles = [100, 10, 1].map((part) => Number(options.most) / part);
  if (!vehicles.every((count) => Number.isInteger(count) && count > 0))
    throw new Error(`--most: expected a multiple of 100, got ${options.most}`);
  const names = Object.keys(CASES).filter((name) => name.includes(options.case));
  if (names.length === 0)
    throw new Error(`--case: expected part of one of ${Object.keys(CASES).join('; ')}, got ${options.case}`);
  print(`${'ms a step for so many vehicles'.padEnd(46)}${row([...vehicles.map(String), 'growth/10', 'instructions'])}`);
  const rows: { readonly name: string; readonly steps: readonly StepCost[]; readonly growth: Growth }[] = [];
  for (const name of names) {
    const steps = await measureSteps(name, vehicles);
    // Of the two larger ones: the smallest measures the machine more than the program.
    const [few, many] = [steps[1]!, steps[2]!];
    const growth: Growth = {
      ms: many.ms / few.ms / 10,
      instructions: few.instructions && many.instructions && many.instructions / few.instructions / 10,
    };
    rows.push({ name, steps, growth });
    const growths = [growth.ms.toFixed(2), growth.instructions?.toFixed(2) ?? '-'];
    print(`${name.padEnd(46)}${row([...steps.map(({ ms }) => ms.toFixed(2)), ...growths])}`);
    if (growth.ms > SLACK || (growth.instructions ?? 0) > INSTRUCTIONS_SLACK) process.exitCode = 1;
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
  return cells.map((cell) => cell.padStart(13)).join('');
}

await (options.memory ? reportMemory() : reportTimes());

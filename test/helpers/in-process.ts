/**
 * What the program does, without a process of its own: for tests that are not about processes, of which each takes
 * seconds of processor time to start and to load everything again.
 */
import { describeError, exitCodeOf } from '../../src/cli/exit.ts';
import { requireSumo } from '../../src/cli/options.ts';
import { createProgram } from '../../src/cli/program.ts';
import {
  prepareExperiment,
  runExperiment,
  type PrepareOptions,
  type RunOptions,
  type Summary,
} from '../../src/index.ts';

/** How a command is refused. */
export interface Refusal {
  readonly code: number;
  /** What the program writes to standard error. */
  readonly line: string;
}

/** The refusal of a command that reads well; that nothing else is printed is for a test with a process to see. */
export async function refusalOf(args: readonly string[]): Promise<Refusal> {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    return { code: exitCodeOf(error), line: describeError(error, false) };
  }
  throw new Error(`expected a refusal, but it was done: ${args.join(' ')}`);
}

/** Options of a run, one thread unless they say otherwise, and of what comes before it. */
export type RunHere = Pick<PrepareOptions, 'overrides' | 'trace'> & Partial<RunOptions> & Pick<RunOptions, 'out'>;

/** Runs an experiment to its end. */
export async function runHere(file: string, { overrides = [], trace, ...options }: RunHere): Promise<Summary> {
  const prepared = await prepareExperiment(file, { cacheDir: '/nonexistent', overrides, trace });
  const sumo = trace === undefined ? { sumo: requireSumo() } : {};
  return (await runExperiment(prepared, { ...sumo, threads: 1, ...options })).summary;
}

/**
 * What the program does, without a process of its own: for tests that are not about processes, of which each takes
 * seconds of processor time to start and to load everything again.
 */
import { CommanderError } from 'commander';
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
import type { Ended } from './cli.ts';

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

/**
 * Runs `edgemlsim` in a folder; what it prints is kept. One at a time, and nothing else meanwhile: folder and output are the
 * process's.
 */
export async function runInProcess(args: readonly string[], cwd: string): Promise<Ended> {
  const before = process.cwd();
  const stdout = capture(process.stdout);
  const stderr = capture(process.stderr);
  process.chdir(cwd);
  let code: number;
  try {
    await createProgram().parseAsync(args, { from: 'user' });
    code = Number(process.exitCode ?? 0);
  } catch (error) {
    // As the entry point does.
    if (error instanceof CommanderError) code = error.exitCode === 0 ? 0 : 2;
    else {
      process.stderr.write(`${describeError(error, true)}\n`);
      code = exitCodeOf(error);
    }
  } finally {
    process.chdir(before);
    process.exitCode = undefined;
    stdout.release();
    stderr.release();
  }
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** Options of a run, one thread unless they say otherwise, and of what comes before it. */
export type RunHere = Pick<PrepareOptions, 'overrides' | 'trace'> & Partial<RunOptions> & Pick<RunOptions, 'out'>;

/** Runs an experiment to its end. */
export async function runHere(file: string, { overrides = [], trace, ...options }: RunHere): Promise<Summary> {
  const prepared = await prepareExperiment(file, { cacheDir: '/nonexistent', overrides, trace });
  const sumo = trace === undefined ? { sumo: requireSumo() } : {};
  return (await runExperiment(prepared, { ...sumo, threads: 1, ...options })).summary;
}

/** Keeps what is written to a stream instead of writing it. */
function capture(stream: NodeJS.WriteStream): { text(): string; release(): void } {
  const original = stream.write.bind(stream);
  let text = '';
  stream.write = (chunk: string | Uint8Array) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    return true;
  };
  return {
    text: () => text,
    release() {
      stream.write = original;
    },
  };
}

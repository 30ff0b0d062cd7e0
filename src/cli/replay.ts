/** `edgemlsim replay`: an experiment on traffic that was recorded, without SUMO. */
import type { Command } from 'commander';
import { run, withRunOptions, type RunCommandOptions } from './run.ts';

/** Adds the command to the program. */
export function addReplay(program: Command): void {
  withRunOptions(program.command('replay <trace> <experiment>'))
    .description('run an experiment on a trace of "run --record" instead of its own traffic; needs no SUMO')
    .action((trace: string, file: string, options: RunCommandOptions) => run(file, options, trace));
}

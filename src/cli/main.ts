#!/usr/bin/env node
/**
 * The program `edgemlsim`: reads the command line, calls the simulator, prints, exits.
 *
 * Nothing outside `src/cli` prints or exits. Exit codes: `exit.ts`.
 */
import { CommanderError } from 'commander';
import { exitCodeOf, describeError } from './exit.ts';
import { createProgram } from './program.ts';
import { watchStreams } from './streams.ts';

watchStreams(process, (code) => {
  process.exit(code);
});

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    process.stderr.write(`${describeError(error, process.argv.includes('--verbose'))}\n`);
    process.exitCode = exitCodeOf(error);
  }
}

#!/usr/bin/env node
/**
 * The program `edgemlsim`: reads the command line, calls the simulator, prints, exits.
 *
 * Nothing outside `src/cli` prints or exits. Exit codes: `exit.ts`.
 */
import { Command, CommanderError } from 'commander';
import { VERSION } from '../index.ts';
import { addData } from './data.ts';
import { addDoctor } from './doctor.ts';
import { exitCodeOf, describeError } from './exit.ts';
import { addFork } from './fork.ts';
import { addInit } from './init.ts';
import { addReplay } from './replay.ts';
import { addReproduce } from './reproduce.ts';
import { addReport } from './report.ts';
import { addRun } from './run.ts';
import { addScenario } from './scenario.ts';
import { addSweep } from './sweep.ts';
import { addValidate } from './validate.ts';

const program = new Command('edgemlsim')
  .description('Machine learning on vehicles: live SUMO traffic in lockstep with distributed training.')
  .version(VERSION)
  .showSuggestionAfterError()
  .configureOutput({
    outputError: (text, write) => {
      write(text.replace(/^error: /, 'edgemlsim: '));
    },
  })
  .exitOverride();
// A reader that has seen enough (`| head`) is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(process.exitCode ?? 0);
  });
}
addRun(program);
addReport(program);
addReplay(program);
addSweep(program);
addFork(program);
addReproduce(program);
addValidate(program);
addData(program);
addScenario(program);
addInit(program);
addDoctor(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    process.stderr.write(`${describeError(error, process.argv.includes('--verbose'))}\n`);
    process.exitCode = exitCodeOf(error);
  }
}

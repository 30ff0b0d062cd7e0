/** The commands of `edgemlsim` as one commander program, for the entry point and for whoever wants to know what there is. */
import { Command } from 'commander';
import { VERSION } from '../index.ts';
import { addData } from './data.ts';
import { addDoctor } from './doctor.ts';
import { addFork } from './fork.ts';
import { addInit } from './init.ts';
import { addReplay } from './replay.ts';
import { addReport } from './report.ts';
import { addReproduce } from './reproduce.ts';
import { addRun } from './run.ts';
import { addScenario } from './scenario.ts';
import { addSweep } from './sweep.ts';
import { addValidate } from './validate.ts';

/** Makes the program; instead of exiting it throws commander's `CommanderError`. */
export function createProgram(): Command {
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
  for (const add of [
    addRun,
    addReport,
    addReplay,
    addSweep,
    addFork,
    addReproduce,
    addValidate,
    addData,
    addScenario,
    addInit,
    addDoctor,
  ])
    add(program);
  return program;
}

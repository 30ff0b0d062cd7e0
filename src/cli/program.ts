/** The commands of `edgemlsim` as one commander program, for the entry point and for whoever wants to know what there is. */
import { Command, type Argument } from 'commander';
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
        write(oneLine(text));
      },
    })
    // Nearly all commands have options; what is told of each is how it is called.
    .configureHelp({
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(argument)].join(' '),
    })
    .addHelpText(
      'after',
      '\nStart with "edgemlsim init", or with the tutorial, docs/tutorial.md. What an\nexperiment may say: docs/configuration.md.',
    )
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

/** What commander has to say against a command line, as all other failures are told. */
function oneLine(text: string): string {
  return text
    .replace(/^error: /, 'edgemlsim: ')
    .replace(' is invalid. ', ' is invalid: ')
    .replace(/\n\(Did you mean (.*\?)\)/, '; did you mean $1');
}

function argument(one: Argument): string {
  const text = `${one.name()}${one.variadic ? '...' : ''}`;
  return one.required ? `<${text}>` : `[${text}]`;
}

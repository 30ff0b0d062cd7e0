/** What `edgemlsim` makes of arguments, without doing it. */
import { CommanderError, type Command } from 'commander';
import { createProgram } from '../../src/cli/program.ts';

export interface Understood {
  /** Names of the command, e.g. `['scenario', 'place']`. */
  readonly command: readonly string[];
  readonly operands: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * @throws {CommanderError} there is no such command or option, or an argument is missing.
 */
export function understand(args: readonly string[]): Understood {
  let understood: Understood | undefined;
  const program = createProgram();
  const disarm = (command: Command, names: readonly string[]): void => {
    command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
    for (const inner of command.commands) disarm(inner, [...names, inner.name()]);
    if (command.commands.length === 0)
      command.action(() => {
        understood = { command: names, operands: command.args, options: command.opts() };
      });
  };
  disarm(program, []);
  program.parse(args, { from: 'user' });
  return understood!;
}

/** Whether this is what one says of a command that is named without its arguments, or of a family of commands. */
export function isIncompletion(error: unknown): boolean {
  return (
    error instanceof CommanderError &&
    ['commander.missingArgument', 'commander.missingMandatoryOptionValue', 'commander.help'].includes(error.code)
  );
}

/** A made-up machine for the set-up step: files are strings in a map, commands are answered by the test. */
import path from 'node:path';
import type { FindSumoEnvironment } from '../../src/find-sumo.js';
import type { CommandResult, Machine } from '../../scripts/setup/machine.mjs';

export interface FakeMachine extends Machine {
  /** Text by path. What lies in a folder `bin`, or ends in `.exe`, may be run. */
  readonly files: Map<string, string>;
  /** Lines said to the user. */
  readonly said: string[];
  /** Commands run, words joined by spaces. */
  readonly commands: string[];
}

export interface FakeMachineOptions {
  readonly variables?: FindSumoEnvironment['variables'];
  readonly platform?: NodeJS.Platform;
  readonly userFolder?: string;
  readonly userId?: number;
  readonly nodeAbi?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Symbolic links: where a path really lies. */
  readonly links?: Readonly<Record<string, string>>;
  /** What a command comes to; succeeds silently unless the test says otherwise. */
  readonly answer?: (command: string, machine: FakeMachine) => Partial<CommandResult> | undefined;
}

export function fakeMachine(options: FakeMachineOptions = {}): FakeMachine {
  const platform = options.platform ?? 'linux';
  const { sep } = platform === 'win32' ? path.win32 : path.posix;
  const files = new Map(Object.entries(options.files ?? {}));
  const within = (folder: string): string[] => [...files.keys()].filter((file) => file.startsWith(folder + sep));
  const machine: FakeMachine = {
    files,
    said: [],
    commands: [],
    variables: options.variables ?? {},
    platform,
    architecture: 'x64',
    nodeAbi: options.nodeAbi ?? '115',
    userFolder: options.userFolder ?? '/home/ada',
    userId: options.userId ?? 1000,
    isExecutable: (file) => files.has(file) && (file.endsWith('.exe') || /\/bin\/[^/]+$/.test(file)),
    isFolder: (folder) => within(folder).length > 0,
    list: (folder) => [...new Set(within(folder).map((file) => file.slice(folder.length + 1).split(sep)[0]!))],
    read: (file) => files.get(file),
    resolve: (file) => options.links?.[file] ?? file,
    say: (line) => machine.said.push(line),
    write: (file, text) => files.set(file, text),
    remove: (target) => {
      for (const file of [target, ...within(target)]) files.delete(file);
    },
    run: (...words) => {
      const command = words.join(' ');
      machine.commands.push(command);
      return Promise.resolve({ status: 0, output: '', ...options.answer?.(command, machine) });
    },
  };
  return machine;
}

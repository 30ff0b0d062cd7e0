/**
 * A SUMO that we started: its program, its surroundings, its last words, its end.
 *
 * Used by `launch`. The child runs in a process group of its own, so that Ctrl-C reaches this program alone, which then
 * ends SUMO in an orderly way; `child-guard` and `orphan-watch` see to it that it ends in every other way too.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { guardChild, killChild } from './child-guard.ts';
import { startOrphanWatch } from './orphan-watch.ts';

/** Where Debian's package puts SUMO's data. */
const DEBIAN_SUMO_HOME = '/usr/share/sumo';
/** How many of SUMO's last lines are kept for error messages. */
const KEPT_LINES = 40;
/** How many of them a message shows when there is no line that begins with `Error:`. */
const SHOWN_LINES = 3;

/** What SUMO prints for a command that it refused and answered: the command's error says it already. */
const ANSWERED_REFUSAL = /^Error: (Answered with error to command|Requested command not implemented)/;

/** One line of the log: what SUMO said, or what this client has to say about it. */
export interface TraciLogEntry {
  readonly source: 'sumo-stdout' | 'sumo-stderr' | 'client';
  readonly text: string;
}

/** Takes log lines. */
export type TraciLog = (entry: TraciLogEntry) => void;

/** What to start, and where. */
export interface SumoProgram {
  /** Path of the program, or its name. */
  readonly file: string;
  /** Directory of SUMO's data, for `SUMO_HOME`; undefined when there is none. */
  readonly home: string | undefined;
}

/** How the child ended. */
export interface SumoExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The program could not be started at all. */
  readonly spawnError?: Error;
}

/**
 * Finds the program and its data directory: the caller's `home`, else `SUMO_HOME`, else what belongs to the program,
 * else Debian's place.
 *
 * @param binary - `sumo`, `sumo-gui`, or a path.
 */
export function findSumo(binary: string, home: string | undefined, environment: NodeJS.ProcessEnv): SumoProgram {
  const named = home ?? environment['SUMO_HOME'];
  const isPath = isAbsolute(binary) || binary.includes('/') || binary.includes('\\');
  const inHome = named === undefined ? undefined : join(named, 'bin', binary);
  const onPath = (environment['PATH'] ?? '').split(delimiter).map((folder) => join(folder, binary));
  const file = isPath
    ? resolve(binary)
    : ([inHome, ...onPath].find((path) => path !== undefined && existsSync(path)) ?? binary);
  if (named !== undefined && named !== '') return { file, home: named };
  const besideProgram = resolve(dirname(file), '..');
  const homes = [besideProgram, join(besideProgram, 'share', 'sumo'), DEBIAN_SUMO_HOME];
  return { file, home: homes.find((path) => existsSync(join(path, 'data', 'xsd'))) };
}

/** A running SUMO. */
export class SumoProcess {
  readonly #child: ChildProcess;
  readonly #log: TraciLog;
  readonly #lastLines: string[] = [];
  /** Fulfilled when the child has ended and its output has been read to the end. */
  readonly ended: Promise<SumoExit>;
  #exit: SumoExit | undefined;

  constructor(
    program: SumoProgram,
    args: readonly string[],
    options: { readonly cwd?: string | undefined; readonly onLog?: TraciLog | undefined },
  ) {
    this.#log = options.onLog ?? (() => undefined);
    const environment = program.home === undefined ? process.env : { ...process.env, SUMO_HOME: program.home };
    const watch = startOrphanWatch();
    this.#child = spawn(program.file, args, {
      cwd: options.cwd,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    if (this.#child.pid !== undefined) watch.guard(this.#child.pid);
    const release = guardChild(this.#child);
    this.#follow('sumo-stdout', this.#child.stdout!);
    this.#follow('sumo-stderr', this.#child.stderr!);
    this.ended = new Promise((resolveExit) => {
      const end = (exit: SumoExit): void => {
        release();
        watch.end();
        this.#exit ??= exit;
        resolveExit(this.#exit);
      };
      this.#child.once('error', (spawnError) => {
        if (this.#child.pid === undefined) end({ code: null, signal: null, spawnError });
      });
      this.#child.once('close', (code, signal) => {
        end({ code, signal });
      });
    });
  }

  /** Id of the child process, or undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** How it ended; undefined while it runs. */
  get exit(): SumoExit | undefined {
    return this.#exit;
  }

  /** SUMO's last output, oldest first. */
  get lastLines(): readonly string[] {
    return this.#lastLines;
  }

  /** SUMO's own error lines, or else its last lines, as one line. */
  lastWords(): string {
    const errors = this.#lastLines.filter((line) => line.startsWith('Error:') && !ANSWERED_REFUSAL.test(line));
    return (errors.length > 0 ? errors : this.#lastLines.slice(-SHOWN_LINES)).join(' | ');
  }

  /** How it ended and what it said last; waits at most `patienceMs` for it to end. */
  async describeEnd(patienceMs: number): Promise<string> {
    const exit = await within(this.ended, patienceMs);
    const words = this.lastWords();
    return `${describeExit(exit)}${words === '' ? '' : `; its last words: ${words}`}`;
  }

  /** Waits `patienceMs` for it to end by itself, then kills it. */
  async stop(patienceMs: number): Promise<SumoExit> {
    const exit = await within(this.ended, patienceMs);
    if (exit !== undefined) return exit;
    this.kill();
    return this.ended;
  }

  /** Kills it at once. */
  kill(): void {
    killChild(this.#child);
  }

  #follow(source: 'sumo-stdout' | 'sumo-stderr', stream: NodeJS.ReadableStream): void {
    createInterface({ input: stream }).on('line', (line) => {
      this.#lastLines.push(line);
      if (this.#lastLines.length > KEPT_LINES) this.#lastLines.shift();
      this.#log({ source, text: line });
    });
  }
}

/** One clause about how SUMO ended. */
export function describeExit(exit: SumoExit | undefined): string {
  if (exit === undefined) return 'SUMO closed the connection but still runs';
  if (exit.spawnError !== undefined) return `SUMO could not be started: ${exit.spawnError.message}`;
  return exit.signal === null ? `SUMO exited with code ${exit.code ?? 'unknown'}` : `SUMO was ended by ${exit.signal}`;
}

/** The promise's value, or undefined after `milliseconds`. */
async function within<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolveTimeout) => {
    timer = setTimeout(() => {
      resolveTimeout(undefined);
    }, milliseconds);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

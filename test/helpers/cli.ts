/** The program as its users run it: a child process, its exit code, and what it printed. */
import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const ROOT = resolve(import.meta.dirname, '../..');
/** For the command line of a process that is to read TypeScript. */
export const READ_TYPESCRIPT = `--import=${new URL('../../scripts/typescript/register.mjs', import.meta.url).href}`;

/** A program that has ended. */
export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** Working folder; results go there unless `--out` says otherwise. */
  readonly cwd?: string;
  /** Added to the environment; undefined removes a variable. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** `pipe` for a test that types something, through `child.stdin`. @default 'ignore' */
  readonly stdin?: 'ignore' | 'pipe';
}

/** A program that runs. */
export interface RunningCli {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Waits until standard error matches. */
  untilStderr(pattern: RegExp): Promise<void>;
}

/** Starts `edgemlsim` with these arguments. */
export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  const command = [READ_TYPESCRIPT, resolve(ROOT, 'src/cli/main.ts'), ...args];
  const child = spawn(process.execPath, command, {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, ...options.environment },
    stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'],
  }) as ChildProcessByStdio<Writable | null, Readable, Readable>;
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return {
    child,
    ended,
    async untilStderr(pattern) {
      while (!pattern.test(stderr)) {
        if (child.exitCode !== null)
          throw new Error(`ended with ${child.exitCode} before ${pattern.source}: ${stderr}`);
        await Promise.race([once(child.stderr, 'data'), ended]);
      }
    },
  };
}

/** Runs `edgemlsim` to its end. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<Ended> {
  return startCli(args, options).ended;
}

/** Process ids of the direct children of a process whose command line matches (Linux). */
export function childrenOf(parent: number, pattern: RegExp): readonly number[] {
  return processes()
    .filter((process) => process.parent === parent && pattern.test(process.command))
    .map(({ id }) => id);
}

/** Process ids of all processes whose command line matches (Linux). */
export function processesMatching(pattern: RegExp): readonly number[] {
  return processes()
    .filter(({ command }) => pattern.test(command))
    .map(({ id }) => id);
}

interface ProcessEntry {
  readonly id: number;
  readonly parent: number;
  readonly command: string;
}

function processes(): readonly ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (afterName[0] === 'Z') return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ id: Number(name), parent: Number(afterName[1]), command }];
      } catch {
        // It ended between the listing and the look.
        return [];
      }
    });
}

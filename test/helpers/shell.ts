/** A command as somebody types it: in a shell of its own, which goes with all that it started when the test ends. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ExecutionContext } from 'ava';
import type { Ended } from './cli.ts';

export interface ShellOptions {
  readonly cwd: string;
  /** Added to the environment; undefined removes a variable. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Bash knows aliases here, as it does when somebody sits before it, and a pipe fails with any of its commands. */
export function startInShell(
  t: ExecutionContext,
  script: string,
  { cwd, environment = {} }: ShellOptions,
): ChildProcessByStdio<Writable, Readable, Readable> {
  const child = spawn('bash', ['-O', 'expand_aliases', '-o', 'pipefail', '-c', script], {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, so that nothing outlives it.
    detached: true,
  });
  t.teardown(() => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
  });
  return child;
}

/** Runs a command, which finds the end of its input at once, to its end. */
export async function runInShell(t: ExecutionContext, script: string, options: ShellOptions): Promise<Ended> {
  const child = startInShell(t, script, options);
  child.stdin.end();
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

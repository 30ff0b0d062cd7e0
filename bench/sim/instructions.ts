/**
 * Counts what a process executes, by Linux's `perf`: what the program asks of the machine, however much of caches and cores
 * other programs leave it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Counts instructions of all threads of a process, outside the kernel, while it is told to. */
export interface InstructionCounter {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** @returns How many have been counted; undefined where the processor, or whoever divides it up, does not count any. */
  end(): Promise<number | undefined>;
}

/** @returns Nothing where `perf` is not installed, or not allowed to count here. */
export async function countInstructions(pid: number): Promise<InstructionCounter | undefined> {
  // Its third pipe takes orders, its fourth says that they are carried out.
  const orders = ['--delay=-1', '--control=fd:3,4'];
  const args = ['stat', '-x,', '-e', 'instructions:u', ...orders, '-p', String(pid)];
  const perf = spawn('perf', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] });
  const started = await new Promise<boolean>((resolve) => {
    perf.once('spawn', () => {
      resolve(true);
    });
    perf.once('error', () => {
      resolve(false);
    });
  });
  if (!started) return undefined;
  let printed = '';
  perf.stderr!.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const commands = perf.stdio[3] as Writable;
  // A `perf` that has ended says so by its answers' end.
  commands.on('error', () => undefined);
  const answers = createInterface({ input: perf.stdio[4] as Readable })[Symbol.asyncIterator]();
  const order = async (name: 'enable' | 'disable'): Promise<boolean> => {
    commands.write(`${name}\n`);
    return (await answers.next()).done !== true;
  };
  if (!(await order('disable'))) return undefined;
  const obey = async (name: 'enable' | 'disable'): Promise<void> => {
    if (!(await order(name))) throw new Error(`perf: expected it to ${name}, got its end: ${printed.trim()}`);
  };
  return {
    start: () => obey('enable'),
    stop: () => obey('disable'),
    end: () => countedBy(perf, () => printed),
  };
}

async function countedBy(perf: ChildProcess, printed: () => string): Promise<number | undefined> {
  const closed = once(perf, 'close');
  perf.kill('SIGINT');
  await closed;
  if (/^<not supported>,/m.test(printed())) return undefined;
  const count = Number(/^(\d+),/m.exec(printed())?.[1] ?? NaN);
  if (Number.isNaN(count)) throw new Error(`perf: expected a count of instructions, got ${printed().trim()}`);
  return count;
}

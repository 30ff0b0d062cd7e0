/** Folders of runs: what must be the same however a run was interrupted, and runs that are killed on their way. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stepOf } from '../../src/sim/checkpoints/layout.ts';
import type { RunningCli } from './cli.ts';

/** Everything that a run leaves but the wall clock. */
export interface Trace {
  readonly digest: string;
  /** Without `wall_s`. */
  readonly metrics: readonly string[];
  readonly rounds: string;
  /** SHA-256 of `events.jsonl` and of each file of the model. */
  readonly hashes: Readonly<Record<string, string>>;
}

const WALL_SECONDS = 3;

export function traceOf(folder: string): Trace {
  const text = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const { digest } = JSON.parse(text('summary.json')) as { readonly digest: string };
  const files = ['events.jsonl', ...readdirSync(join(folder, 'model')).map((name) => `model/${name}`)];
  return {
    digest,
    metrics: text('metrics.csv')
      .trim()
      .split('\n')
      .map((line) => line.split(',').toSpliced(WALL_SECONDS, 1).join(',')),
    rounds: text('rounds.csv'),
    hashes: Object.fromEntries(
      files.map((file) => [
        file,
        createHash('sha256')
          .update(readFileSync(join(folder, file)))
          .digest('hex'),
      ]),
    ),
  };
}

/** Folders of the checkpoints of a run, oldest first. */
export function checkpointsOf(folder: string): readonly string[] {
  const checkpoints = join(folder, 'checkpoints');
  if (!existsSync(checkpoints)) return [];
  return readdirSync(checkpoints)
    .filter((name) => stepOf(name) !== undefined)
    .sort()
    .map((name) => join(checkpoints, name));
}

/**
 * Kills a program with SIGKILL as soon as something is so.
 *
 * @returns False when it came to its end before.
 */
export async function killWhen({ child, ended }: RunningCli, isSo: () => boolean): Promise<boolean> {
  while (child.exitCode === null && !isSo()) await sleep(2);
  const isKilled = child.exitCode === null && child.kill('SIGKILL');
  await ended;
  return isKilled && child.signalCode === 'SIGKILL';
}

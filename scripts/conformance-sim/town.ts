/** The small town of the tests, outside of a test: a busy run of it, straight, killed and resumed. */
import { join } from 'node:path';
import { busyTown } from '../../test/helpers/busy-town.ts';
import { runCli, type Ended } from '../../test/helpers/cli.ts';
import { traceOf, type Trace } from '../../test/helpers/runs.ts';

export interface Town {
  readonly folder: string;
  /** Arguments of a run of it with its results here. */
  run(out: string): readonly string[];
  /** Of a run that nobody interrupts. */
  readonly expected: Trace;
  /** Ms that it took. */
  readonly tookMs: number;
  /** Removes its files. */
  close(): void;
}

/** Builds the town and runs it once. */
export async function openTown(changes: Readonly<Record<string, unknown>> = {}): Promise<Town> {
  const teardowns: (() => void)[] = [];
  const undoing = { teardown: (undo: () => void): void => void teardowns.push(undo) };
  const { file, folder } = busyTown(undoing, changes);
  const options = ['--events', '--threads', '1', '--no-report', '--checkpoint-every', '5'];
  const run = (out: string): readonly string[] => ['run', file, '--out', out, ...options];
  const straight = join(folder, 'straight');
  const started = performance.now();
  requireSuccess(await runCli(run(straight)));
  const tookMs = performance.now() - started;
  const close = (): void => {
    for (const undo of teardowns) undo();
  };
  return { folder, run, expected: traceOf(straight), tookMs, close };
}

export function requireSuccess({ code, stderr }: Ended): void {
  if (code !== 0) throw new Error(`ended with ${code}: ${stderr}`);
}

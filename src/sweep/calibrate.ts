/** How long one run takes, by trying it for some seconds in a temporary folder. What the try made is thrown away. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlannedRun } from './plan.ts';
import { requestFor, type PoolOptions } from './pool.ts';
import { startRun } from './run-process.ts';

const TRY_MS = 6000;

/** How far a run had come at a moment of the wall clock, ms. */
interface Reading {
  readonly at: number;
  readonly share: number;
}

/**
 * @returns One estimate of the wall-clock seconds of the run, start included; none if it failed or got nowhere in time.
 */
export async function calibrate(
  run: PlannedRun,
  options: PoolOptions,
  signal?: AbortSignal,
): Promise<readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'edgemlsim-try-'));
  const started = performance.now();
  const readings: Reading[] = [];
  const running = startRun(requestFor(run, folder, options), (share) => {
    readings.push({ at: performance.now(), share });
    if (readings.at(-1)!.at - readings[0]!.at >= TRY_MS) running.stop();
  });
  const stop = (): void => {
    running.stop();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const failure = await running.ended;
    return failure === undefined ? [(performance.now() - started) / 1000] : extrapolate(started, readings);
  } finally {
    signal?.removeEventListener('abort', stop);
    await rm(folder, { recursive: true, force: true });
  }
}

/** The time to the first reading, and the rest at the speed seen since. */
function extrapolate(started: number, readings: readonly Reading[]): readonly number[] {
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined || last.share <= first.share) return [];
  const perShare = (last.at - first.at) / (last.share - first.share);
  return [(first.at - started + perShare * (1 - first.share)) / 1000];
}

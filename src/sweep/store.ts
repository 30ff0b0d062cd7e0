/**
 * The folder of a sweep's runs: which are done, and how one becomes done.
 *
 * A run is written to `.part-<id>-<process id>` and renamed to `<id>` when it is complete, `run.json` with its key written
 * last. So nothing half-written is ever taken for done, however the program ended, and two sweeps cannot disturb each
 * other.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../is-alive.ts';
import { refusalTold } from './write.ts';

/** Version of `run.json`. */
const RECORD_SCHEMA_VERSION = 1;
const RECORD = 'run.json';
const PART = /^\.part-.+-(\d+)$/;

/** A run that is done. */
export interface FinishedRun {
  readonly folder: string;
  /** `summary.json` as it is. */
  readonly summary: Readonly<Record<string, unknown>>;
  /** Wall-clock seconds of its process. */
  readonly wallSeconds: number;
}

/** Where the process `pid` writes a run until it is done. */
export function partFolder(runs: string, id: string, pid: number): string {
  return join(runs, `.part-${id}-${pid}`);
}

/**
 * Makes a complete part the run's folder; when another process was quicker its result, being the same, stays.
 *
 * @throws {ResultsError} `E_RESULTS_WRITE`: the disk is full, or refuses; the run is not done.
 */
export function finishRun(
  part: string,
  run: { readonly runs: string; readonly id: string; readonly key: string; readonly wallSeconds: number },
): void {
  const { key, wallSeconds } = run;
  const record = { schemaVersion: RECORD_SCHEMA_VERSION, key, wallSeconds };
  const target = join(run.runs, run.id);
  refusalTold(`${target}: cannot be written`, () => {
    writeFileSync(join(part, RECORD), `${JSON.stringify(record, null, 2)}\n`);
    try {
      renameSync(part, target);
    } catch (error) {
      if (!existsSync(join(target, RECORD))) throw error;
      rmSync(part, { recursive: true, force: true });
    }
  });
}

/** The run of this id if it is done and is the one wanted; a folder that is not is left alone. */
export function finishedRun(runs: string, id: string, key: string): FinishedRun | undefined {
  const folder = join(runs, id);
  const record = readJson(join(folder, RECORD));
  if (record?.['schemaVersion'] !== RECORD_SCHEMA_VERSION || record['key'] !== key) return undefined;
  const summary = readJson(join(folder, 'summary.json'));
  const wallSeconds = record['wallSeconds'];
  if (typeof summary?.['digest'] !== 'string' || typeof wallSeconds !== 'number') return undefined;
  return { folder, summary, wallSeconds };
}

/** Removes what processes that are gone left half-written. */
export function removeLeftovers(runs: string): void {
  if (!existsSync(runs)) return;
  for (const name of readdirSync(runs)) {
    const pid = PART.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) removePart(join(runs, name));
  }
}

/**
 * Removes a half-written run; its SUMO may be about to close a last file in it.
 *
 * Where the system refuses it stays: nobody takes it for done, and the next sweep tries again. Why the run is half-written
 * is what the user has to know.
 */
export function removePart(part: string): void {
  try {
    rmSync(part, { recursive: true, force: true, maxRetries: 5 });
  } catch (error) {
    if (!(error instanceof Error && 'errno' in error)) throw error;
  }
}

/** An object in a JSON file; undefined if there is none. */
function readJson(file: string): Readonly<Record<string, unknown>> | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch (error) {
    // Damaged, e.g. by a full disk: the run is made again.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

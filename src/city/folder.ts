/** Folders that are there whole or not at all: filled under another name beside their place, then renamed. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CityError } from './errors.ts';

/**
 * Makes a folder.
 *
 * @param out - absent, or an empty folder; the one it lies in must be there.
 * @param fill - writes into the folder whose path it gets; if it fails, nothing is left.
 * @throws {CityError} `E_CITY_FOLDER` if something is there already, or no folder can be made.
 */
export async function makeFolder<T>(out: string, fill: (building: string) => Promise<T>): Promise<T> {
  await requireFree(out);
  const building = `${resolve(out)}.making-${process.pid}`;
  try {
    await mkdir(building);
  } catch (cause) {
    throw folderError(out, `cannot be made: ${(cause as Error).message}`, cause);
  }
  try {
    const filled = await fill(building);
    if (existsSync(out)) await rmdir(out);
    await rename(building, out);
    return filled;
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    throw error;
  }
}

/** @throws {CityError} `E_CITY_FOLDER` unless a folder could be made there. */
export async function requireFree(out: string): Promise<void> {
  if (!existsSync(dirname(resolve(out)))) throw folderError(out, `there is no folder ${dirname(resolve(out))}`);
  if (!existsSync(out)) return;
  const entries = await readdir(out).catch((cause: unknown) => {
    throw folderError(out, `expected a folder: ${(cause as Error).message}`, cause);
  });
  if (entries.length > 0) throw folderError(out, 'the folder is not empty; name a new or empty one');
}

function folderError(out: string, message: string, cause?: unknown): CityError {
  return new CityError(`--out ${out}: ${message}`, { code: 'E_CITY_FOLDER', path: '--out', cause });
}

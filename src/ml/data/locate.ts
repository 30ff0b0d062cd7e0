/**
 * Finds data by name: public data sets, maps and demand that are not the project's to carry.
 *
 * Used by the registry of data sets and by the simulator for the files that an experiment names.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from './errors.ts';

/** Where data may lie, in the order in which it is looked for. */
export interface DataPlaces {
  /** `--data DIR`: must exist when it is given. */
  readonly dataDir?: string | undefined;
  /** Value of the environment variable `EDGEMLSIM_DATA`; empty counts as absent. */
  readonly environment?: string | undefined;
  /** Folder of the experiment file; data lies in its `data/`. */
  readonly experimentDir?: string | undefined;
  /** EdgeMLSim's folder in the user's cache, where `edgemlsim data fetch` puts what it downloads. */
  readonly cacheDir: string;
}

/**
 * The first place that holds something of this name.
 *
 * @param name - relative path with `/` between its parts and without `.` and `..`, e.g. `mnist`, `boston-common/osm.net.xml`.
 * @returns Path of the file or folder.
 * @throws {DataError} `E_DATA_REQUEST` if the name could lead out of the place, `--data` is no folder, or a place cannot be
 *   looked at; `E_DATA_NOT_FOUND` if no place has it; the message lists the places.
 */
export async function locateData(name: string, places: DataPlaces): Promise<string> {
  checkName(name);
  if (places.dataDir !== undefined && !(await isFolder(places.dataDir)))
    throw new DataError('E_DATA_REQUEST', `--data ${places.dataDir}: expected a folder, found none`);
  const folders = foldersOf(places);
  for (const { folder } of folders) {
    const path = join(folder, name);
    if (await exists(path)) return path;
  }
  const looked = folders.map(({ folder, title }) => `${folder} (${title})`).join(', ');
  // Data sets are folders of these places; what has a path or an ending is a map or demand, which nothing fetches.
  const fetching = /[/.]/.test(name) ? '' : `, or for a public data set run: edgemlsim data fetch ${name}`;
  throw new DataError(
    'E_DATA_NOT_FOUND',
    `data '${name}': not found in ${looked}; name the folder that holds it with --data DIR${fetching}`,
  );
}

function foldersOf(places: DataPlaces): readonly { readonly folder: string; readonly title: string }[] {
  const { dataDir, environment, experimentDir, cacheDir } = places;
  return [
    ...(dataDir === undefined ? [] : [{ folder: dataDir, title: '--data' }]),
    ...(environment === undefined || environment === '' ? [] : [{ folder: environment, title: 'EDGEMLSIM_DATA' }]),
    ...(experimentDir === undefined ? [] : [{ folder: join(experimentDir, 'data'), title: 'beside the experiment' }]),
    { folder: cacheDir, title: "the user's cache" },
  ];
}

/** Experiments may come from strangers: a name must not reach beyond the places, on any system. */
function checkName(name: string): void {
  const parts = name.split('/');
  if (/[\\:\0]/.test(name) || parts.some((part) => part === '' || part === '.' || part === '..'))
    throw new DataError(
      'E_DATA_REQUEST',
      `data ${JSON.stringify(name)}: expected a relative path without '..', ':' and '\\', such as mnist or maps/city.net.xml`,
    );
}

async function isFolder(path: string): Promise<boolean> {
  return (await statOf(path))?.isDirectory() ?? false;
}

async function exists(path: string): Promise<boolean> {
  return (await statOf(path)) !== undefined;
}

async function statOf(path: string): Promise<Awaited<ReturnType<typeof stat>> | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new DataError('E_DATA_REQUEST', `${path}: cannot be looked at: ${message}`, { cause: error });
  }
}

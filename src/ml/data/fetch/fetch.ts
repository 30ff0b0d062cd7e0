/**
 * `edgemlsim data fetch`: brings public data sets into a folder, checked, whole or not at all.
 *
 * Used by the command line, and by nothing else: no run ever reaches for the network. A file is received as `<name>.part`,
 * which the next fetch goes on with, and gets its name when its checksum is right.
 */
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DataError } from '../errors.ts';
import { checksumOf } from './checksum.ts';
import { download, DownloadError } from './download.ts';
import { sources } from './sources.ts';
import type { FetchableDataset, SourceFile } from './sources.ts';
import { readTar } from './tar.ts';

/** What happens while files are fetched. */
export type FetchEvent =
  | { readonly kind: 'present'; readonly file: string }
  | {
      readonly kind: 'receiving';
      readonly file: string;
      readonly url: string;
      readonly receivedBytes: number;
      readonly totalBytes: number;
    }
  | { readonly kind: 'failed-try'; readonly file: string; readonly url: string; readonly reason: string }
  | { readonly kind: 'done'; readonly file: string };

/** How to fetch. */
export interface FetchOptions {
  /** Folder that the files go into; made when absent. */
  readonly folder: string;
  readonly onEvent?: ((event: FetchEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Tries at each address. @defaultValue 3 */
  readonly tries?: number;
  /** Milliseconds to wait before the second try, twice as many before the third. @defaultValue 1000 */
  readonly retryDelayMs?: number;
  /** Milliseconds without a byte after which a try is given up. @defaultValue 30000 */
  readonly stallTimeoutMs?: number;
}

/** A content this many times larger than it should be is refused before the disk is full. */
const SIZE_MARGIN = 2;
/** Room to unpack an archive, in bytes. */
const MOST_UNPACKED = 2 ** 30;

/**
 * Fetches what is missing of a public data set, file by file.
 *
 * @throws {DataError} `E_DATA_FETCH` if a file could be had nowhere. The signal's reason if it was aborted.
 */
export async function fetchDataset(set: FetchableDataset, options: FetchOptions): Promise<void> {
  await fetchFiles(sources[set], options);
}

/** Fetches what is missing of the given files; see {@link fetchDataset}. */
export async function fetchFiles(files: readonly SourceFile[], options: FetchOptions): Promise<void> {
  await makeFolder(options.folder);
  for (const file of files) {
    options.signal?.throwIfAborted();
    if (await isPresent(file, options.folder)) {
      options.onEvent?.({ kind: 'present', file: file.name });
      continue;
    }
    await fetchFile(file, options);
    options.onEvent?.({ kind: 'done', file: file.name });
  }
}

async function isPresent(file: SourceFile, folder: string): Promise<boolean> {
  const { unpack } = file;
  if (unpack !== undefined) {
    // Members come out of a checked archive and get their names when they are whole, so their sizes suffice.
    const sizes = await Promise.all(unpack.members.map(({ name }) => sizeOf(join(folder, name))));
    return unpack.members.every(({ bytes }, index) => sizes[index] === bytes);
  }
  const path = join(folder, file.name);
  return (await sizeOf(path)) !== undefined && (await checksumOf(path, file.checksum)) === file.checksum.hex;
}

async function fetchFile(file: SourceFile, options: FetchOptions): Promise<void> {
  const part = join(options.folder, `${file.name}.part`);
  const failures: string[] = [];
  for (const url of file.urls) {
    const reason = await tryAddress(file, url, { part, options });
    if (reason === undefined) {
      if (file.unpack === undefined) await rename(part, join(options.folder, file.name));
      else await unpackMembers(file, part, options.folder);
      return;
    }
    failures.push(`${url}: ${reason}`);
  }
  throw new DataError(
    'E_DATA_FETCH',
    `data fetch: ${file.name}: ${failures.join('; ')}; try again (it goes on where it stopped), ` +
      `or put the file into ${options.folder} yourself`,
  );
}

/** Tries one address a few times; undefined if the part file is complete and right, else why it is not. */
async function tryAddress(
  file: SourceFile,
  url: string,
  { part, options }: { readonly part: string; readonly options: FetchOptions },
): Promise<string | undefined> {
  const { tries = 3, retryDelayMs = 1000, stallTimeoutMs = 30_000, signal, onEvent } = options;
  let reason = '';
  for (let number = 1; number <= tries; number++) {
    if (number > 1) await pause(retryDelayMs * (number - 1), signal);
    try {
      await download(url, part, {
        maximumBytes: SIZE_MARGIN * file.bytes,
        stallTimeoutMs,
        signal,
        onProgress: (receivedBytes, totalBytes = file.bytes) =>
          onEvent?.({ kind: 'receiving', file: file.name, url, receivedBytes, totalBytes }),
      });
      const got = await checksumOf(part, file.checksum);
      if (got === file.checksum.hex) return undefined;
      // Bytes of different mirrors may have been joined, or the mirror is wrong: begin anew.
      await rm(part, { force: true });
      reason = `expected ${file.checksum.algorithm} ${file.checksum.hex} of the ${file.checksum.of} content, got ${got}`;
      onEvent?.({ kind: 'failed-try', file: file.name, url, reason });
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      reason = error.message;
      onEvent?.({ kind: 'failed-try', file: file.name, url, reason });
      if (!error.again) return reason;
    }
  }
  return reason;
}

/** Takes the wanted members out of the archive and removes it. */
async function unpackMembers(file: SourceFile, part: string, folder: string): Promise<void> {
  const archive = await promisify(gunzip)(await readFile(part), { maxOutputLength: MOST_UNPACKED });
  const { from, members } = file.unpack!;
  const entries = new Map(readTar(file.name, archive).map(({ name, bytes }) => [name, bytes]));
  for (const { name, bytes } of members) {
    const content = entries.get(`${from}/${name}`);
    if (content?.length !== bytes)
      throw new DataError(
        'E_DATA_FETCH',
        `${file.name}: ${from}/${name}: expected ${bytes} bytes, got ${content?.length ?? 'no such file'}`,
      );
    // The name is the table's, never the archive's.
    await writeFile(join(folder, `${name}.part`), content);
    await rename(join(folder, `${name}.part`), join(folder, name));
  }
  await rm(part);
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new DataError('E_DATA_FETCH', `data fetch: ${folder}: cannot be made: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await setTimeout(milliseconds, undefined, { signal });
  } catch (error) {
    // Timers reject with an error of their own; callers know the signal's reason.
    signal?.throwIfAborted();
    throw error;
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}

/**
 * Reads a data file that may be gzipped. Used by the loaders of binary formats.
 */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DataError } from './errors.ts';

const gunzipAsync = promisify(gunzip);

/** Least bytes unpacked at a time: Node's 16 KiB would spend more on starting pieces than on unpacking them. */
const UNPACK_CHUNK = 4 * 2 ** 20;
/** Room behind the last byte, so that the end of the file is seen without another piece. */
const SPARE = 64;

/** Bytes of a file and where they came from. */
export interface RawFile {
  /** The path that was read, for messages. */
  readonly path: string;
  /** Raw content, no longer gzipped. */
  readonly bytes: Uint8Array;
}

/**
 * Reads the first of the names that exists in the folder, plain or with `.gz` behind it.
 *
 * @param names - the same file under the names that are in use for it, without `.gz`.
 * @param limit - most bytes that the content may have: a small file can unpack to more than the memory holds.
 * @throws {DataError} `E_DATA_NOT_FOUND` if none exists; `E_DATA_FORMAT` if it is unreadable, damaged or too large.
 */
export async function readRawFile(folder: string, names: readonly string[], limit: number): Promise<RawFile> {
  const candidates = storedNames(names);
  for (const candidate of candidates) {
    const path = join(folder, candidate);
    const stored = await readIfThere(path);
    if (stored !== undefined) return { path, bytes: await unpack(path, stored, limit) };
  }
  throw new DataError('E_DATA_NOT_FOUND', `${folder}: expected a file ${candidates.join(' or ')}, found none`);
}

/** Whether the folder has a file that `readRawFile` would read. */
export async function hasRawFile(folder: string, names: readonly string[]): Promise<boolean> {
  const looked = await Promise.allSettled(storedNames(names).map((name) => access(join(folder, name))));
  return looked.some(({ status }) => status === 'fulfilled');
}

function storedNames(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => [name, `${name}.gz`]);
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new DataError('E_DATA_FORMAT', `${path}: cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

async function unpack(path: string, stored: Buffer, limit: number): Promise<Uint8Array> {
  const gzipped = path.endsWith('.gz');
  if (gzipped) {
    try {
      return await gunzipAsync(stored, { maxOutputLength: limit, chunkSize: pieceBytes(stored, limit) });
    } catch (error) {
      const problem =
        (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
          ? `unpacks to more than ${limit} bytes`
          : `is no sound gzip file (${(error as Error).message})`;
      throw new DataError('E_DATA_FORMAT', `${path}: ${problem}; fetch it again`, { cause: error });
    }
  }
  if (stored.length > limit)
    throw new DataError('E_DATA_FORMAT', `${path}: expected at most ${limit} bytes, got ${stored.length}`);
  return stored;
}

/** In one piece, content need not be put together. Its length, modulo 2^32, is what a gzip file ends with (RFC 1952, 2.3.1). */
function pieceBytes(stored: Buffer, limit: number): number {
  const length = stored.length < 4 ? 0 : stored.readUInt32LE(stored.length - 4);
  return Math.max(UNPACK_CHUNK, length <= limit ? length + SPARE : 0);
}

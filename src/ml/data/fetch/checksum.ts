/**
 * Checksums of files, read in pieces. Used by `fetch.ts`.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Checksum } from './sources.ts';

/**
 * What the checksum of a file is.
 *
 * @returns Lower-case hexadecimal, or a sentence in words if the file cannot be unpacked.
 * @throws System errors of reading, such as no such file.
 */
export async function checksumOf(file: string, { algorithm, of }: Checksum): Promise<string> {
  const hash = createHash(algorithm);
  try {
    if (of === 'served') await pipeline(createReadStream(file), hash);
    else await pipeline(createReadStream(file), createGunzip(), hash);
  } catch (error) {
    // zlib's own codes are Z_...; a damaged download is an answer here, not a failure of this function.
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_') === true) return `no sound gzip file (${message})`;
    throw error;
  }
  return hash.digest('hex');
}

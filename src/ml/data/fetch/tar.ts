/**
 * Reads tar archives. Pure; used by `fetch.ts` for the one data set that comes in one.
 *
 * ```
 * archive => (header content padding)* zero-block*     everything in blocks of 512 bytes
 * header  => name[100] mode[8] uid[8] gid[8] size[12] mtime[12] checksum[8] type[1] ... prefix[155] at 345
 * ```
 * Numbers are octal text; the checksum is the sum of the header's bytes with the checksum's own taken as blanks.
 * Source: POSIX.1-2017, pax utility, "ustar Interchange Format". Links, folders and extended headers are passed over.
 */
import { DataError } from '../errors.ts';

const BLOCK = 512;
const BLANK = 0x20;

/** A regular file in an archive. */
export interface TarEntry {
  /** Path inside the archive. Not to be used as a path on the disk: it may be anything. */
  readonly name: string;
  /** View on the archive's bytes. */
  readonly bytes: Uint8Array;
}

/**
 * The regular files of an archive, in their order.
 *
 * @param path - for messages.
 * @throws {DataError} `E_DATA_FORMAT` if a header's checksum is wrong or the archive ends within a file.
 */
export function readTar(path: string, archive: Uint8Array): TarEntry[] {
  const entries: TarEntry[] = [];
  let at = 0;
  while (at + BLOCK <= archive.length && archive[at] !== 0) {
    const header = archive.subarray(at, at + BLOCK);
    if (octal(header, 148, 8) !== headerSum(header))
      throw new DataError('E_DATA_FORMAT', `${path}: expected a tar header at byte ${at}, got another checksum`);
    const size = octal(header, 124, 12);
    const start = at + BLOCK;
    if (!(start + size <= archive.length))
      throw new DataError('E_DATA_FORMAT', `${path}: expected ${size} bytes from byte ${start}, got an end before`);
    // Type '0' or, before POSIX, a zero byte.
    if (header[156] === 0x30 || header[156] === 0)
      entries.push({ name: nameOf(header), bytes: archive.subarray(start, start + size) });
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return entries;
}

function nameOf(header: Uint8Array): string {
  const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : '';
  const name = text(header, 0, 100);
  return prefix === '' ? name : `${prefix}/${name}`;
}

function headerSum(header: Uint8Array): number {
  return header.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? BLANK : byte), 0);
}

function octal(header: Uint8Array, start: number, length: number): number {
  return Number.parseInt(text(header, start, length).trim() || '0', 8);
}

/** Text up to the first zero byte. */
function text(header: Uint8Array, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return Buffer.from(end < 0 ? field : field.subarray(0, end)).toString('latin1');
}

/**
 * Files that are on the disk when their writing is over, with their hashes; in pieces, so that nothing waits long.
 *
 * All of it goes through `FileOperations`, which the tests let fail at every single call.
 */
import { createHash } from 'node:crypto';
import * as promises from 'node:fs/promises';
import { endianness } from 'node:os';
import { basename } from 'node:path';
import type { FileRecord } from './manifest.ts';
import { bytesOf, type PlacedTensor } from './state-codec.ts';

/** What is asked of the file system. */
export type FileOperations = Pick<
  typeof promises,
  'copyFile' | 'mkdir' | 'open' | 'readdir' | 'readFile' | 'rename' | 'rm'
>;

/** Bytes hashed or copied at once: about a millisecond's work. */
const PIECE_BYTES = 1 << 20;

/** The machine's own file system. */
export const REAL_FILES: FileOperations = promises;

/** Writes a new file and waits until it is on the disk. */
export async function writeFile(
  path: string,
  pieces: Iterable<Uint8Array>,
  files: FileOperations,
): Promise<FileRecord> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await files.open(path, 'wx');
  try {
    for (const piece of pieces) {
      hash.update(piece);
      for (let done = 0; done < piece.length;) done += (await file.write(piece, done)).bytesWritten;
      bytes += piece.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { name: basename(path), bytes, sha256: hash.digest('hex') };
}

/** Hashes a file; with `sync`, waits until it is on the disk, too. */
export async function hashFile(path: string, files: FileOperations, sync = false): Promise<FileRecord> {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  let bytes = 0;
  const file = await files.open(path, sync ? 'r+' : 'r');
  try {
    for (let read = -1; read !== 0; bytes += read) {
      read = (await file.read(piece, 0, PIECE_BYTES, bytes)).bytesRead;
      hash.update(piece.subarray(0, read));
    }
    if (sync) await file.sync();
  } finally {
    await file.close();
  }
  return { name: basename(path), bytes, sha256: hash.digest('hex') };
}

/** Moves a file, also from another file system, and waits until its content is on the disk. */
export async function moveFile(from: string, to: string, files: FileOperations): Promise<FileRecord> {
  try {
    await files.rename(from, to);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EXDEV') throw cause;
    await files.copyFile(from, to);
    await files.rm(from);
  }
  return hashFile(to, files, true);
}

/** Waits until the names in a folder are on the disk. */
export async function syncFolder(path: string, files: FileOperations): Promise<void> {
  // Windows neither opens folders nor needs this.
  if (process.platform === 'win32') return;
  const folder = await files.open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * The content of `tensors.bin`, in pieces that are good until the next is asked for.
 *
 * Copied, so that what is hashed is what is written even where a thread goes on writing to shared memory.
 *
 * @param tensors - in the order of their offsets.
 */
export function* tensorPieces(tensors: readonly PlacedTensor[]): Generator<Uint8Array> {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  let end = 0;
  for (const { tensor, offset } of tensors) {
    if (offset > end) yield new Uint8Array(offset - end);
    const bytes = bytesOf(tensor);
    for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
      const part = bytes.subarray(start, start + PIECE_BYTES);
      piece.set(part);
      yield toOrFromLittleEndian(piece.subarray(0, part.length), tensor.BYTES_PER_ELEMENT);
    }
    end = offset + bytes.length;
  }
}

/** Fills vectors from a file that has been found whole. */
export async function readTensors(
  path: string,
  tensors: readonly PlacedTensor[],
  files: FileOperations,
): Promise<void> {
  const file = await files.open(path, 'r');
  try {
    for (const { tensor, offset } of tensors) {
      const bytes = bytesOf(tensor);
      for (let done = 0; done < bytes.length;) {
        const { bytesRead } = await file.read(bytes, done, bytes.length - done, offset + done);
        if (bytesRead === 0) throw new RangeError(`${path}: ends before byte ${offset + bytes.length}`);
        done += bytesRead;
      }
      toOrFromLittleEndian(bytes, tensor.BYTES_PER_ELEMENT);
    }
  } finally {
    await file.close();
  }
}

/** Turns the bytes of elements round, in place, on the few machines that store the highest byte first. */
function toOrFromLittleEndian(bytes: Uint8Array, elementBytes: number): Uint8Array {
  if (endianness() === 'LE') return bytes;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (elementBytes === 2) view.swap16();
  if (elementBytes === 4) view.swap32();
  if (elementBytes === 8) view.swap64();
  return bytes;
}

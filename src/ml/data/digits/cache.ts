/**
 * Drawn digits kept in a file, so that the second start need not draw them again.
 *
 * Used by `generate.ts`. The file: train images, train labels, test images, test labels as they lie in memory, then the
 * SHA-256 of the file's name and all that. The name holds everything the content depends on. A file that is absent, cut
 * short or damaged is as good as none: it is drawn again and replaced.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, basename } from 'node:path';

const HASH_LENGTH = 32;

/**
 * Fills the arrays from the file.
 *
 * @param arrays - their lengths say how long the file must be. Overwritten even when the answer is false.
 * @returns Whether the file was there and sound.
 * @throws System errors other than "no such file": a cache that cannot be read at all is worth a word to the user.
 */
export async function readCache(file: string, arrays: readonly Uint8Array[]): Promise<boolean> {
  const expected = arrays.reduce((sum, { length }) => sum + length, HASH_LENGTH);
  const found = await stat(file).catch(absent);
  if (found?.size !== expected || !found.isFile()) return false;
  const handle = await open(file, 'r');
  try {
    const stored = new Uint8Array(HASH_LENGTH);
    for (const array of [...arrays, stored]) {
      const { bytesRead } = await handle.read(array, 0, array.length, null);
      if (bytesRead !== array.length) return false;
    }
    return hashOf(file, arrays).equals(stored);
  } finally {
    await handle.close();
  }
}

/**
 * Writes the arrays to the file, at once or not at all: readers see the old content or the new one.
 *
 * @throws System errors such as a full or read-only disk; nothing is left behind then.
 */
export async function writeCache(file: string, arrays: readonly Uint8Array[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  // Several runs may draw the same digits at the same time: each writes a file of its own, the last rename wins.
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(draft, 'wx');
    try {
      for (const array of [...arrays, hashOf(file, arrays)]) await handle.writeFile(array);
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function hashOf(file: string, arrays: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256').update(basename(file));
  for (const array of arrays) hash.update(array);
  return hash.digest();
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

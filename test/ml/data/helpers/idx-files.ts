/**
 * Writes small IDX files: bytes put together here by hand, so that reader and writer share no mistake.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ExecutionContext } from 'ava';

/** Three training and two test images of 2 x 2, labels 0 to 2. */
export const tinyIdx: Readonly<Record<string, Buffer>> = {
  'train-images-idx3-ubyte': bytes('00000803 00000003 00000002 00000002 00010203 10111213 fffefdfc'),
  'train-labels-idx1-ubyte': bytes('00000801 00000003 00 01 02'),
  't10k-images-idx3-ubyte': bytes('00000803 00000002 00000002 00000002 20212223 30313233'),
  't10k-labels-idx1-ubyte': bytes('00000801 00000002 02 00'),
};

/** Bytes from hexadecimal text with blanks. */
export function bytes(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}

/** A new folder that is removed after the test. */
export async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'edgemlsim-data-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes the files into a new folder, except those replaced by undefined; names that end in `.gz` are gzipped. */
export async function writeFiles(
  t: ExecutionContext,
  files: Readonly<Record<string, Uint8Array | undefined>>,
): Promise<string> {
  const folder = await temporaryFolder(t);
  for (const [name, content] of Object.entries(files)) {
    if (content !== undefined) await writeFile(join(folder, name), name.endsWith('.gz') ? gzipSync(content) : content);
  }
  return folder;
}

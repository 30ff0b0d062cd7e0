/**
 * Reads a recorded session: checks it as a whole, then hands it out record by record.
 *
 * Used by `replay/server`. Holds one record at a time; a length that the file cannot contain is refused before anything
 * is allocated for it.
 */
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { decodeHeader, decodeRecord, FOOTER_BYTES, FOOTER_MAGIC, LENGTH_BYTES, unreadable } from './session-file.ts';
import type { SessionHeader, SessionRecord } from './session-file.ts';

const CHUNK_BYTES = 64 * 1024;
const CHECKSUM_BYTES = 4;

/** What the check of a session found. */
export interface CheckedSession {
  readonly file: string;
  readonly header: SessionHeader;
  /** Where the first message begins, and where the footer does. */
  readonly start: number;
  readonly end: number;
}

/**
 * Checks that the file is a complete, undamaged session.
 *
 * @throws {TraciSessionError} `E_TRACI_SESSION_FILE`.
 */
export async function checkSession(file: string): Promise<CheckedSession> {
  const handle = await openSession(file);
  try {
    const { size } = await handle.stat();
    const end = size - FOOTER_BYTES;
    const footer = end < 0 ? undefined : await readAt(handle, end, FOOTER_BYTES, file);
    if (footer?.toString('latin1', 0, FOOTER_MAGIC.length) !== FOOTER_MAGIC)
      throw unreadable('expected a session, got a file that is none or was cut off', file);
    const checksum = footer.readUInt32BE(FOOTER_BYTES - CHECKSUM_BYTES);
    if ((await checksumTo(handle, size - CHECKSUM_BYTES, file)) !== checksum)
      throw unreadable('the session is damaged, its checksum is another', file);
    const header = await readValue(handle, 0, end, file);
    return { file, header: decodeHeader(header.value, file), start: header.next, end };
  } finally {
    await handle.close();
  }
}

/**
 * The session's messages in their order, then its end.
 *
 * @throws {TraciSessionError} `E_TRACI_SESSION_FILE`.
 */
export async function* readSession(session: CheckedSession): AsyncGenerator<SessionRecord, void, undefined> {
  const { file, end } = session;
  const handle = await openSession(file);
  try {
    let at = session.start;
    while (at < end) {
      const { value, next } = await readValue(handle, at, end, file);
      yield decodeRecord(value, file);
      at = next;
    }
  } finally {
    await handle.close();
  }
}

async function openSession(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (error) {
    throw unreadable(`it cannot be opened, ${(error as Error).message}`, file, error);
  }
}

async function readValue(
  handle: FileHandle,
  at: number,
  end: number,
  file: string,
): Promise<{ readonly value: Buffer; readonly next: number }> {
  const start = at + LENGTH_BYTES;
  if (start > end) throw unreadable(`a record at byte ${at} is cut off`, file);
  const length = (await readAt(handle, at, LENGTH_BYTES, file)).readUInt32BE();
  if (length > end - start)
    throw unreadable(`expected a record of at most ${end - start} bytes at byte ${at}, got ${length}`, file);
  return { value: await readAt(handle, start, length, file), next: start + length };
}

async function readAt(handle: FileHandle, position: number, length: number, file: string): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw unreadable(`it ended at byte ${position + done} while being read`, file);
    done += bytesRead;
  }
  return bytes;
}

async function checksumTo(handle: FileHandle, end: number, file: string): Promise<number> {
  let checksum = 0;
  for (let at = 0; at < end; at += CHUNK_BYTES)
    checksum = crc32(await readAt(handle, at, Math.min(CHUNK_BYTES, end - at), file), checksum);
  return checksum;
}

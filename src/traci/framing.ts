/**
 * From a stream of chunks to whole messages, and from a message to its commands. Pure: knows no socket.
 *
 * message := int32 totalLength, command*          totalLength counts its own four bytes
 * command := ubyte length, ubyte id, body         length counts itself; 0 announces the extended form:
 *            ubyte 0, int32 length, ubyte id, body
 */
import { TraciProtocolError } from './errors.ts';
import type { Reader } from './reader.ts';

/** The int32 before every message. */
export const LENGTH_PREFIX_BYTES = 4;
/** Longer messages are taken for garbage. The positions of a million vehicles need some 70 MB. */
export const MAXIMUM_MESSAGE_BYTES = 512 * 1024 * 1024;

/** Where a command lies in its message. */
export interface Frame {
  readonly id: number;
  /** First byte of the body. */
  readonly start: number;
  /** First byte after the body. */
  readonly end: number;
}

/** Collects chunks as they come from a stream and hands out whole messages, without their length prefix. */
export class MessageAssembler {
  #chunks: Buffer[] = [];
  #collected = 0;
  /** Length of the message being collected, prefix included; 0 while the prefix itself is incomplete. */
  #expected = 0;

  /**
   * Takes the next chunk. A message that lies within one chunk is handed out as a view of it, not copied.
   *
   * @throws {TraciProtocolError} a length prefix below 4 or beyond the maximum.
   */
  push(chunk: Buffer): Buffer[] {
    const messages: Buffer[] = [];
    let bytes = chunk;
    while (bytes.length > 0) {
      const missing = (this.#expected === 0 ? LENGTH_PREFIX_BYTES : this.#expected) - this.#collected;
      const taken = bytes.subarray(0, missing);
      bytes = bytes.subarray(taken.length);
      this.#chunks.push(taken);
      this.#collected += taken.length;
      if (taken.length < missing) break;
      if (this.#expected === 0) this.#expected = readLength(this.#joined());
      if (this.#collected === this.#expected) messages.push(this.#finish());
    }
    return messages;
  }

  /** True when the stream may end here: no message is incomplete. */
  get idle(): boolean {
    return this.#collected === 0;
  }

  #finish(): Buffer {
    const prefixChunks = this.#chunks;
    const body = joinBody(prefixChunks, this.#expected);
    this.#chunks = [];
    this.#collected = 0;
    this.#expected = 0;
    return body;
  }

  #joined(): Buffer {
    return this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks, this.#collected);
  }
}

/**
 * Reads the header of the next command and leaves the reader at the start of its body.
 *
 * @throws {TraciProtocolError} a length that is too short for a command or reaches beyond the message.
 */
export function readFrame(reader: Reader): Frame {
  const at = reader.offset;
  let length = reader.ubyte();
  if (length === 0) length = reader.int();
  const id = reader.ubyte();
  const end = at + length;
  if (end < reader.offset || end > reader.end)
    throw new TraciProtocolError(
      `command 0x${id.toString(16)}: expected a length in [${reader.offset - at}, ${reader.end - at}], got ${length}`,
      at,
    );
  return { id, start: reader.offset, end };
}

function readLength(prefix: Buffer): number {
  const length = prefix.readInt32BE(0);
  if (length < LENGTH_PREFIX_BYTES || length > MAXIMUM_MESSAGE_BYTES)
    throw new TraciProtocolError(
      `message: expected a length in [${LENGTH_PREFIX_BYTES}, ${MAXIMUM_MESSAGE_BYTES}], got ${length}`,
      0,
    );
  return length;
}

/** The chunks of a message without its first four bytes; one chunk stays a view. */
function joinBody(chunks: readonly Buffer[], total: number): Buffer {
  const last = chunks.at(-1)!;
  if (last.length === total - LENGTH_PREFIX_BYTES) return last;
  return Buffer.concat(chunks, total).subarray(LENGTH_PREFIX_BYTES);
}

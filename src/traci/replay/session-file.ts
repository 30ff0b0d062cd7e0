/**
 * The file of a recorded session. Pure: bytes to records and back.
 *
 * file   := record(header), record(message) ..., record(end), footer       all integers big-endian
 * record := uint32 length, MessagePack value
 * header := map {format, formatVersion, packageVersion, sumoVersion, apiVersion}
 * message := array [0 from the client | 1 from SUMO, ms since the session began, bytes without their length prefix]
 * end    := map {end: why the connection ended}
 * footer := "TRSE", uint32 number of records, uint32 CRC-32 of everything before
 *
 * The footer is written last: a file without it was cut off. It is checked before a single value is decoded.
 */
import { crc32 } from 'node:zlib';
import { Packr } from 'msgpackr';
import { TraciSessionError } from './errors.ts';

export const SESSION_FORMAT = 'edgemlsim-traci-session';
export const SESSION_FORMAT_VERSION = 1;
/** Bytes of the length before a record. */
export const LENGTH_BYTES = 4;
export const FOOTER_BYTES = 12;
export const FOOTER_MAGIC = 'TRSE';

const FROM_CLIENT = 0;
const FROM_SUMO = 1;

/** Plain MessagePack, without the library's own extensions. */
const packr = new Packr({ useRecords: false });

/** Who recorded what. */
export interface SessionHeader {
  /** Version of the package that recorded it. */
  readonly packageVersion: string;
  /** As SUMO says it, e.g. `SUMO 1.15.0`. */
  readonly sumoVersion: string;
  readonly apiVersion: number;
}

/** One message of the session, or its end. */
export type SessionRecord =
  | {
      readonly kind: 'request' | 'answer';
      /** Since the session began, of the wall clock. */
      readonly milliseconds: number;
      /** The message without its length prefix. */
      readonly bytes: Buffer;
    }
  | {
      readonly kind: 'end';
      /** Code of the error that ended the connection; `E_TRACI_CLOSED` is the orderly end. */
      readonly reason: string;
    };

export function encodeHeader(header: SessionHeader): Buffer {
  return record({ format: SESSION_FORMAT, formatVersion: SESSION_FORMAT_VERSION, ...header });
}

export function encodeRecord(entry: SessionRecord): Buffer {
  if (entry.kind === 'end') return record({ end: entry.reason });
  return record([entry.kind === 'request' ? FROM_CLIENT : FROM_SUMO, entry.milliseconds, entry.bytes]);
}

/** @param checksum - CRC-32 of everything before the footer. */
export function encodeFooter(records: number, checksum: number): Buffer {
  const footer = Buffer.alloc(FOOTER_BYTES);
  footer.write(FOOTER_MAGIC, 'latin1');
  footer.writeUInt32BE(records, 4);
  footer.writeUInt32BE(crc32(footer.subarray(0, 8), checksum), 8);
  return footer;
}

/**
 * @param value - bytes of the first record, without its length.
 * @param file - for the message.
 * @throws {TraciSessionError} `E_TRACI_SESSION_FILE`: not a session, or of a later version.
 */
export function decodeHeader(value: Buffer, file: string): SessionHeader {
  const fields = decode(value, file) as Readonly<Record<string, unknown>> | null;
  if (typeof fields !== 'object' || fields?.['format'] !== SESSION_FORMAT)
    throw unreadable('expected a recorded TraCI session, got another format', file);
  const { formatVersion, packageVersion, sumoVersion, apiVersion } = fields;
  if (formatVersion !== SESSION_FORMAT_VERSION)
    throw unreadable(
      `expected session format ${SESSION_FORMAT_VERSION}, got ${String(formatVersion)} written by version ` +
        `${String(packageVersion)}; record it again, or use that version`,
      file,
    );
  if (typeof packageVersion !== 'string' || typeof sumoVersion !== 'string' || typeof apiVersion !== 'number')
    throw unreadable('the header of the session lacks a version', file);
  return { packageVersion, sumoVersion, apiVersion };
}

/** @throws {TraciSessionError} `E_TRACI_SESSION_FILE`: neither a message nor an end. */
export function decodeRecord(value: Buffer, file: string): SessionRecord {
  const fields = decode(value, file);
  if (Array.isArray(fields)) {
    const [from, milliseconds, bytes] = fields as unknown[];
    const known = from === FROM_CLIENT || from === FROM_SUMO;
    if (known && typeof milliseconds === 'number' && bytes instanceof Uint8Array)
      return {
        kind: from === FROM_CLIENT ? 'request' : 'answer',
        milliseconds,
        bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
      };
  } else if (typeof fields === 'object' && fields !== null && 'end' in fields && typeof fields.end === 'string') {
    return { kind: 'end', reason: fields.end };
  }
  throw unreadable('expected a message or the end of the session, got something else', file);
}

/** The error of a file that cannot be played. */
export function unreadable(message: string, file: string, cause?: unknown): TraciSessionError {
  return new TraciSessionError(`TraCI session: ${message}`, { code: 'E_TRACI_SESSION_FILE', file, cause });
}

function record(value: unknown): Buffer {
  const packed = packr.pack(value);
  const bytes = Buffer.allocUnsafe(LENGTH_BYTES + packed.length);
  bytes.writeUInt32BE(packed.length);
  packed.copy(bytes, LENGTH_BYTES);
  return bytes;
}

function decode(value: Buffer, file: string): unknown {
  try {
    return packr.unpack(value);
  } catch (error) {
    throw unreadable('a record is not MessagePack', file, error);
  }
}

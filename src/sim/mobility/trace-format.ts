/**
 * The file of a recorded trace: blocks, each whole in itself. Pure: bytes to blocks and back.
 *
 * file    := "EMLTRACE" block(header) block(steps)* block(end)                            all integers big-endian
 * block   := ubyte kind, uint32 last step, uint32 length of payload, uint32 CRC-32 of kind to payload, payload
 * payload := raw DEFLATE of one or more MessagePack values: the header (a map); steps (`trace-steps.ts`); the end (a map)
 *
 * A file without its end was cut off: it holds the steps of its whole blocks. Described in docs/mobility.md.
 */
import { promisify } from 'node:util';
import { crc32, deflateRaw, inflateRaw } from 'node:zlib';
import { Packr } from 'msgpackr';
import { z } from 'zod';
import { TraceError } from './trace-error.ts';

export const TRACE_FORMAT_VERSION = 1;
export const MAGIC = Buffer.from('EMLTRACE', 'latin1');
/** Bytes of a block before its payload. */
export const BLOCK_HEAD_BYTES = 13;
const CHECKSUM_OFFSET = 9;
/** No block that we write comes near; a damaged length must not make us allocate more. */
export const MAXIMUM_PAYLOAD_BYTES = 256 * 1024 * 1024;
/** The library's default; packing must keep up with SUMO. */
const DEFLATE_LEVEL = 6;

/** What a block holds. */
export const BLOCK_KINDS = { header: 1, steps: 2, end: 3 } as const;
export type BlockKind = keyof typeof BLOCK_KINDS;

/** The head of a block. */
export interface BlockHead {
  readonly kind: BlockKind;
  /** Number of the last step up to the block's end; 0 for the header. */
  readonly lastStep: number;
  readonly payloadBytes: number;
  readonly checksum: number;
}

/** A disk in which the trace holds every vehicle, m. */
const disk = z.strictObject({ x: z.number(), y: z.number(), radius: z.number() });

const headerSchema = z.object({
  formatVersion: z.literal(TRACE_FORMAT_VERSION),
  /** Version of EdgeMLSim that recorded it. */
  edgemlsim: z.string(),
  /** What moved the vehicles, e.g. `SUMO 1.15.0`. */
  source: z.string(),
  stepLengthMs: z.int().positive(),
  /** Of the network file, hex. */
  networkSha256: z.string(),
  /** Where every vehicle is in the trace. */
  coverage: z.union([z.literal('all'), z.array(disk)]),
  /** Where the edge servers stood whose places only the network or SUMO knows: as declared, and in m. */
  places: z.array(z.strictObject({ position: z.unknown(), x: z.number(), y: z.number() })),
  /** What it holds of vehicles beside positions. */
  needs: z.strictObject({ motion: z.boolean(), facts: z.boolean() }),
});

/** What a trace says of itself. */
export type TraceHeader = Readonly<z.infer<typeof headerSchema>>;

const endSchema = z.object({ over: z.boolean() });

/** How a complete trace ends: `over` when no vehicle was left or expected, false when the run ended before. */
export type TraceEnd = Readonly<z.infer<typeof endSchema>>;

const FORMAT = 'edgemlsim-trace';
/** Plain MessagePack, without the library's own extensions. */
const packr = new Packr({ useRecords: false });
const deflate = promisify(deflateRaw);
const inflate = promisify<Buffer, { readonly maxOutputLength: number }, Buffer>(inflateRaw);

export function packValue(value: unknown): Buffer {
  return packr.pack(value);
}

export function encodeHeader(header: TraceHeader): Promise<Buffer> {
  return encodeBlock('header', 0, packValue({ format: FORMAT, ...header }));
}

export function encodeEnd(lastStep: number, end: TraceEnd): Promise<Buffer> {
  return encodeBlock('end', lastStep, packValue(end));
}

/** @param values - MessagePack values in a row. */
export async function encodeBlock(kind: BlockKind, lastStep: number, values: Buffer): Promise<Buffer> {
  const payload = await deflate(values, { level: DEFLATE_LEVEL });
  const head = Buffer.alloc(BLOCK_HEAD_BYTES);
  head.writeUInt8(BLOCK_KINDS[kind]);
  head.writeUInt32BE(lastStep, 1);
  head.writeUInt32BE(payload.length, 5);
  head.writeUInt32BE(checksumOf(head, payload), CHECKSUM_OFFSET);
  return Buffer.concat([head, payload]);
}

/** @throws {TraceError} `E_TRACE_FILE`: no block begins like this. */
export function decodeBlockHead(head: Buffer, file: string): BlockHead {
  const id = head.readUInt8();
  const kind = (Object.keys(BLOCK_KINDS) as BlockKind[]).find((name) => BLOCK_KINDS[name] === id);
  const payloadBytes = head.readUInt32BE(5);
  if (kind === undefined || payloadBytes > MAXIMUM_PAYLOAD_BYTES)
    throw damaged('expected the beginning of a block, got something else', file);
  return { kind, lastStep: head.readUInt32BE(1), payloadBytes, checksum: head.readUInt32BE(CHECKSUM_OFFSET) };
}

/**
 * The values in a block.
 *
 * @param bytes - the whole block.
 * @throws {TraceError} `E_TRACE_FILE`: its checksum is another, or it is not what it should be.
 */
export async function decodeBlock(bytes: Buffer, file: string): Promise<unknown[]> {
  const payload = bytes.subarray(BLOCK_HEAD_BYTES);
  if (checksumOf(bytes, payload) !== bytes.readUInt32BE(CHECKSUM_OFFSET))
    throw damaged(`the block up to step ${bytes.readUInt32BE(1)} has another checksum`, file);
  try {
    const values = await inflate(payload, { maxOutputLength: 8 * MAXIMUM_PAYLOAD_BYTES });
    return packr.unpackMultiple(values) as unknown[];
  } catch (error) {
    throw damaged('a block cannot be unpacked', file, error);
  }
}

/** @throws {TraceError} `E_TRACE_FILE`: not a trace, or of another version. */
export function parseHeader(value: unknown, file: string): TraceHeader {
  const fields = value as Readonly<Record<string, unknown>> | null | undefined;
  if (typeof fields !== 'object' || fields?.['format'] !== FORMAT)
    throw new TraceError('expected a recorded trace of EdgeMLSim, got another format', { code: 'E_TRACE_FILE', file });
  const version = fields['formatVersion'];
  if (version !== TRACE_FORMAT_VERSION)
    throw new TraceError(
      `expected trace format ${TRACE_FORMAT_VERSION}, got ${String(version)}; record it again, or use the version that wrote it`,
      { code: 'E_TRACE_FILE', file },
    );
  const { success, data, error } = headerSchema.safeParse(fields);
  if (!success) throw damaged('the header lacks something', file, error);
  return data;
}

/** @throws {TraceError} `E_TRACE_FILE`. */
export function parseEnd(value: unknown, file: string): TraceEnd {
  const { success, data, error } = endSchema.safeParse(value);
  if (!success) throw damaged('the end is none', file, error);
  return data;
}

/** The error of a file whose bytes are not what was written. */
export function damaged(what: string, file: string, cause?: unknown): TraceError {
  return new TraceError(`the trace is damaged: ${what}; record it again`, { code: 'E_TRACE_FILE', file, cause });
}

function checksumOf(head: Buffer, payload: Buffer): number {
  return crc32(payload, crc32(head.subarray(0, CHECKSUM_OFFSET)));
}

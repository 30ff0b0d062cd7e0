/**
 * Reads a trace: looks over its blocks when it is opened, then hands out frames, one block in memory at a time.
 *
 * Used by `replay.ts`, and by `prepare.ts` for the header.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { TraceError } from './trace-error.ts';
import {
  BLOCK_HEAD_BYTES,
  damaged,
  decodeBlock,
  decodeBlockHead,
  MAGIC,
  parseEnd,
  parseHeader,
  type TraceHeader,
} from './trace-format.ts';
import { createStepDecoder } from './trace-steps.ts';
import type { TrafficFrame } from './source.ts';

/** What looking over a trace found. */
export interface TraceFacts {
  readonly file: string;
  readonly header: TraceHeader;
  /** Number of the last step that can be read. */
  readonly lastStep: number;
  /** The traffic was over; the run that was recorded ended before; or the file was cut off. */
  readonly ending: 'over' | 'stopped' | 'cut';
}

interface StepsBlock {
  readonly start: number;
  readonly bytes: number;
  readonly lastStep: number;
}

/**
 * Looks over a trace without reading its steps.
 *
 * @throws {TraceError} `E_TRACE_FILE`: it cannot be read, is no trace, or not even its header is whole.
 */
export async function inspectTrace(file: string): Promise<TraceFacts> {
  const handle = await openTrace(file);
  try {
    return (await survey(handle, file)).facts;
  } finally {
    await handle.close();
  }
}

/**
 * The frames of a trace after step `after`, in their order, as far as it is whole.
 *
 * @throws {TraceError} `E_TRACE_FILE`: a block is damaged; the frames before it have been given.
 */
export async function* readTrace(file: string, after = 0): AsyncGenerator<TrafficFrame, void, undefined> {
  const handle = await openTrace(file);
  try {
    const { blocks } = await survey(handle, file);
    for (const block of blocks) {
      if (block.lastStep <= after) continue;
      const decode = createStepDecoder(file);
      for (const value of await readBlock(handle, block, file)) {
        const frame = decode(value);
        if (frame.step > after) yield frame;
      }
    }
  } finally {
    await handle.close();
  }
}

async function openTrace(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, cause: unknown): TraceError {
  return new TraceError(`the trace cannot be read: ${(cause as Error).message}`, { code: 'E_TRACE_FILE', file, cause });
}

async function survey(
  handle: FileHandle,
  file: string,
): Promise<{ readonly facts: TraceFacts; readonly blocks: readonly StepsBlock[] }> {
  const { size } = await handle.stat();
  const magic = await readAt(handle, 0, Math.min(size, MAGIC.length), file);
  if (!magic.equals(MAGIC))
    throw new TraceError('expected a recorded trace of EdgeMLSim, got another format', { code: 'E_TRACE_FILE', file });
  let header: TraceHeader | undefined;
  let over: boolean | undefined;
  const blocks: StepsBlock[] = [];
  for (let start = MAGIC.length; over === undefined && start + BLOCK_HEAD_BYTES <= size;) {
    const head = decodeBlockHead(await readAt(handle, start, BLOCK_HEAD_BYTES, file), file);
    const block = { start, bytes: BLOCK_HEAD_BYTES + head.payloadBytes, lastStep: head.lastStep };
    start += block.bytes;
    if (start > size) break;
    if (header === undefined) header = parseHeader((await readBlock(handle, block, file))[0], file);
    else if (head.kind === 'steps') blocks.push(block);
    else ({ over } = parseEnd((await readBlock(handle, block, file))[0], file));
  }
  if (header === undefined) throw damaged('it was cut off within its header', file);
  const ending = over === undefined ? 'cut' : over ? 'over' : 'stopped';
  return { facts: { file, header, lastStep: blocks.at(-1)?.lastStep ?? 0, ending }, blocks };
}

async function readBlock(handle: FileHandle, { start, bytes }: StepsBlock, file: string): Promise<unknown[]> {
  return decodeBlock(await readAt(handle, start, bytes, file), file);
}

async function readAt(handle: FileHandle, position: number, length: number, file: string): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done).catch((error: unknown) => {
      throw unreadable(file, error);
    });
    if (bytesRead === 0) throw damaged(`it ended at byte ${position + done} while being read`, file);
    done += bytesRead;
  }
  return bytes;
}

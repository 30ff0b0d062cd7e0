/**
 * Records what a mobility source gives, while it gives it.
 *
 * A block is packed and written while the next one fills; a disk that cannot keep up slows the run down instead of
 * filling the memory. The file has its name only when it is complete; until then it is called `<file>.partial`, and what
 * is in it can be replayed.
 */
import { open, rename, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TraceError } from './trace-error.ts';
import { encodeBlock, encodeEnd, encodeHeader, MAGIC, type TraceHeader } from './trace-format.ts';
import { createStepEncoder } from './trace-steps.ts';
import type { MobilitySource, TrafficFrame } from './source.ts';

/** A block ends after so many bytes before packing, or steps. */
const BLOCK_BYTES = 1024 * 1024;
const BLOCK_STEPS = 100;

/**
 * Wraps a source; its frames are recorded as they are taken, and the trace is complete when the source is closed.
 *
 * @param file - path of the trace; one that is there is replaced in the end.
 * @throws {TraceError} `E_TRACE_WRITE`, here or later from `next` and `close`: the file cannot be written.
 */
export async function recordMobility(
  source: MobilitySource,
  file: string,
  header: TraceHeader,
): Promise<MobilitySource> {
  const writer = await openWriter(file, header);
  let over = false;
  return {
    stepLengthMs: source.stepLengthMs,
    version: source.version,
    async next(options) {
      const frame = await source.next(options);
      if (frame === undefined) over = true;
      else await writer.add(frame);
      return frame;
    },
    ...(source.act && { act: (actions) => source.act?.(actions) }),
    async close() {
      try {
        await source.close();
      } finally {
        await writer.finish(over);
      }
    },
  };
}

interface TraceWriter {
  add(frame: TrafficFrame): Promise<void>;
  /** Completes the file; again: nothing. */
  finish(over: boolean): Promise<void>;
}

async function openWriter(file: string, header: TraceHeader): Promise<TraceWriter> {
  const partial = `${file}.partial`;
  const handle = await writing(file, () => open(partial, 'w'));
  let encode = createStepEncoder();
  let steps: Buffer[] = [];
  let bytes = 0;
  let lastStep = 0;
  let finished: Promise<void> | undefined;
  let written = writing(file, async () => {
    await writeAll(handle, MAGIC);
    await writeAll(handle, await encodeHeader(header));
  });
  // Reported by whatever waits for it next.
  written.catch(() => undefined);

  const endBlock = (): void => {
    const [before, block, last] = [written, Buffer.concat(steps), lastStep];
    written = before.then(() => writing(file, async () => writeAll(handle, await encodeBlock('steps', last, block))));
    written.catch(() => undefined);
    encode = createStepEncoder();
    steps = [];
    bytes = 0;
  };

  const complete = async (over: boolean): Promise<void> => {
    try {
      if (steps.length > 0) endBlock();
      await written;
      await writing(file, async () => {
        await writeAll(handle, await encodeEnd(lastStep, { over }));
        await handle.sync();
      });
    } finally {
      await handle.close();
    }
    await writing(file, () => renameDurably(partial, file));
  };

  return {
    async add(frame) {
      const step = encode(frame);
      steps.push(step);
      bytes += step.length;
      lastStep = frame.step;
      if (bytes < BLOCK_BYTES && steps.length < BLOCK_STEPS) return;
      // At most one block is being written while another fills.
      await written;
      endBlock();
    },
    finish(over) {
      finished ??= complete(over);
      return finished;
    },
  };
}

/** `FileHandle.write` may write less than all. */
async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length;) done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
}

/** The new name is on the disk, too, when this returns. */
async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  const folder = await open(dirname(to), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function writing<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw new TraceError(`the trace cannot be recorded: ${(cause as Error).message}`, {
      code: 'E_TRACE_WRITE',
      file,
      cause,
    });
  }
}

/**
 * Downloads one file over HTTP into a part file, going on where an earlier try stopped.
 *
 * Used by `fetch.ts`, which tries again, checks the content and puts it into its place.
 */
import { open, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** Why a try failed, and whether the same address is worth another try. */
export class DownloadError extends Error {
  readonly again: boolean;

  constructor(message: string, again: boolean, cause?: unknown) {
    super(message, { cause });
    this.name = 'DownloadError';
    this.again = again;
  }
}

/** How a download is watched and bounded. */
export interface DownloadOptions {
  /** A content larger than this is refused. */
  readonly maximumBytes: number;
  /** Milliseconds without a byte after which the try is given up. */
  readonly stallTimeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Called for every piece with the bytes there so far, including those of earlier tries. */
  readonly onProgress?: ((receivedBytes: number, totalBytes: number | undefined) => void) | undefined;
}

/**
 * Makes the part file complete.
 *
 * Asks for what is missing (`Range`). A server that answers with the whole (200) is taken from the start; one that says that
 * there is nothing more (416) leaves the part as it is: its checksum will tell.
 *
 * @throws {DownloadError} if it failed; what came is kept. The signal's reason if it was aborted.
 */
export async function download(url: string, part: string, options: DownloadOptions): Promise<void> {
  const stall = new AbortController();
  let timer = setTimeout(giveUp, options.stallTimeoutMs);
  function giveUp(): void {
    stall.abort(new DownloadError(`no data for ${options.stallTimeoutMs} ms`, true));
  }
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, options.stallTimeoutMs);
  };
  const signal = options.signal === undefined ? stall.signal : AbortSignal.any([stall.signal, options.signal]);
  try {
    const had = await sizeOf(part);
    // Unpacking on the way would make byte ranges meaningless, so the content is wanted as it is.
    const headers = { 'accept-encoding': 'identity', ...(had > 0 && { range: `bytes=${had}-` }) };
    const response = await fetch(url, { headers, signal });
    alive();
    const start = await startOf(response, had, part);
    if (start !== undefined) await receive(response, { part, start, alive, options });
  } catch (error) {
    if (options.signal?.aborted === true) throw options.signal.reason;
    if (stall.signal.aborted) throw stall.signal.reason;
    if (error instanceof DownloadError) throw error;
    // A system error of the disk will not go away by asking the network again.
    if ((error as NodeJS.ErrnoException).syscall === 'write' || (error as NodeJS.ErrnoException).syscall === 'open')
      throw new DownloadError((error as Error).message, false, error);
    throw new DownloadError(reasonOf(error as Error), true, error);
  } finally {
    clearTimeout(timer);
  }
}

/** The byte at which the response's body begins; undefined if there is nothing more to receive. */
async function startOf(response: Response, had: number, part: string): Promise<number | undefined> {
  const { status, headers } = response;
  if (status === 416 && had > 0) {
    await response.body?.cancel();
    return undefined;
  }
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (status !== 200 && status !== 206) {
    await response.body?.cancel();
    // 5xx and "too many requests" may pass; other refusals will be repeated.
    throw new DownloadError(`HTTP ${status} ${response.statusText}`.trimEnd(), status >= 500 || status === 429);
  }
  if (encoding !== 'identity') {
    await response.body?.cancel();
    throw new DownloadError(`expected the content as it is, got content-encoding ${encoding}`, false);
  }
  if (status === 200) return 0;
  const range = headers.get('content-range') ?? '';
  if (!range.startsWith(`bytes ${had}-`)) {
    await response.body?.cancel();
    await rm(part, { force: true });
    throw new DownloadError(`expected bytes from ${had}, got content-range '${range}'`, true);
  }
  return had;
}

interface Receiving {
  readonly part: string;
  readonly start: number;
  readonly alive: () => void;
  readonly options: DownloadOptions;
}

async function receive(response: Response, { part, start, alive, options }: Receiving): Promise<void> {
  const { maximumBytes, onProgress } = options;
  const length = response.headers.get('content-length');
  const total = length === null ? undefined : start + Number(length);
  if (total !== undefined && total > maximumBytes) {
    await response.body?.cancel();
    throw new DownloadError(`expected at most ${maximumBytes} bytes, got ${total} announced`, false);
  }
  let received = start;
  const file: FileHandle = await open(part, start === 0 ? 'w' : 'a');
  try {
    onProgress?.(received, total);
    for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      alive();
      received += piece.byteLength;
      if (received > maximumBytes) throw new DownloadError(`expected at most ${maximumBytes} bytes, got more`, false);
      await file.writeFile(piece);
      onProgress?.(received, total);
    }
  } finally {
    await file.close();
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return 0;
  }
}

/** `fetch` says only "fetch failed" or "terminated"; the socket's error lies beneath. */
function reasonOf(error: Error): string {
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}

/**
 * A local HTTP server that serves bytes with ranges and fails on demand, to fetch from without a network.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import type { SourceFile } from '../../../../src/ml/data/fetch/sources.ts';

/** How one request is answered. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface FileServer {
  readonly url: string;
  /** `path range` of every request so far, in order. */
  readonly requests: readonly string[];
}

/** Starts a server; request n is answered by `answers[n]`, the last one again and again. Stopped after the test. */
export async function serve(t: ExecutionContext, ...answers: readonly Answer[]): Promise<FileServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)]!;
    requests.push(`${request.url} ${request.headers.range ?? ''}`.trim());
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests };
}

/** The whole, or from where the range asks. */
export function whole(content: Uint8Array): Answer {
  return (request, response) => {
    const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
    if (from === undefined) {
      response.writeHead(200, { 'content-length': content.length }).end(content);
    } else if (Number(from) >= content.length) {
      response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    } else {
      const rest = content.subarray(Number(from));
      const range = `bytes ${from}-${content.length - 1}/${content.length}`;
      response.writeHead(206, { 'content-length': rest.length, 'content-range': range }).end(rest);
    }
  };
}

/** Announces the whole, sends the first bytes, and breaks the connection. */
export function cutAfter(content: Uint8Array, bytes: number): Answer {
  return (_request, response) => {
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, bytes), () => setTimeout(() => response.destroy(), 20));
  };
}

/** Sends the first bytes and then nothing. */
export function stallAfter(content: Uint8Array, bytes: number): Answer {
  return (_request, response) => {
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, bytes));
  };
}

/** Sends the whole in equal pieces, one at each interval. */
export function drip(content: Uint8Array, pieces: number, intervalMs: number): Answer {
  return (_request, response) => {
    response.writeHead(200, { 'content-length': content.length });
    const size = Math.ceil(content.length / pieces);
    let sent = 0;
    const timer = setInterval(() => {
      response.write(content.subarray(sent, sent + size));
      sent += size;
      if (sent < content.length) return;
      clearInterval(timer);
      response.end();
    }, intervalMs);
    response.on('close', () => {
      clearInterval(timer);
    });
  };
}

/** Answers with a status and nothing else. */
export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (_request, response) => {
    response.writeHead(code, headers).end();
  };
}

/** A file to fetch whose checksum is that of the content as served. */
export function sourceFile(content: Uint8Array, urls: readonly string[]): SourceFile {
  const hex = createHash('sha256').update(content).digest('hex');
  return { name: 'file.bin', urls, bytes: content.length, checksum: { algorithm: 'sha256', of: 'served', hex } };
}

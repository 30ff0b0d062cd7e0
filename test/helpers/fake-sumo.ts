/**
 * A TraCI server without SUMO: answers what the test says, splits its bytes anywhere, stalls, or closes.
 *
 * The bytes are put together here by hand, not with the writer under test.
 */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';

/** What the server does with a message: bytes to send, or undefined to say nothing. */
export type Reply = (message: Buffer, socket: Socket) => Buffer | undefined;

export interface FakeSumo {
  readonly port: number;
  /** Every message received, with its length prefix, the handshake included. */
  readonly received: Buffer[];
}

export interface FakeSumoOptions {
  /** Called for every message but the handshake. */
  readonly reply?: Reply;
  /** Size of the pieces that answers are sent in; whole when absent. */
  readonly pieceBytes?: number;
  /** API version in the handshake; no answer to it when 'silent'. */
  readonly apiVersion?: number | 'silent';
}

const GETVERSION = Buffer.from('000000060200', 'hex');

/** Starts the server; it ends with the test. */
export async function startFakeSumo(t: ExecutionContext, options: FakeSumoOptions = {}): Promise<FakeSumo> {
  const { reply = () => undefined, pieceBytes, apiVersion = 20 } = options;
  const received: Buffer[] = [];
  const sockets = new Set<Socket>();
  const answer = (message: Buffer, socket: Socket): Buffer | undefined => {
    if (!message.equals(GETVERSION)) return reply(message, socket);
    return apiVersion === 'silent' ? undefined : messageOf(status(0), block(0, int(apiVersion), string('SUMO 1.15.0')));
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    let pending = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 4 && pending.length >= pending.readInt32BE()) {
        const message = pending.subarray(0, pending.readInt32BE());
        pending = pending.subarray(message.length);
        received.push(message);
        const bytes = answer(message, socket);
        if (bytes !== undefined) void sendInPieces(socket, bytes, pieceBytes);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, received };
}

async function sendInPieces(socket: Socket, bytes: Buffer, pieceBytes = bytes.length): Promise<void> {
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    socket.write(bytes.subarray(start, start + pieceBytes));
    await turn();
  }
}

/** A message: its length, then its parts. */
export function messageOf(...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat([...parts]);
  return Buffer.concat([int(body.length + 4), body]);
}

/** A command or block in short or, when it must be, extended form. */
export function block(id: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat([ubyte(id), ...parts]);
  return body.length + 1 <= 255
    ? Buffer.concat([ubyte(body.length + 1), body])
    : Buffer.concat([ubyte(0), int(body.length + 5), body]);
}

/** The status of a command; 0 is good. */
export function status(id: number, result = 0, description = ''): Buffer {
  return block(id, ubyte(result), string(description));
}

export function ubyte(value: number): Buffer {
  return Buffer.from([value]);
}

export function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}

export function string(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([int(bytes.length), bytes]);
}

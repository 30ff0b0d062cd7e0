/**
 * A server that plays the part of SUMO from a script: whatever command comes, the next answer goes back.
 *
 * Used by `requests`. Listens on this machine alone.
 */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A server on its port, the messages it received, and the answers it is going to give. */
export interface ReplayServer {
  readonly port: number;
  /** Whole messages with their length prefix, as hexadecimal digits; the handshake left out. */
  readonly received: string[];
  /** Answers still to be given, one a command, as hexadecimal digits; without one a command is refused. */
  readonly replies: string[];
  close(): Promise<void>;
}

const LENGTH_PREFIX_BYTES = 4;
const GETVERSION = '000000060200';
/** Good status, then API version 20 and `SUMO 1.15.0`: what the requests were recorded with. */
const VERSION_ANSWER = '00000020070000000000001500000000140000000b53554d4f20312e31352e30';

export async function startReplayServer(): Promise<ReplayServer> {
  const received: string[] = [];
  const replies: string[] = [];
  const sockets = new Set<Socket>();
  const answer = (message: Buffer): Buffer => {
    received.push(message.toString('hex'));
    const answers = commandsOf(message).map((command) => {
      const reply = replies.shift();
      return reply === undefined ? refusal(command) : Buffer.from(reply, 'hex').subarray(LENGTH_PREFIX_BYTES);
    });
    const body = Buffer.concat(answers);
    const prefix = Buffer.alloc(LENGTH_PREFIX_BYTES);
    prefix.writeInt32BE(body.length + LENGTH_PREFIX_BYTES);
    return Buffer.concat([prefix, body]);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    let pending: Buffer = Buffer.alloc(0);
    let greeted = false;
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 4 && pending.length >= pending.readInt32BE()) {
        const message = pending.subarray(0, pending.readInt32BE());
        pending = pending.subarray(message.length);
        const isHandshake = !greeted && message.toString('hex') === GETVERSION;
        greeted = true;
        socket.write(isHandshake ? Buffer.from(VERSION_ANSWER, 'hex') : answer(message));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    received,
    replies,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Ids of the commands in a message. */
function commandsOf(message: Buffer): number[] {
  const ids: number[] = [];
  let at = LENGTH_PREFIX_BYTES;
  while (at < message.length) {
    const isLong = message[at] === 0;
    ids.push(message[isLong ? at + 5 : at + 1]!);
    at += isLong ? message.readInt32BE(at + 1) : message[at]!;
  }
  return ids;
}

/** A status with result 0xff and no description. */
function refusal(command: number): Buffer {
  return Buffer.from([7, command, 0xff, 0, 0, 0, 0]);
}

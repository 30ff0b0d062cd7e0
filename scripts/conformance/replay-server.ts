/**
 * A server that plays the part of SUMO from a script: whatever command comes, the next answer goes back.
 *
 * Used by `requests`. Listens on this machine alone.
 */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { TraciVersion } from '../../src/traci/index.ts';

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
/** What the fixtures were recorded with. */
export const RECORDED_VERSION: TraciVersion = { apiVersion: 20, sumoVersion: 'SUMO 1.15.0' };

/** @param version - what the handshake says. */
export async function startReplayServer(version: TraciVersion = RECORDED_VERSION): Promise<ReplayServer> {
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
        socket.write(isHandshake ? versionAnswer(version) : answer(message));
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

/** Good status, then the versions. */
function versionAnswer({ apiVersion, sumoVersion }: TraciVersion): Buffer {
  const name = Buffer.from(sumoVersion);
  const block = Buffer.alloc(10 + name.length);
  block.writeUInt8(block.length, 0);
  block.writeInt32BE(apiVersion, 2);
  block.writeInt32BE(name.length, 6);
  name.copy(block, 10);
  const status = Buffer.from([7, 0, 0, 0, 0, 0, 0]);
  const prefix = Buffer.alloc(LENGTH_PREFIX_BYTES);
  prefix.writeInt32BE(prefix.length + status.length + block.length);
  return Buffer.concat([prefix, status, block]);
}

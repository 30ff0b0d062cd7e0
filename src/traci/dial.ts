/**
 * Reaching a TraCI server that may not listen yet: try, wait a little, try again.
 *
 * Used by `launch`.
 */
import { createConnection, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** SUMO opens its port within some 50 ms of its start; a second between tries, as elsewhere, would be felt. */
const POLL_MS = 5;

/** A port that nobody listened on a moment ago. Somebody may take it before SUMO does: see `launch`. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

/**
 * Connects, trying again until `stop` says why not to go on.
 *
 * @param stop - asked before every try; a returned error ends the tries and is thrown.
 */
export async function dial(
  address: { readonly host: string; readonly port: number },
  stop: (lastError: Error | undefined) => Error | undefined,
): Promise<Socket> {
  let lastError: Error | undefined;
  for (;;) {
    const reason = stop(lastError);
    if (reason !== undefined) throw reason;
    try {
      return await connectOnce(address);
    } catch (error) {
      lastError = error as Error;
    }
    await delay(POLL_MS);
  }
}

function connectOnce(address: { readonly host: string; readonly port: number }): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ ...address });
    socket.once('connect', () => {
      socket.removeListener('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

/**
 * A TraCI server that needs no SUMO: it plays a recorded session to the first client that connects.
 *
 * For tests of programs that use TraCI. The program must do what it did when the session was recorded; where it does
 * something else, its request is refused with a text that says what was expected, and `finished` fails.
 *
 * @example
 * const server = await startReplayServer({ file: 'session.traci' });
 * const client = await connectSumo({ port: server.port });
 * await program(client);
 * await client.close();
 * await server.finished(); // throws unless everything recorded was asked for, in the same order
 */
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { TraciReplayError } from './errors.ts';
import { play } from './playback.ts';
import type { PlaybackOptions } from './playback.ts';
import { checkSession, readSession } from './session-reader.ts';
import type { SessionHeader } from './session-file.ts';

const LOOPBACK = '127.0.0.1';

/** What to play, and how. */
export interface ReplayOptions extends PlaybackOptions {
  /** File that the option `record` wrote. */
  readonly file: string;
  /** @default a free one */
  readonly port?: number;
}

/** A server that plays one session, once. */
export interface ReplayServer {
  readonly port: number;
  /** Who recorded the session. */
  readonly header: SessionHeader;
  /**
   * Waits until the playback has ended: all of it, or up to where `stallAfter` or `closeAfter` broke it off.
   *
   * @throws {TraciReplayError} `E_TRACI_REPLAY_DIVERGED`: the client did something else; `E_TRACI_REPLAY_INCOMPLETE`: it
   * left early, or the server was closed.
   * @throws {TraciSessionError} the file could not be read any more.
   */
  finished(): Promise<void>;
  /** Ends the server and its connection. */
  close(): Promise<void>;
}

/**
 * Starts a server on the loopback address that plays `file`.
 *
 * @throws {TraciSessionError} `E_TRACI_SESSION_FILE`: not a session, cut off, damaged, or of a later version.
 */
export async function startReplayServer(options: ReplayOptions): Promise<ReplayServer> {
  const session = await checkSession(options.file);
  const server = createServer();
  let socket: Socket | undefined;
  const played = new Promise<void>((resolve, reject) => {
    server.once('connection', (accepted) => {
      socket = accepted;
      accepted.setNoDelay(true);
      // How the connection broke does not matter; that it did is noticed where the next message should come.
      accepted.on('error', () => accepted.destroy());
      server.close();
      play(accepted, readSession(session), options).then(resolve, reject);
    });
    server.once('close', () => {
      if (socket === undefined) reject(neverConnected());
    });
  });
  // Whoever wants to know asks `finished`; nobody has to.
  played.catch(() => undefined);
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    header: session.header,
    finished: () => played,
    close: async () => {
      socket?.destroy();
      server.close();
      await Promise.allSettled([played]);
    },
  };
}

function neverConnected(): TraciReplayError {
  return new TraciReplayError('TraCI replay: closed before a client connected', {
    code: 'E_TRACI_REPLAY_INCOMPLETE',
    messageNumber: 1,
  });
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
}

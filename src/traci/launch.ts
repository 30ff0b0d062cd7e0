/**
 * Starting SUMO and attaching to it: port, first contact, handshake, and who is told when it fails.
 */
import { basename } from 'node:path';
import type { Socket } from 'node:net';
import { checkVersion, TraciClient } from './client.ts';
import { abortError, Connection } from './connection.ts';
import { dial, freePort } from './dial.ts';
import { TraciConnectionError } from './errors.ts';
import { getVersion } from './protocol.ts';
import { SessionRecorder } from './replay/recorder.ts';
import { acceptedBy } from './socket-owner.ts';
import { portOf, sumoArguments } from './sumo-options.ts';
import { describeExit, findSumo, SumoProcess } from './sumo-process.ts';
import type { TraciLog } from './sumo-process.ts';

const LOOPBACK = '127.0.0.1';
/** SUMO opens its port when the network is loaded, which takes minutes for a country. A SUMO that ends is seen at once. */
const LAUNCH_TIMEOUT_MS = 120_000;
const ATTACH_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 120_000;
const CLOSE_TIMEOUT_MS = 2_000;
/** How long a SUMO that dropped the connection may take to say why. */
const LAST_WORDS_MS = 300;
/** How often another free port is tried when somebody was faster. */
const PORT_TRIES = 5;
const PORT_TAKEN = /Unable to create listening socket|Address already in use/i;

/** What launching and attaching have in common. */
export interface ConnectOptions {
  /** Milliseconds until SUMO must have answered the handshake. @default 120000 to launch, 10000 to attach */
  readonly connectTimeoutMs?: number;
  /**
   * Milliseconds that SUMO may take to answer a message, a step included.
   * @default 120000; none for sumo-gui, where a user may press pause
   */
  readonly requestTimeoutMs?: number;
  /** Milliseconds that SUMO may take to end on close before it is killed. @default 2000 */
  readonly closeTimeoutMs?: number;
  /** Place of this client among several, see {@link TraciClient.setOrder}; sent with the handshake. */
  readonly order?: number;
  /** Ends the client and the SUMO it started, at any time. */
  readonly signal?: AbortSignal;
  /** File that every message of the session is written to, with its time; see {@link startReplayServer}. */
  readonly record?: string;
  /** Takes SUMO's output and this client's warnings, line by line. */
  readonly onLog?: TraciLog;
}

/** How to start a SUMO. */
export interface LaunchOptions extends ConnectOptions {
  /** `sumo`, `sumo-gui`, or the path of either. @default 'sumo' */
  readonly binary?: string;
  /** SUMO's data directory. @default environment variable SUMO_HOME, else what belongs to the program */
  readonly sumoHome?: string;
  /** SUMO's command line, e.g. `['-c', 'city.sumocfg', '--seed', '7']`. */
  readonly arguments: readonly string[];
  /** Directory that SUMO runs in. */
  readonly cwd?: string;
  /** @default a free one; a `--remote-port` among the arguments counts as well */
  readonly port?: number;
}

/** Where a SUMO listens. */
export interface AttachOptions extends ConnectOptions {
  /** @default '127.0.0.1' */
  readonly host?: string;
  readonly port: number;
}

/**
 * Starts SUMO and connects to it. The SUMO ends with the client, with the abort signal, and with this process.
 *
 * @throws {TraciConnectionError} `E_SUMO_NOT_FOUND`; `E_SUMO_REFUSED` with SUMO's own error line when it ended before it
 * could be connected to; `E_TRACI_PORT_TAKEN` for a fixed port; `E_TRACI_CONNECT` after the time allowed.
 */
export async function launchSumo(options: LaunchOptions): Promise<TraciClient> {
  const fixedPort = options.port ?? portOf(options.arguments);
  for (let attempt = 1; ; attempt++) {
    const port = fixedPort ?? (await freePort());
    const launched = start(options, port);
    try {
      return await meet(launched, port, options);
    } catch (error) {
      launched.kill();
      await launched.ended;
      const taken = error instanceof TraciConnectionError && error.code === 'E_TRACI_PORT_TAKEN';
      const retry = fixedPort === undefined && attempt < PORT_TRIES && taken;
      if (!retry || options.signal?.aborted === true) throw error;
    }
  }
}

/**
 * Connects to a SUMO that was started by somebody else with `--remote-port`.
 *
 * @throws {TraciConnectionError} `E_TRACI_CONNECT`: nobody accepted or answered in time. A SUMO that has all the
 * clients it was started for accepts another and never answers it.
 */
export async function connectSumo(options: AttachOptions): Promise<TraciClient> {
  const { host = LOOPBACK, port, signal, connectTimeoutMs = ATTACH_TIMEOUT_MS } = options;
  const end = Date.now() + connectTimeoutMs;
  const where = `${host}:${port}`;
  const socket = await dial({ host, port }, (lastError) => {
    if (signal?.aborted === true) return abortError(signal);
    if (lastError === undefined || Date.now() < end) return undefined;
    return connectError(`nobody accepted at ${where} within ${connectTimeoutMs} ms: ${lastError.message}`, lastError);
  });
  const timeoutMs = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  const recorder = recorderFor(options);
  const connection = watched(new Connection(socket, { timeoutMs, tap: recorder }), { signal, recorder });
  return shakeHands(connection, options, { where, timeoutMs: Math.max(1, end - Date.now()), recorder });
}

function start(options: LaunchOptions, port: number): SumoProcess {
  const program = findSumo(options.binary ?? 'sumo', options.sumoHome, process.env);
  const surroundings = { port, gui: isGui(options), hasHome: program.home !== undefined };
  return new SumoProcess(program, sumoArguments(options.arguments, surroundings), options);
}

/** From the started process to the client. */
async function meet(launched: SumoProcess, port: number, options: LaunchOptions): Promise<TraciClient> {
  const { signal, connectTimeoutMs = LAUNCH_TIMEOUT_MS } = options;
  const end = Date.now() + connectTimeoutMs;
  const where = `port ${port}`;
  const socket = await dial({ host: LOOPBACK, port }, (lastError) => {
    if (launched.exit !== undefined) return refusal(launched, port);
    if (signal?.aborted === true) return abortError(signal);
    if (Date.now() < end) return undefined;
    return connectError(`SUMO did not open ${where} within ${connectTimeoutMs} ms`, lastError);
  });
  const recorder = recorderFor(options);
  const connection = watched(connectionTo(launched, socket, { ...options, recorder }), { signal, recorder });
  // When the port belongs to another program, that one accepted us, and only our SUMO's end tells.
  let inTouch = false;
  void launched.ended.then(() => {
    if (!inTouch || isPortTaken(launched)) connection.destroy(refusal(launched, port));
  });
  const timeoutMs = Math.max(1, end - Date.now());
  const confirm = (): void => {
    confirmOwner(launched, socket, port);
  };
  try {
    const client = await shakeHands(connection, options, {
      where,
      timeoutMs,
      launched,
      launchOptions: options,
      recorder,
      confirm,
    });
    inTouch = true;
    return client;
  } catch (error) {
    throw launched.exit === undefined ? error : refusal(launched, port);
  }
}

function connectionTo(
  launched: SumoProcess,
  socket: Socket,
  options: LaunchOptions & { readonly recorder: SessionRecorder | undefined },
): Connection {
  const timeoutMs = options.requestTimeoutMs ?? (isGui(options) ? Infinity : REQUEST_TIMEOUT_MS);
  const describeEnd = (): Promise<string> => launched.describeEnd(LAST_WORDS_MS);
  const connection = new Connection(socket, { timeoutMs, describeEnd, tap: options.recorder });
  // An orderly close gives SUMO time to end by itself; any other death leaves nothing to wait for.
  connection.onDead((reason) => {
    if (reason.code !== 'E_TRACI_CLOSED') launched.kill();
  });
  return connection;
}

/** How a connection came about. */
interface Contact {
  /** For messages. */
  readonly where: string;
  /** For the whole handshake. */
  readonly timeoutMs: number;
  readonly launched?: SumoProcess;
  readonly launchOptions?: LaunchOptions;
  readonly recorder: SessionRecorder | undefined;
  /** Called once the other side has answered; throws when it is the wrong one. */
  readonly confirm?: () => void;
}

async function shakeHands(connection: Connection, options: ConnectOptions, contact: Contact): Promise<TraciClient> {
  const onLog = options.onLog ?? (() => undefined);
  const { timeoutMs } = contact;
  try {
    const version = await connection.submit(getVersion, { timeoutMs });
    contact.confirm?.();
    checkVersion(version, onLog);
    contact.recorder?.begin(version);
    const client = new TraciClient({
      connection,
      version,
      process: contact.launched,
      launchOptions: contact.launchOptions,
      recorder: contact.recorder,
      closeTimeoutMs: options.closeTimeoutMs ?? CLOSE_TIMEOUT_MS,
      onLog,
    });
    // A message of its own: until all clients have their place, SUMO reads one command of a message and drops the rest.
    if (options.order !== undefined) await client.setOrder(options.order, { timeoutMs });
    return client;
  } catch (error) {
    const silent = error instanceof TraciConnectionError && error.code === 'E_TRACI_TIMEOUT';
    const reason = silent
      ? connectError(
          `${contact.where} accepted but did not answer within ${timeoutMs} ms; is it a SUMO without a client?`,
        )
      : error;
    connection.destroy(reason instanceof TraciConnectionError ? reason : connectError(String(reason), reason));
    throw reason;
  }
}

function recorderFor(options: ConnectOptions): SessionRecorder | undefined {
  return options.record === undefined ? undefined : new SessionRecorder(options.record);
}

/** Ends the connection when the signal fires or the session can no longer be recorded; ends the recording with it. */
function watched(
  connection: Connection,
  watch: { readonly signal: AbortSignal | undefined; readonly recorder: SessionRecorder | undefined },
): Connection {
  const { signal, recorder } = watch;
  if (recorder !== undefined) {
    recorder.onFailure = (cause) => {
      connection.destroy(new TraciConnectionError(`TraCI: ${cause.message}`, { code: 'E_TRACI_RECORDING', cause }));
    };
    connection.onDead(({ code }) => {
      recorder.finish(code);
    });
  }
  const onAbort = (): void => {
    connection.destroy(abortError(signal));
  };
  if (signal?.aborted === true) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });
  connection.onDead(() => signal?.removeEventListener('abort', onAbort));
  return connection;
}

/** Refuses a SUMO that answered in place of ours, because it had the port first. */
function confirmOwner(launched: SumoProcess, socket: Socket, port: number): void {
  const { pid } = launched;
  const { localPort } = socket;
  if (pid === undefined || localPort === undefined) return;
  if (acceptedBy(pid, { local: localPort, remote: port }) === 'another') throw portTaken(port);
}

/** Why a SUMO that ended before the handshake did so. */
function refusal(launched: SumoProcess, port: number): TraciConnectionError {
  const { exit } = launched;
  if (exit?.spawnError !== undefined)
    return new TraciConnectionError(`${describeExit(exit)}; install SUMO or say where it is`, {
      code: 'E_SUMO_NOT_FOUND',
      cause: exit.spawnError,
    });
  if (isPortTaken(launched)) return portTaken(port);
  const words = launched.lastWords();
  return new TraciConnectionError(
    `${describeExit(exit)} before the simulation began${words === '' ? ' and said nothing' : `: ${words}`}`,
    { code: 'E_SUMO_REFUSED' },
  );
}

function portTaken(port: number): TraciConnectionError {
  return new TraciConnectionError(`SUMO could not listen on port ${port}: another program does; choose another port`, {
    code: 'E_TRACI_PORT_TAKEN',
  });
}

function isPortTaken(launched: SumoProcess): boolean {
  return launched.lastLines.some((line) => PORT_TAKEN.test(line));
}

function isGui(options: LaunchOptions): boolean {
  return basename(options.binary ?? 'sumo').startsWith('sumo-gui');
}

function connectError(message: string, cause?: unknown): TraciConnectionError {
  return new TraciConnectionError(`TraCI: ${message}`, { code: 'E_TRACI_CONNECT', cause });
}

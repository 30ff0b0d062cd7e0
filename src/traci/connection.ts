/**
 * The socket: one message under way at a time, everything queued meanwhile travels in the next one.
 *
 * Used by `client`. The only file that imports `node:net` for TraCI's bytes. Commands issued before the running code
 * yields to input and output are sent as one message; a message ends with its simulation step.
 */
import type { Socket } from 'node:net';
import { Batch } from './batch.ts';
import { TraciConnectionError, TraciProtocolError } from './errors.ts';
import { LENGTH_PREFIX_BYTES, MessageAssembler } from './framing.ts';
import type { Command } from './protocol.ts';

/** The longest delay of Node's timers; a longer deadline is none. */
const MAXIMUM_TIMER_MS = 2 ** 31 - 1;

/** Sees every message, without its length prefix, when it is sent or has come. Copies what it keeps; never throws. */
export interface MessageTap {
  sent(message: Buffer): void;
  received(message: Buffer): void;
}

/** How a connection behaves. */
export interface ConnectionOptions {
  /** Milliseconds that an answer may take where a request says nothing else; Infinity for no deadline. */
  readonly timeoutMs: number;
  /** How the other side ended and its last words, for the message of the error; must not take long. */
  readonly describeEnd?: () => Promise<string>;
  readonly tap?: MessageTap | undefined;
}

/** How one request is sent. */
export interface SubmitOptions {
  /** Milliseconds until the answer must have come, counted from sending; Infinity for no deadline. */
  readonly timeoutMs?: number | undefined;
  /** Withdraws the request when it has not been sent; the answer of a sent one is ignored. */
  readonly signal?: AbortSignal | undefined;
}

export class Connection {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #deathListeners: ((reason: TraciConnectionError) => void)[] = [];
  readonly #assembler = new MessageAssembler();
  /** Messages not yet sent, oldest first; only the last one may be open. */
  readonly #waiting: Batch[] = [];
  #inFlight: Batch | undefined;
  #flushScheduled = false;
  #timer: NodeJS.Timeout | undefined;
  /** Why nothing can be sent any more. */
  #death: TraciConnectionError | undefined;
  /** The socket has closed, the reason is being found out. */
  #dying = false;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.#receive(chunk);
    });
    // An error is always followed by 'close'; the error itself says less than how the other side ended.
    let socketError: Error | undefined;
    socket.on('error', (error) => {
      socketError = error;
    });
    socket.on('close', () => {
      void this.#lost(socketError);
    });
  }

  /** Why the connection is dead; undefined while it lives. */
  get death(): TraciConnectionError | undefined {
    return this.#death;
  }

  /** Calls `listener` once when the connection is dead, whatever the reason. */
  onDead(listener: (reason: TraciConnectionError) => void): void {
    if (this.#death === undefined) this.#deathListeners.push(listener);
    else listener(this.#death);
  }

  /**
   * Queues a command. Its promise settles in the order of the queue.
   *
   * @returns The decoded answer.
   * @throws {TraciCommandError} SUMO refused it, or it cannot be sent; the connection lives.
   * @throws {TraciProtocolError} its answer made no sense; the connection is closed.
   * @throws {TraciConnectionError} the connection is dead.
   */
  submit<Answer>(command: Command<Answer>, options: SubmitOptions = {}): Promise<Answer> {
    const { timeoutMs = this.#options.timeoutMs, signal } = options;
    return new Promise<Answer>((resolve, reject) => {
      if (this.#death !== undefined) throw this.#death;
      if (signal?.aborted === true) throw abortError(signal);
      const batch = this.#openBatch();
      let withdraw = (): void => undefined;
      const onAbort = (): void => {
        withdraw();
        reject(abortError(signal));
      };
      const settled = (): void => signal?.removeEventListener('abort', onAbort);
      withdraw = batch.add({
        command,
        timeoutMs,
        resolve: (answer) => {
          settled();
          resolve(answer as Answer);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#scheduleFlush();
    });
  }

  /** Ends the connection; everything pending and everything later is rejected with `error`. */
  destroy(error: TraciConnectionError): void {
    if (this.#death !== undefined) return;
    this.#death = error;
    clearTimeout(this.#timer);
    this.#socket.destroy();
    const batches = this.#inFlight === undefined ? this.#waiting : [this.#inFlight, ...this.#waiting];
    this.#inFlight = undefined;
    for (const batch of batches.splice(0)) batch.reject(error);
    this.#waiting.length = 0;
    for (const listener of this.#deathListeners) listener(error);
  }

  #openBatch(): Batch {
    const open = this.#waiting.findLast(({ ended }) => !ended);
    if (open !== undefined) return open;
    const batch = new Batch();
    this.#waiting.push(batch);
    return batch;
  }

  /**
   * Sends once all promise reactions that are due have run, so that whatever they ask for joins the message:
   * a tick scheduled from within a microtask runs when the queue of microtasks is empty.
   */
  #scheduleFlush(): void {
    if (this.#flushScheduled || this.#inFlight !== undefined) return;
    this.#flushScheduled = true;
    queueMicrotask(() => {
      process.nextTick(() => {
        this.#flushScheduled = false;
        this.#sendNext();
      });
    });
  }

  #sendNext(): void {
    if (this.#inFlight !== undefined || this.#death !== undefined || this.#dying) return;
    let batch = this.#waiting.shift();
    let message = batch?.seal();
    while (batch !== undefined && message === undefined) {
      batch = this.#waiting.shift();
      message = batch?.seal();
    }
    if (batch === undefined || message === undefined) return;
    this.#inFlight = batch;
    const { timeoutMs } = batch;
    if (timeoutMs <= MAXIMUM_TIMER_MS) {
      this.#timer = setTimeout(() => {
        this.destroy(
          new TraciConnectionError(
            `TraCI: no answer from SUMO within ${timeoutMs} ms; it hangs, or its step takes longer than the deadline`,
            { code: 'E_TRACI_TIMEOUT' },
          ),
        );
      }, timeoutMs);
    }
    this.#socket.write(message);
    this.#options.tap?.sent(message.subarray(LENGTH_PREFIX_BYTES));
  }

  #receive(chunk: Buffer): void {
    if (this.#death !== undefined) return;
    try {
      for (const message of this.#assembler.push(chunk)) this.#answered(message);
    } catch (error) {
      this.#garbled(error);
    }
  }

  #answered(message: Buffer): void {
    const batch = this.#inFlight;
    if (batch === undefined) throw new TraciProtocolError('message: SUMO answered without being asked', 0);
    clearTimeout(this.#timer);
    this.#options.tap?.received(message);
    // A tap that can take no more may have ended the connection.
    if (this.death !== undefined) return;
    batch.settle(message);
    this.#inFlight = undefined;
    const next = this.#waiting[0];
    // A message that nothing can join goes out at once, so that SUMO computes while the answers are worked on.
    if (next?.ended === true) this.#sendNext();
    else if (next !== undefined) this.#scheduleFlush();
  }

  #garbled(error: unknown): void {
    if (!(error instanceof TraciProtocolError)) throw error;
    // The command whose answer it was learns the exact reason, the others that the connection is gone.
    this.#inFlight?.rejectFirst(error);
    this.destroy(
      new TraciConnectionError(`TraCI: connection closed, the bytes received are not TraCI: ${error.message}`, {
        code: 'E_TRACI_LOST',
        cause: error,
      }),
    );
  }

  async #lost(cause: Error | undefined): Promise<void> {
    if (this.#death !== undefined || this.#dying) return;
    this.#dying = true;
    clearTimeout(this.#timer);
    const end = (await this.#options.describeEnd?.()) ?? '';
    const reason = end === '' ? (cause?.message ?? 'the other side closed it') : end;
    this.destroy(
      new TraciConnectionError(`TraCI: connection to SUMO lost: ${reason}`, { code: 'E_TRACI_LOST', cause }),
    );
  }
}

/** The error of a request, or of a whole client, whose abort signal fired. */
export function abortError(signal: AbortSignal | undefined): TraciConnectionError {
  return new TraciConnectionError('TraCI: aborted by the caller', { code: 'E_TRACI_ABORTED', cause: signal?.reason });
}

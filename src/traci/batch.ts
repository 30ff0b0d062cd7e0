/**
 * One outgoing message: the commands that travel together, and how their answers settle them.
 *
 * Filled by `connection` while the message before is under way. SUMO carries out a step after everything else in its
 * message, wherever it stands; so a message ends with its step, and the answers come in the order of the commands.
 */
import { TraciCommandError, TraciProtocolError } from './errors.ts';
import { LENGTH_PREFIX_BYTES } from './framing.ts';
import { readStatus } from './protocol.ts';
import type { Command } from './protocol.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** A command on its way and the promise that waits for it. */
export interface Request {
  readonly command: Command<unknown>;
  /** Milliseconds that the answer of its message may take. */
  readonly timeoutMs: number;
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

interface Entry {
  readonly request: Request;
  /** Where its bytes lie in the message. */
  readonly start: number;
  readonly end: number;
  withdrawn: boolean;
}

export class Batch {
  readonly #writer = new Writer().int(0);
  #entries: Entry[] = [];
  #ended = false;
  /** How many entries, from the first on, have been settled. */
  #settled = 0;

  /** True once nothing may follow, because a step or a close came last. */
  get ended(): boolean {
    return this.#ended;
  }

  get empty(): boolean {
    return this.#entries.length === 0;
  }

  /** The longest time that one of the commands allows. */
  get timeoutMs(): number {
    return Math.max(...this.#entries.map(({ request }) => request.timeoutMs));
  }

  /**
   * Appends a command.
   *
   * @returns A function that withdraws it, as long as it has not been sent.
   * @throws {TraciCommandError} `E_TRACI_ARGUMENT`: a value cannot be sent; the message is as before.
   */
  add(request: Request): () => void {
    const { command } = request;
    const start = this.#writer.length;
    try {
      this.#writer.command(command.id, (writer) => {
        command.encode(writer);
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const { message } = error;
      const fields = { code: 'E_TRACI_ARGUMENT', command: command.id, description: message, cause: error } as const;
      throw new TraciCommandError(`${command.describe()}: nothing was sent: ${message}`, fields);
    }
    const entry: Entry = { request, start, end: this.#writer.length, withdrawn: false };
    this.#entries.push(entry);
    this.#ended = command.endsMessage ?? false;
    return () => {
      entry.withdrawn = true;
    };
  }

  /**
   * The message's bytes, length first. Commands withdrawn until now are left out.
   *
   * @returns undefined when nothing is left to send.
   */
  seal(): Buffer | undefined {
    this.#ended = true;
    const kept = this.#entries.filter(({ withdrawn }) => !withdrawn);
    if (kept.length === 0) return undefined;
    let message = this.#writer.written;
    if (kept.length < this.#entries.length) {
      const parts = kept.map(({ start, end }) => message.subarray(start, end));
      message = Buffer.concat([Buffer.alloc(LENGTH_PREFIX_BYTES), ...parts]);
      this.#entries = kept;
    }
    message.writeInt32BE(message.length);
    return message;
  }

  /**
   * Settles every command from the answer to this message.
   *
   * @param answer - body of the message received.
   * @throws {TraciProtocolError} the answer does not fit; commands not settled by then stay pending.
   */
  settle(answer: Buffer): void {
    const reader = new Reader(answer);
    for (; this.#settled < this.#entries.length; this.#settled++) {
      const { request } = this.#entries[this.#settled]!;
      const refusal = readStatus(reader, request.command);
      if (refusal === undefined) request.resolve(request.command.decode(reader));
      else request.reject(refusal);
    }
    if (reader.remaining > 0)
      throw new TraciProtocolError(`message: ${reader.remaining} bytes beyond its last answer`, reader.offset);
  }

  /** Rejects the first command that has not been settled: the one whose answer is being read. */
  rejectFirst(error: Error): void {
    this.#entries[this.#settled++]?.request.reject(error);
  }

  /** Rejects every command that has not been settled. */
  reject(error: Error): void {
    for (; this.#settled < this.#entries.length; this.#settled++) this.#entries[this.#settled]!.request.reject(error);
  }
}

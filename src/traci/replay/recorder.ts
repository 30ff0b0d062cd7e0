/**
 * Writes a session while it runs: every message both ways, with its time.
 *
 * Made by `launch` for the option `record`; `connection` hands over the messages. Writing is synchronous, so that a slow
 * disk slows the session down instead of filling the memory. The file has its name only when it is complete; until then
 * it is called `<file>.partial`.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { PACKAGE_VERSION } from '../../own-files.ts';
import type { MessageTap } from '../connection.ts';
import type { TraciVersion } from '../protocol.ts';
import { TraciSessionError } from './errors.ts';
import { encodeFooter, encodeHeader, encodeRecord } from './session-file.ts';
import type { SessionRecord } from './session-file.ts';

/** Records are collected up to this many bytes before they are written. */
const WRITE_BYTES = 64 * 1024;

export class SessionRecorder implements MessageTap {
  readonly #file: string;
  readonly #now: () => number;
  readonly #start: number;
  /** Called once, when the session cannot be written any more. */
  onFailure: (error: TraciSessionError) => void = () => undefined;
  #failure: TraciSessionError | undefined;
  /** undefined before `begin` and after the end. */
  #descriptor: number | undefined;
  #finished = false;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #records = 0;
  #checksum = 0;

  /** @param now - wall clock in ms, from any origin. */
  constructor(file: string, now: () => number = () => performance.now()) {
    this.#file = file;
    this.#now = now;
    this.#start = now();
  }

  /** Why the session could not be written; undefined when it could. */
  get failure(): TraciSessionError | undefined {
    return this.#failure;
  }

  sent(message: Buffer): void {
    this.#message('request', message);
  }

  received(message: Buffer): void {
    this.#message('answer', message);
  }

  /**
   * Creates the file. The handshake, which came before the versions were known, follows the header.
   *
   * @throws {TraciSessionError} `E_TRACI_SESSION_WRITE`.
   */
  begin(version: TraciVersion): void {
    const handshake = this.#waiting;
    const header = encodeHeader({ packageVersion: PACKAGE_VERSION, ...version });
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#records = 0;
    try {
      this.#descriptor = openSync(this.#partial, 'w');
    } catch (error) {
      throw this.#fail(error);
    }
    for (const record of [header, ...handshake]) this.#append(record);
  }

  /** Completes the file, whatever ended the connection; without `begin` there is none. */
  finish(reason: string): void {
    if (this.#finished) return;
    this.#finished = true;
    const descriptor = this.#descriptor;
    if (descriptor === undefined) return;
    this.#append(encodeRecord({ kind: 'end', reason }));
    try {
      this.#write(descriptor);
      writeAll(descriptor, encodeFooter(this.#records, this.#checksum));
      fsyncSync(descriptor);
      this.#descriptor = undefined;
      closeSync(descriptor);
      renameSync(this.#partial, this.#file);
    } catch (error) {
      this.#fail(error);
    }
  }

  get #partial(): string {
    return `${this.#file}.partial`;
  }

  #message(kind: Exclude<SessionRecord['kind'], 'end'>, bytes: Buffer): void {
    if (this.#finished || this.#failure !== undefined) return;
    this.#append(encodeRecord({ kind, milliseconds: this.#now() - this.#start, bytes }));
    if (this.#descriptor === undefined || this.#waitingBytes < WRITE_BYTES) return;
    try {
      this.#write(this.#descriptor);
    } catch (error) {
      this.onFailure(this.#fail(error));
    }
  }

  #append(record: Buffer): void {
    this.#waiting.push(record);
    this.#waitingBytes += record.length;
    this.#records++;
  }

  #write(descriptor: number): void {
    for (const record of this.#waiting) {
      this.#checksum = crc32(record, this.#checksum);
      writeAll(descriptor, record);
    }
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  /** An incomplete file is of no use: it goes. */
  #fail(cause: unknown): TraciSessionError {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    this.#finished = true;
    this.#waiting = [];
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.#failure = new TraciSessionError(`TraCI session: it cannot be recorded, ${reason}`, {
      code: 'E_TRACI_SESSION_WRITE',
      file: this.#file,
      cause,
    });
    rmSync(this.#partial, { force: true });
    return this.#failure;
  }
}

/** The system may take less than it is given. */
function writeAll(descriptor: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
}

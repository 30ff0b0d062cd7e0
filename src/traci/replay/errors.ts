/** What can be wrong with a recorded session, and with a client that plays against one. */
import { EdgeMLSimError } from '../../errors.ts';

/** Codes of a session's file. */
export type TraciSessionErrorCode =
  /** The file is no session, was cut off or damaged, or was written by a later version. */
  | 'E_TRACI_SESSION_FILE'
  /** The session cannot be written. */
  | 'E_TRACI_SESSION_WRITE';

/** The file of a session cannot be read or written. */
export class TraciSessionError extends EdgeMLSimError {
  /** Path of the file. */
  readonly file: string;

  constructor(
    message: string,
    fields: { readonly code: TraciSessionErrorCode; readonly file: string; readonly cause?: unknown },
  ) {
    super(`${message}: ${fields.file}`, { code: fields.code, kind: 'usage', cause: fields.cause });
    this.file = fields.file;
  }
}

/** Codes of a replay. */
export type TraciReplayErrorCode =
  /** The client sent something else than what was recorded. */
  | 'E_TRACI_REPLAY_DIVERGED'
  /** The client left, or the server was closed, before everything recorded had been asked for. */
  | 'E_TRACI_REPLAY_INCOMPLETE';

/** What a {@link TraciReplayError} knows. */
export interface TraciReplayErrorFields {
  readonly code: TraciReplayErrorCode;
  /** Number of the client's message, counted from 1; the handshake is the first. */
  readonly messageNumber: number;
  /** The message recorded, without its length prefix; undefined when the session had ended. */
  readonly expected?: Buffer | undefined;
  /** The message received, without its length prefix; undefined when there was none. */
  readonly got?: Buffer | undefined;
  readonly cause?: unknown;
}

/** The client did not do what was recorded. */
export class TraciReplayError extends EdgeMLSimError {
  readonly messageNumber: number;
  readonly expected: Buffer | undefined;
  readonly got: Buffer | undefined;

  constructor(message: string, fields: TraciReplayErrorFields) {
    super(message, { code: fields.code, kind: 'traffic', cause: fields.cause });
    this.messageNumber = fields.messageNumber;
    this.expected = fields.expected;
    this.got = fields.got;
  }
}

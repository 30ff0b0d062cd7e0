/**
 * The three ways a TraCI request fails; which one it was says whether the client can still be used.
 *
 * Thrown by every layer of this folder. `code` is stable and listed in `docs/errors.md`.
 */
import { EdgeMLSimError } from '../errors.ts';

/** Codes of a command that was refused. */
export type TraciCommandErrorCode =
  /** SUMO answered with an error, for instance because no object has this id. */
  | 'E_TRACI_REFUSED'
  /** SUMO does not know the command or the variable: it is too old, or it has no window. */
  | 'E_TRACI_NOT_IMPLEMENTED'
  /** The arguments cannot be sent; nothing was. */
  | 'E_TRACI_ARGUMENT';

/** What a {@link TraciCommandError} knows about the command. */
export interface TraciCommandErrorFields {
  readonly code: TraciCommandErrorCode;
  /** Id of the command, e.g. 0xa4. */
  readonly command: number;
  /** SUMO's own words, or ours where nothing was sent. */
  readonly description: string;
  readonly cause?: unknown;
}

/** A single command was refused. The connection lives and every other command is unharmed. */
export class TraciCommandError extends EdgeMLSimError {
  readonly command: number;
  readonly description: string;

  constructor(message: string, fields: TraciCommandErrorFields) {
    super(message, { code: fields.code, kind: 'traffic', cause: fields.cause });
    this.command = fields.command;
    this.description = fields.description;
  }
}

/** The bytes received are not TraCI. The connection that received them is closed. */
export class TraciProtocolError extends EdgeMLSimError {
  /** Where in the message it was noticed, in bytes from the start of the message body; -1 when unknown. */
  readonly offset: number;

  constructor(message: string, offset = -1) {
    super(offset < 0 ? message : `${message} (at byte ${offset})`, { code: 'E_TRACI_PROTOCOL', kind: 'traffic' });
    this.offset = offset;
  }
}

/** Codes of a connection that is dead or never came to life. */
export type TraciConnectionErrorCode =
  /** The program could not be started at all, for instance because there is no such file. */
  | 'E_SUMO_NOT_FOUND'
  /** SUMO ended before it accepted a connection; the message shows its own error line. */
  | 'E_SUMO_REFUSED'
  /** The port that the caller fixed belongs to another program. */
  | 'E_TRACI_PORT_TAKEN'
  /** Nobody accepted, or nobody answered the handshake, in time. */
  | 'E_TRACI_CONNECT'
  /** SUMO speaks an API version older than this client's oldest. */
  | 'E_TRACI_VERSION'
  /** The other side closed the connection in the middle of the work. */
  | 'E_TRACI_LOST'
  /** A request was not answered before its deadline. */
  | 'E_TRACI_TIMEOUT'
  /** The caller's abort signal fired. */
  | 'E_TRACI_ABORTED'
  /** The session could not be recorded any more; the cause says why. */
  | 'E_TRACI_RECORDING'
  /** `close()` was called before. */
  | 'E_TRACI_CLOSED';

/** The connection is dead: everything pending is rejected with it, and so is every later request. */
export class TraciConnectionError extends EdgeMLSimError {
  constructor(message: string, fields: { readonly code: TraciConnectionErrorCode; readonly cause?: unknown }) {
    super(message, { ...fields, kind: 'traffic' });
  }
}

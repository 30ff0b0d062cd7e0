/**
 * The base of every error that EdgeMLSim raises on purpose, and the three kinds the program tells apart.
 *
 * A subclass lives beside the code that throws it; `kind` alone decides the exit code (design: 2, 3, 4, 130).
 */

/** What sort of failure it is, from the user's point of view. */
export type ErrorKind = 'usage' | 'traffic' | 'cluster' | 'interrupted' | 'internal';

/** Fields that every EdgeMLSim error carries. */
export interface ErrorFields {
  /** Stable name such as `E_EXPERIMENT_VALUE`, listed in `docs/errors.md`. */
  readonly code: string;
  readonly kind: ErrorKind;
  /** Where in the user's input it lies, e.g. `edgeServers[1].range`. */
  readonly path?: string;
  readonly cause?: unknown;
}

/** Base class: one line of message that says what, where and what to do. */
export class EdgeMLSimError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly path: string | undefined;

  constructor(message: string, fields: ErrorFields) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.name = new.target.name;
    this.code = fields.code;
    this.kind = fields.kind;
    this.path = fields.path;
  }
}

/** Wrong usage, configuration or data, found before anything was started; or a disk that refuses results. Exit code 2. */
export class UsageError extends EdgeMLSimError {
  constructor(message: string, fields: Omit<ErrorFields, 'kind'>) {
    super(message, { ...fields, kind: 'usage' });
  }
}

/** True for errors raised on purpose by EdgeMLSim. */
export function isEdgeMLSimError(value: unknown): value is EdgeMLSimError {
  return value instanceof EdgeMLSimError;
}

/** What can be wrong with a recorded trace of traffic. */
import { EdgeMLSimError } from '../../errors.ts';

/** Codes of a trace. */
export type TraceErrorCode =
  /** The file is no trace, is damaged, or was written by a later version. */
  | 'E_TRACE_FILE'
  /** The trace cannot be written. */
  | 'E_TRACE_WRITE'
  /** The trace does not hold what the experiment needs. */
  | 'E_TRACE_COVERAGE'
  /** The trace ends before the experiment does. */
  | 'E_TRACE_END';

/** A trace that cannot be recorded, read, or used for this experiment. */
export class TraceError extends EdgeMLSimError {
  /** Path of the file. */
  readonly file: string;

  /** @param message - without the file, which is added. */
  constructor(
    message: string,
    fields: { readonly code: TraceErrorCode; readonly file: string; readonly cause?: unknown },
  ) {
    const kind = fields.code === 'E_TRACE_END' ? 'traffic' : 'usage';
    super(`${fields.file}: ${message}`, { code: fields.code, kind, path: 'traffic', cause: fields.cause });
    this.file = fields.file;
  }
}

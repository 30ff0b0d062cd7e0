/**
 * Failures of data: absent, malformed, asked for in a way that it cannot give.
 *
 * All are the user's to mend, so all end the program with exit code 2 before anything was started.
 */
import { UsageError } from '../../errors.ts';

/** Codes of data failures, listed in `docs/errors.md`. */
export type DataErrorCode =
  /** No place that was searched holds the data set, or a file of it is missing. */
  | 'E_DATA_NOT_FOUND'
  /** A file is not what its format demands. */
  | 'E_DATA_FORMAT'
  /** The data set cannot give what was asked of it (counts, names, labels). */
  | 'E_DATA_REQUEST'
  /** A download failed or its content has another checksum. */
  | 'E_DATA_FETCH'
  /** Examples cannot be divided as asked. */
  | 'E_DATA_PARTITION';

/** One line that says which file or option, what was expected, what was got. */
export class DataError extends UsageError {
  declare readonly code: DataErrorCode;

  constructor(code: DataErrorCode, message: string, fields: { readonly path?: string; readonly cause?: unknown } = {}) {
    super(message, { ...fields, code });
  }
}

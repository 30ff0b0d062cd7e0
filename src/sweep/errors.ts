/** What is wrong with a sweep, raised before anything starts. */
import { UsageError } from '../errors.ts';

/** Codes of `SweepError`. */
export type SweepErrorCode = 'E_SWEEP' | 'E_SWEEP_FOLDER';

/** The sweep, or the folder for its results, cannot be used. Exit code 2. */
export class SweepError extends UsageError {
  declare readonly code: SweepErrorCode;
  // Narrows the codes of the base class.
  // eslint-disable-next-line @typescript-eslint/no-useless-constructor
  constructor(message: string, fields: { code: SweepErrorCode; path?: string; cause?: unknown }) {
    super(message, fields);
  }
}

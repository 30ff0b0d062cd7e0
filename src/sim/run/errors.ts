/** What can go wrong when runs are started from a moment of another run. */
import { UsageError } from '../../errors.ts';

/** Stable codes of {@link ForkError}. */
export type ForkErrorCode = 'E_FORK' | 'E_FORK_CHANGE' | 'E_FORK_MOMENT';

/** The run, the moment or a change does not allow a fork; nothing was started. */
export class ForkError extends UsageError {
  constructor(code: ForkErrorCode, message: string, path?: string) {
    super(message, { code, ...(path !== undefined && { path }) });
  }
}

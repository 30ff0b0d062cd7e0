/** What keeps a reproduction from being started. */
import { UsageError } from '../errors.ts';

/** The published results cannot be used (`E_PUBLISHED_DATA`). Exit code 2. */
export class ReproductionError extends UsageError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: 'E_PUBLISHED_DATA', path: '--published', cause });
  }
}

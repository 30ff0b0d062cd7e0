/** What can go wrong when a selection policy is made from a name and options. */
import { UsageError } from '../../errors.ts';

/** Stable codes of `SelectionError`. */
export type SelectionErrorCode = 'E_UNKNOWN_SELECTION' | 'E_SELECTION_OPTIONS';

/** Raised by the registry of selection policies and their constructors. */
export class SelectionError extends UsageError {
  constructor(code: SelectionErrorCode, message: string) {
    super(message, { code });
  }
}

/** What can go wrong with checkpoints. */
import { UsageError } from '../../errors.ts';

/** Codes of `CheckpointError`. */
export type CheckpointErrorCode = 'E_CHECKPOINT' | 'E_CHECKPOINT_WRITE' | 'E_CHECKPOINT_STATE';

/**
 * There is no checkpoint that can be used, one cannot be written, or a state holds what none can keep. Exit code 2.
 *
 * `path` names the value of the state, for `E_CHECKPOINT_STATE`.
 */
export class CheckpointError extends UsageError {
  declare readonly code: CheckpointErrorCode;
  // Narrows the codes of the base class.
  // eslint-disable-next-line @typescript-eslint/no-useless-constructor
  constructor(message: string, fields: { code: CheckpointErrorCode; path?: string; cause?: unknown }) {
    super(message, fields);
  }
}

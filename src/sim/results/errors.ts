/** What can go wrong with writing the folder of a run. */
import { UsageError } from '../../errors.ts';

/**
 * The disk is full, or refuses what a run writes for another reason. Exit code 2.
 *
 * What was written before stays, and `--resume` goes on from the last checkpoint: line files are cut to what they held then.
 */
export class ResultsError extends UsageError {
  declare readonly code: 'E_RESULTS_WRITE';

  readonly #what: string;
  readonly #refusal: Error;

  /**
   * @param what - file or folder, and what cannot be done with it.
   * @param refusal - the system's; its message is made part of this one.
   * @param then - what to do once there is room again.
   */
  constructor(what: string, refusal: Error, then: string) {
    super(`${what}: ${refusal.message}; free some space, or see to the folder's permissions, and ${then}`, {
      code: 'E_RESULTS_WRITE',
      cause: refusal,
    });
    this.#what = what;
    this.#refusal = refusal;
  }

  /** The same refusal, for somebody who has to do something else once there is room again. */
  advising(then: string): ResultsError {
    return new ResultsError(this.#what, this.#refusal, then);
  }
}

/** What to do about a run once there is room again. */
export const GO_ON = 'go on with the same command and --resume';

/**
 * Passes on what `action` gives; what the system refuses becomes a {@link ResultsError}.
 *
 * @param what - as that one's; so is `then`.
 */
export function orResultsError<Result>(what: string, action: () => Result, then = GO_ON): Result {
  try {
    return action();
  } catch (cause) {
    // Refusals of the system have a code and a number; anything else is a defect, and must look like one.
    if (!(cause instanceof Error) || !('errno' in cause)) throw cause;
    throw new ResultsError(what, cause, then);
  }
}

/**
 * For whoever runs something as a part of his own work: what it cannot write is told with what to do about the whole.
 *
 * @param then - as {@link ResultsError}'s.
 */
export async function advised<Result>(then: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ResultsError ? error.advising(then) : error;
  }
}

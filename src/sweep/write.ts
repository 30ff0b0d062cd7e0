/** Writes of our own beside those of the runs: whole files only, and a disk that refuses is told in one line. */
import { mkdirSync } from 'node:fs';
import { replaceFile } from '../replace-file.ts';
import { orResultsError } from '../sim/index.ts';

/** What to do once there is room again, where what is done is not done again. */
export const AGAIN = 'give the same command again: what is done stays done';

/**
 * Replaces a file at once.
 *
 * @param then - what to do when it could not be written.
 * @throws {ResultsError} `E_RESULTS_WRITE`; what was in the file before is still in it.
 */
export function writeWhole(file: string, content: string | Uint8Array, then: string = AGAIN): void {
  refusalTold(
    `${file}: cannot be written`,
    () => {
      replaceFile(file, content);
    },
    then,
  );
}

/**
 * Makes a folder and those above it, where they are not there.
 *
 * @param then - what to do when it could not be made.
 * @throws {ResultsError} `E_RESULTS_WRITE`
 */
export function makeFolder(folder: string, then: string = AGAIN): void {
  refusalTold(`${folder}: cannot be made`, () => mkdirSync(folder, { recursive: true }), then);
}

/** @throws {ResultsError} `E_RESULTS_WRITE` for what the system refuses in `action`. */
export function refusalTold<Result>(what: string, action: () => Result, then: string = AGAIN): Result {
  return orResultsError(what, action, then);
}

/** From an error to one line and an exit code. */
import { isEdgeMLSimError, type ErrorKind } from '../index.ts';

/** 0 done; 2 wrong usage, configuration or data; 3 SUMO or TraCI; 4 the cluster; 130 interrupted; 1 a defect of ours. */
const EXIT_CODES: Readonly<Record<ErrorKind, number>> = {
  usage: 2,
  traffic: 3,
  cluster: 4,
  interrupted: 130,
  internal: 1,
};

export const INTERRUPTED = EXIT_CODES.interrupted;

/** The same as for results that a disk refuses. */
export const OUTPUT_REFUSED = EXIT_CODES.usage;

/** The exit code for whatever was thrown. */
export function exitCodeOf(error: unknown): number {
  return isEdgeMLSimError(error) ? EXIT_CODES[error.kind] : 1;
}

/** What the exit code of many runs tells when some failed: the failure least likely to be the user's own. */
const TELLING_FIRST: readonly ErrorKind[] = ['internal', 'cluster', 'traffic', 'usage'];

/** @param kinds - of the failures of runs, at least one. */
export function exitCodeOfFailures(kinds: readonly ErrorKind[]): number {
  return EXIT_CODES[TELLING_FIRST.find((kind) => kinds.includes(kind)) ?? 'internal'];
}

/**
 * One line for the user; with `verbose` the stack and the causes below it.
 *
 * An error that nobody foresaw says so, since its message was not written for users.
 */
export function describeError(error: unknown, verbose: boolean): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = isEdgeMLSimError(error)
    ? `edgemlsim: ${message}`
    : `edgemlsim: unexpected failure: ${message}; please report it with the output of --verbose`;
  const oneLine = line.replaceAll(/\s*\n\s*/g, ' ');
  return verbose && error instanceof Error ? `${oneLine}\n${stackWithCauses(error)}` : oneLine;
}

function stackWithCauses(error: Error): string {
  const own = error.stack ?? String(error);
  return error.cause instanceof Error ? `${own}\ncaused by ${stackWithCauses(error.cause)}` : own;
}

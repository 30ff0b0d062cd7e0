/** SUMO's own state in a file. */
import { TraciConnectionError, type TraciClient } from '../../traci/index.ts';
import { GO_ON, ResultsError } from '../results/errors.ts';

/** SUMO ends itself when a disk takes no more of its state; what it says then is its C++ library's. */
const DISK_REFUSES = /iostream/;

/**
 * @param file - absolute path.
 * @throws {ResultsError} `E_RESULTS_WRITE`: the disk is full, and SUMO has ended over it.
 */
export async function saveTrafficState(
  { simulation }: { readonly simulation: Pick<TraciClient['simulation'], 'saveState'> },
  file: string,
): Promise<void> {
  try {
    await simulation.saveState(file);
  } catch (cause) {
    if (!(cause instanceof TraciConnectionError) || !DISK_REFUSES.test(cause.message)) throw cause;
    throw new ResultsError(`${file}: expected room for the state of traffic`, cause, GO_ON);
  }
}

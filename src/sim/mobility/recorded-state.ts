/**
 * The state of recorded traffic: how many of its steps have been taken. Written where SUMO would save its own, so that a
 * run is kept in the same way whatever moves its vehicles.
 */
import { writeFile } from 'node:fs/promises';
import { EdgeMLSimError } from '../../errors.ts';

/**
 * @param source - path of the trace or FCD, for whoever reads it.
 * @throws {EdgeMLSimError} `E_TRAFFIC_STATE`: the file cannot be written.
 */
export async function saveRecordedState(file: string, source: string, step: number): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify({ recorded: source, step })}\n`);
  } catch (cause) {
    throw new EdgeMLSimError(`${file}: the state of traffic cannot be saved: ${(cause as Error).message}`, {
      code: 'E_TRAFFIC_STATE',
      kind: 'traffic',
      cause,
    });
  }
}

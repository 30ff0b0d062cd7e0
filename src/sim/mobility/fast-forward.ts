/** Bringing traffic back to a moment by stepping it there again: exact with every SUMO, and as slow as traffic is. */
import { EdgeMLSimError } from '../../errors.ts';
import type { ActedStep } from './actions.ts';
import type { MobilitySource } from './source.ts';

export interface FastForwardOptions {
  /** What a policy had done to traffic by then, which is done again at its moments. */
  readonly acted?: readonly ActedStep[];
  /** Gives up between two steps. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes steps until `step` has been taken, and drops their frames.
 *
 * @throws {EdgeMLSimError} `E_TRAFFIC_RESUME`: the traffic is over before; `E_INTERRUPTED`.
 */
export async function fastForward(
  mobility: MobilitySource,
  step: number,
  { acted = [], signal }: FastForwardOptions = {},
): Promise<void> {
  const actions = new Map(acted.map((one) => [one.step, one.actions]));
  for (let taken = 0; taken < step; taken++) {
    if (signal?.aborted === true)
      throw new EdgeMLSimError(`interrupted while traffic was stepped to step ${step}`, {
        code: 'E_INTERRUPTED',
        kind: 'interrupted',
      });
    if ((await mobility.next()) === undefined)
      throw trafficResumeError(`expected ${step} steps of traffic before going on, it was over after ${taken}`);
    mobility.act?.(actions.get(taken + 1) ?? []);
  }
}

/** Traffic cannot be brought back to where it was. Exit code 3. */
export function trafficResumeError(message: string): EdgeMLSimError {
  return new EdgeMLSimError(`traffic cannot be brought back: ${message}; was a file of its configuration changed?`, {
    code: 'E_TRAFFIC_RESUME',
    kind: 'traffic',
  });
}

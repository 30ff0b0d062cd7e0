/**
 * Mobility from a SUMO with a window: somebody may pause it for as long as they like, or close it.
 *
 * While the window is paused sumo-gui does not answer the step, and the step has no deadline; so the run stands still
 * where it is, and nothing is computed. An interruption ends that wait.
 */
import { isEdgeMLSimError } from '../../errors.ts';
import { TraciConnectionError } from '../../traci/index.ts';
import type { MobilitySource, StepOptions, TrafficFrame } from '../mobility/source.ts';

/**
 * @param signal - when it fires, the frames end, whether the window answers or not.
 * @param released - awaited before each step, for a run that waits at a round.
 */
export function watchWindow(
  mobility: MobilitySource,
  signal?: AbortSignal,
  released: () => Promise<void> = () => Promise.resolve(),
): MobilitySource {
  const nextReleased = async (options?: StepOptions): Promise<TrafficFrame | undefined> => {
    await released();
    return signal?.aborted === true ? undefined : mobility.next(options);
  };
  return {
    stepLengthMs: mobility.stepLengthMs,
    version: mobility.version,
    next: async (options) => {
      try {
        return await untilAborted(nextReleased(options), signal);
      } catch (cause) {
        if (!isWindowClosed(cause)) throw cause;
        throw new TraciConnectionError("the sumo-gui window was closed; the results so far are in the run's folder", {
          code: 'E_TRACI_LOST',
          cause,
        });
      }
    },
    ...(mobility.act && { act: (actions) => mobility.act?.(actions) }),
    close: () => mobility.close(),
  };
}

async function untilAborted(
  next: Promise<TrafficFrame | undefined>,
  signal: AbortSignal | undefined,
): Promise<TrafficFrame | undefined> {
  if (signal === undefined) return next;
  let stopListening = (): void => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    const onAbort = (): void => {
      resolve(undefined);
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    stopListening = () => {
      signal.removeEventListener('abort', onAbort);
    };
  });
  // When the wait was given up, the connection's end is what close() sees to.
  next.catch(() => undefined);
  try {
    return await Promise.race([next, aborted]);
  } finally {
    stopListening();
  }
}

/** A sumo-gui that ends with code 0 in the middle of a run was closed; one that fails ends with another. */
function isWindowClosed(error: unknown): boolean {
  return isEdgeMLSimError(error) && error.code === 'E_TRACI_LOST' && /exited with code 0\b/.test(error.message);
}

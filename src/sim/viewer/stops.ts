/**
 * Where the run stops to be looked at: at times, where sumo-gui stops by its own breakpoints, and after rounds, where the
 * next step is not made until somebody says so. At each stop the state is told.
 */
import type { SimulationEvent } from '../events.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { Progress } from '../simulator.ts';
import type { ViewerOptions } from './options.ts';
import type { StateTracker } from './states.ts';
import { stateLines } from './state-lines.ts';

export interface Stops {
  onEvent(event: SimulationEvent): void;
  /**
   * Tells the state where the run stops.
   *
   * @param timeMs - of the step's frame.
   * @returns whether it waits at a round.
   */
  afterStep(timeMs: number, progress: Progress): boolean;
  /** Resolves when the next step may be made. */
  released(): Promise<void>;
}

export interface StopsParts {
  readonly experiment: Experiment;
  readonly tracker: StateTracker;
  /** Told line by line. */
  readonly onNotice: (message: string) => void;
}

export function createStops(
  { breakAt = [], breakAtRounds }: Pick<ViewerOptions, 'breakAt' | 'breakAtRounds'>,
  { experiment, tracker, onNotice }: StopsParts,
): Stops {
  const timesMs = new Set(breakAt.map((seconds) => Math.round(seconds * 1000)));
  const rounds = new Set(breakAtRounds?.rounds);
  let isReached = false;
  let wait: Promise<void> = Promise.resolve();
  return {
    onEvent(event) {
      if (event.type === 'round' && rounds.has(event.round)) isReached = true;
    },
    afterStep(timeMs, progress) {
      const waits = isReached && breakAtRounds !== undefined;
      isReached = false;
      // The step sent next shows the time of this frame on sumo-gui's clock, and its breakpoints go by that clock.
      const stops = timesMs.has(timeMs);
      if (!waits && !stops) return false;
      for (const line of stateLines(timeMs, progress, { experiment, tracker })) onNotice(line);
      if (stops) onNotice('  press play in the window (Ctrl-A) to go on');
      if (waits) {
        onNotice(`  ${breakAtRounds.howToGoOn} to go on`);
        wait = breakAtRounds.goOn();
      }
      return waits;
    },
    released: () => wait,
  };
}

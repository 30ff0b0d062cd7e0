/** What the events of a run go into: counts by place, lines of files, the window. */
import type { SimulationEvent } from '../events.ts';
import type { ResultsFolder } from '../results/folder.ts';
import { outageLine } from '../results/outages.ts';
import type { PlaceCounter } from '../results/places.ts';
import type { Viewer } from '../viewer/viewer.ts';

export interface EventReceivers {
  readonly folder: ResultsFolder;
  readonly places: PlaceCounter;
  /** Undefined without a window. */
  readonly viewer: Viewer | undefined;
  /** Whether `events.jsonl` is written. */
  readonly keepsEvents: boolean;
}

/** Called for each event, in this order, with its line of `events.jsonl`. */
export function eventListeners({
  folder,
  places,
  viewer,
  keepsEvents,
}: EventReceivers): readonly ((event: SimulationEvent, line: string) => void)[] {
  return [
    (event) => {
      places.onEvent(event);
      const outage = outageLine(event);
      if (outage !== undefined) folder.appendLine('outages.csv', outage);
    },
    (event, line) => {
      if (keepsEvents) folder.appendLine('events.jsonl', line);
      viewer?.onEvent(event);
    },
  ];
}

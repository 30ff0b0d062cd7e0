/** The state of a run in a few lines, for whoever stops it to look: edge servers, who is in range, what workers do. Pure. */
import type { Experiment } from '../experiment/schema.ts';
import type { Progress } from '../simulator.ts';
import type { WorkerView } from './activities.ts';
import type { StateTracker } from './states.ts';

/** Ids in a list before the rest is only counted. */
const MOST_LISTED = 6;

/** What is known of the run besides its progress. */
export interface KnownState {
  readonly experiment: Pick<Experiment, 'edgeServers'>;
  readonly tracker: Pick<StateTracker, 'workers' | 'byzantine' | 'collected' | 'crashedServers'>;
}

/**
 * E.g.
 *
 *     stopped at 30 s: round 7, epoch 1.23, 90 gradients, test accuracy 0.500
 *       rsu1: 3 in range: 2 computing (v1, v5), 1 waiting (v3); 4 gradients since its last aggregation
 *       elsewhere: 1 carrying a gradient (v7)
 *
 * @param timeMs - of the step's frame, simulated ms.
 */
export function stateLines(timeMs: number, progress: Progress, known: KnownState): readonly string[] {
  const { round, epochs, gradients, accuracy } = progress;
  const { experiment, tracker } = known;
  const tested = accuracy === undefined ? 'accuracy not tested yet' : `test accuracy ${accuracy.toFixed(3)}`;
  const isElsewhere = ({ edgeServer, activity, isCrashed }: WorkerView): boolean =>
    edgeServer === null && (activity !== undefined || isCrashed);
  const elsewhere = doings(tracker, isElsewhere);
  const byzantine = [...tracker.byzantine];
  return [
    `stopped at ${timeMs / 1000} s: round ${round}, epoch ${epochs.toFixed(2)}, ${gradients} gradients, ${tested}`,
    ...experiment.edgeServers.map(({ name }, index) => `  ${serverLine(name, progress.inRange[index] ?? 0, tracker)}`),
    ...(elsewhere === '' ? [] : [`  elsewhere: ${elsewhere}`]),
    ...(byzantine.length === 0 ? [] : [`  Byzantine in their latest aggregation: ${listed(byzantine)}`]),
  ];
}

function serverLine(name: string, inRange: number, tracker: KnownState['tracker']): string {
  if (tracker.crashedServers.has(name)) return `${name}: down`;
  const doing = doings(tracker, ({ edgeServer }) => edgeServer === name);
  const collected = tracker.collected(name);
  const gradients = `${collected} ${collected === 1 ? 'gradient' : 'gradients'} since its last aggregation`;
  return `${name}: ${inRange} in range${doing === '' ? '' : `: ${doing}`}; ${gradients}`;
}

/** How many do what, and who. */
function doings({ workers }: Pick<StateTracker, 'workers'>, counts: (worker: WorkerView) => boolean): string {
  const groups = new Map<string, string[]>();
  for (const [vehicle, worker] of workers) {
    if (!counts(worker)) continue;
    const doing = doingOf(worker);
    groups.set(doing, [...(groups.get(doing) ?? []), vehicle]);
  }
  return [...groups.keys()]
    .sort()
    .map((doing) => `${groups.get(doing)!.length} ${doing} (${listed(groups.get(doing)!)})`)
    .join(', ');
}

function doingOf({ activity, isCrashed }: WorkerView): string {
  if (isCrashed) return 'crashed';
  switch (activity?.kind) {
    case undefined:
      return 'waiting';
    case 'computing':
      return 'computing';
    case 'carrying':
      return 'carrying a gradient';
    case 'receiving':
    case 'sending':
      return `${activity.kind}${activity.isBroken ? ', link broken' : ''}`;
  }
}

/** In order of number within names, as people count: v2 before v10. */
function listed(ids: readonly string[]): string {
  const sorted = [...ids].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const rest = sorted.length - MOST_LISTED;
  return rest <= 0 ? sorted.join(', ') : `${sorted.slice(0, MOST_LISTED).join(', ')} and ${rest} more`;
}

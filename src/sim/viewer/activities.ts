/**
 * What each worker is doing, told from the events of a run alone. Pure state over `SimulationEvent`s; knows no window.
 *
 * The simulation's own record of it (`nodes/worker.ts`) stays its own: whoever watches gets events and nothing else.
 */
import type { SimulationEvent } from '../events.ts';
import type { Experiment } from '../experiment/schema.ts';

/** What becomes of a message whose link breaks. */
export type InterruptionPolicy = Experiment['network']['interruption']['policy'];

/** A piece of work; `isBroken` while nothing can travel because the link is gone. */
export type Activity =
  | { readonly kind: 'receiving'; readonly round: number; readonly edgeServer: string; readonly isBroken: boolean }
  | { readonly kind: 'computing'; readonly round: number; readonly gradient: number }
  | { readonly kind: 'carrying'; readonly gradient: number }
  | { readonly kind: 'sending'; readonly gradient: number; readonly edgeServer: string; readonly isBroken: boolean };

/** A worker as far as events tell. */
export interface WorkerView {
  /** The edge server in whose range it is. */
  readonly edgeServer: string | null;
  /** Undefined when it has nothing to do. */
  readonly activity: Activity | undefined;
  readonly isCrashed: boolean;
}

/** Follows all workers of a run. */
export interface Activities {
  /** Workers that were heard of and are on the map. */
  readonly workers: ReadonlyMap<string, WorkerView>;
  onEvent(event: SimulationEvent): void;
  /** A vehicle left the map. */
  forget(vehicle: string): void;
}

const UNKNOWN: WorkerView = { edgeServer: null, activity: undefined, isCrashed: false };

export function createActivities(policy: InterruptionPolicy): Activities {
  const workers = new Map<string, WorkerView>();
  const change = (vehicle: string, changes: Partial<WorkerView>): void => {
    workers.set(vehicle, { ...(workers.get(vehicle) ?? UNKNOWN), ...changes });
  };
  const activityOf = (vehicle: string): Activity | undefined => workers.get(vehicle)?.activity;

  /** A message that rested goes on when the same edge server is in reach again; no event says so. */
  const linked = (vehicle: string, edgeServer: string | null): void => {
    const activity = activityOf(vehicle);
    const goesOn = isTransfer(activity) && activity.edgeServer === edgeServer;
    change(vehicle, { edgeServer, ...(goesOn && { activity: { ...activity, isBroken: false } }) });
  };
  /** Comes after the `link` that broke it. What starts anew through another edge server has an event of its own. */
  const interrupted = (vehicle: string): void => {
    const { activity, edgeServer } = workers.get(vehicle) ?? UNKNOWN;
    if (!isTransfer(activity)) return;
    if (policy === 'lost') change(vehicle, { activity: undefined });
    else if (policy === 'handover' && edgeServer !== null)
      change(vehicle, { activity: { ...activity, edgeServer, isBroken: false } });
    else change(vehicle, { activity: { ...activity, isBroken: true } });
  };

  return {
    workers,
    onEvent(event) {
      switch (event.type) {
        case 'link':
          linked(event.vehicle, event.edgeServer);
          break;
        case 'receive': {
          const { vehicle, round, edgeServer } = event;
          change(vehicle, { activity: { kind: 'receiving', round, edgeServer, isBroken: false } });
          break;
        }
        case 'compute':
          change(event.vehicle, { activity: { kind: 'computing', round: event.round, gradient: event.gradient } });
          break;
        case 'computed':
          change(event.vehicle, { activity: { kind: 'carrying', gradient: event.gradient } });
          break;
        case 'send': {
          const { vehicle, gradient, edgeServer } = event;
          change(vehicle, { activity: { kind: 'sending', gradient, edgeServer, isBroken: false } });
          break;
        }
        case 'interrupt':
          interrupted(event.vehicle);
          break;
        case 'deliver':
        case 'lost':
          change(event.vehicle, { activity: undefined });
          break;
        case 'omit':
          if ('vehicle' in event) change(event.vehicle, { activity: undefined });
          break;
        case 'crash':
          if (event.tier === 'worker') change(event.node, { activity: undefined, isCrashed: true });
          break;
        case 'recover':
          // It may have left the map while it was down.
          if (event.tier === 'worker' && workers.has(event.node)) change(event.node, { isCrashed: false });
          break;
        default:
          break;
      }
    },
    forget(vehicle) {
      workers.delete(vehicle);
    },
  };
}

function isTransfer(
  activity: Activity | undefined,
): activity is Extract<Activity, { readonly kind: 'receiving' | 'sending' }> {
  return activity?.kind === 'receiving' || activity?.kind === 'sending';
}

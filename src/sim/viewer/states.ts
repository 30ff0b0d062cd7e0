/**
 * From the events of a step to what the window shows of it. Pure state over `SimulationEvent`s; knows no window.
 *
 * A step of one second holds many gradients of a fast worker; the most telling state of the step is the one shown:
 * crashed before Byzantine before late before delivered, and else what the worker is doing at the step's end.
 */
import type { SimulationEvent } from '../events.ts';
import { createActivities, type InterruptionPolicy, type WorkerView } from './activities.ts';
import type { ShownState } from './colours.ts';
import type { Point } from './shapes.ts';

/** A gradient handed over in the last step. */
export interface Delivery {
  readonly vehicle: string;
  readonly edgeServer: string;
  /** The edge server had no use for it any more. */
  readonly late: boolean;
}

/** Something on its way between a vehicle and an edge server: theta down to it, or its gradient up. */
export interface ShownTransfer {
  readonly vehicle: string;
  readonly edgeServer: string;
  readonly direction: 'down' | 'up';
}

/** What came to nothing in the last step. */
export type Loss =
  /** A gradient that went with its vehicle or its link. */
  | { readonly kind: 'lost'; readonly gradient: number; readonly at: Point }
  /** A gradient that a faulty worker kept to itself. */
  | { readonly kind: 'omitted'; readonly gradient: number; readonly vehicle: string }
  /** A message between a faulty edge server, or one with a faulty cloud link, and the cloud server. */
  | { readonly kind: 'omitted-by-server'; readonly edgeServer: string };

/** What a step looked like. */
export interface StepView {
  /** Vehicles whose shown state changed. */
  readonly changed: ReadonlyMap<string, ShownState>;
  /** The last delivery of each vehicle that delivered. */
  readonly deliveries: readonly Delivery[];
  /** What is on its way at the end of the step. */
  readonly transfers: readonly ShownTransfer[];
  readonly losses: readonly Loss[];
  /** Edge servers whose aggregate was replaced by the adversary in the latest round. */
  readonly byzantineServers: ReadonlySet<string>;
  /** Edge servers that are down. */
  readonly crashedServers: ReadonlySet<string>;
}

/** Follows the events of a run. */
export interface StateTracker {
  /** Workers that were heard of and are on the map. */
  readonly workers: ReadonlyMap<string, WorkerView>;
  /** Vehicles whose latest gradient to be aggregated was the adversary's. */
  readonly byzantine: ReadonlySet<string>;
  /** Edge servers that are down. */
  readonly crashedServers: ReadonlySet<string>;
  /** Gradients accepted by an edge server since its latest aggregation. */
  collected(edgeServer: string): number;
  onEvent(event: SimulationEvent): void;
  /** Ends a step: what changed since the last call. */
  endStep(): StepView;
  /** A vehicle left the map. */
  forget(vehicle: string): void;
}

export function createStateTracker(policy: InterruptionPolicy): StateTracker {
  const activities = createActivities(policy);
  const { workers } = activities;
  const shown = new Map<string, ShownState>();
  const deliveries = new Map<string, Delivery>();
  const collected = new Map<string, number>();
  const byzantine = new Set<string>();
  const crashedServers = new Set<string>();
  let byzantineServers: ReadonlySet<string> = new Set();
  let losses: Loss[] = [];

  const stateOf = (vehicle: string): ShownState => {
    const worker = workers.get(vehicle);
    if (worker?.isCrashed === true) return 'crashed';
    if (byzantine.has(vehicle)) return 'byzantine';
    const delivery = deliveries.get(vehicle);
    if (delivery !== undefined) return delivery.late ? 'late' : 'delivered';
    return worker === undefined ? 'out-of-range' : stateAtWork(worker);
  };
  const aggregated = (vehicles: readonly string[], faulty: readonly number[]): void => {
    for (const vehicle of vehicles) byzantine.delete(vehicle);
    for (const position of faulty) {
      const vehicle = vehicles[position];
      if (vehicle !== undefined && isInRange(workers.get(vehicle))) byzantine.add(vehicle);
    }
  };
  return {
    workers,
    byzantine,
    crashedServers,
    collected: (edgeServer) => collected.get(edgeServer) ?? 0,
    onEvent(event) {
      activities.onEvent(event);
      switch (event.type) {
        case 'link':
          if (event.edgeServer === null) byzantine.delete(event.vehicle);
          break;
        case 'deliver': {
          const { vehicle, edgeServer, late } = event;
          deliveries.set(vehicle, { vehicle, edgeServer, late });
          if (!late) collected.set(edgeServer, (collected.get(edgeServer) ?? 0) + 1);
          break;
        }
        case 'lost':
          losses.push({ kind: 'lost', gradient: event.gradient, at: [event.x, event.y] });
          break;
        case 'omit':
          losses.push(
            'vehicle' in event
              ? { kind: 'omitted', gradient: event.gradient, vehicle: event.vehicle }
              : { kind: 'omitted-by-server', edgeServer: event.edgeServer },
          );
          break;
        case 'crash':
          if (event.tier !== 'edge-server') break;
          crashedServers.add(event.node);
          collected.delete(event.node);
          break;
        case 'recover':
          if (event.tier === 'edge-server') crashedServers.delete(event.node);
          break;
        case 'aggregate':
          collected.delete(event.edgeServer);
          aggregated(event.vehicles, event.faulty);
          break;
        case 'round': {
          const { edgeServers, faulty } = event;
          byzantineServers = new Set(edgeServers.filter((_, position) => faulty.includes(position)));
          break;
        }
        default:
          break;
      }
    },
    endStep() {
      const changed = new Map<string, ShownState>();
      for (const vehicle of new Set([...shown.keys(), ...workers.keys(), ...deliveries.keys()])) {
        const state = stateOf(vehicle);
        if (state !== (shown.get(vehicle) ?? 'out-of-range')) changed.set(vehicle, state);
        if (state === 'out-of-range') shown.delete(vehicle);
        else shown.set(vehicle, state);
      }
      const view = {
        changed,
        deliveries: [...deliveries.values()],
        transfers: transfersOf(workers),
        losses,
        byzantineServers,
        crashedServers,
      };
      deliveries.clear();
      losses = [];
      return view;
    },
    forget(vehicle) {
      activities.forget(vehicle);
      for (const kept of [shown, deliveries, byzantine]) kept.delete(vehicle);
    },
  };
}

function isInRange(worker: WorkerView | undefined): boolean {
  return (worker?.edgeServer ?? null) !== null;
}

function stateAtWork(worker: WorkerView): ShownState {
  const { activity } = worker;
  switch (activity?.kind) {
    case 'computing':
      return 'computing';
    case 'carrying':
      return 'carrying';
    case 'sending':
      return activity.isBroken ? 'carrying' : 'sending';
    case 'receiving':
      if (!activity.isBroken) return 'receiving';
      break;
    case undefined:
  }
  return isInRange(worker) ? 'in-range' : 'out-of-range';
}

function transfersOf(workers: ReadonlyMap<string, WorkerView>): readonly ShownTransfer[] {
  const transfers: ShownTransfer[] = [];
  for (const [vehicle, { activity }] of workers) {
    if ((activity?.kind !== 'receiving' && activity?.kind !== 'sending') || activity.isBroken) continue;
    const direction = activity.kind === 'receiving' ? 'down' : 'up';
    transfers.push({ vehicle, edgeServer: activity.edgeServer, direction });
  }
  return transfers;
}

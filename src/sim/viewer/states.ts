/**
 * From the events of a step to what each vehicle is shown as. Pure state over `SimulationEvent`s; knows no window.
 *
 * A step of one second holds many gradients of a fast worker; the most telling state of the step is the one shown:
 * Byzantine before late before delivered before computing before in range.
 */
import type { SimulationEvent } from '../events.ts';
import type { ShownState } from './colours.ts';

/** A gradient handed over in the last step. */
export interface Delivery {
  readonly vehicle: string;
  readonly edgeServer: string;
  /** The edge server had no use for it any more. */
  readonly late: boolean;
}

/** What a step looked like. */
export interface StepView {
  /** Vehicles whose shown state changed. */
  readonly changed: ReadonlyMap<string, ShownState>;
  /** The last delivery of each vehicle that delivered. */
  readonly deliveries: readonly Delivery[];
  /** Edge servers whose aggregate was replaced by the adversary in the latest round. */
  readonly byzantineServers: ReadonlySet<string>;
}

/** Follows the events of a run. */
export interface StateTracker {
  onEvent(event: SimulationEvent): void;
  /** Ends a step: what changed since the last call. */
  endStep(): StepView;
  /** A vehicle left the map. */
  forget(vehicle: string): void;
}

export function createStateTracker(): StateTracker {
  const shown = new Map<string, ShownState>();
  const linked = new Set<string>();
  const computing = new Set<string>();
  const deliveries = new Map<string, Delivery>();
  /** In range, and the latest of their gradients to be aggregated was the adversary's. */
  const byzantine = new Set<string>();
  let byzantineServers: ReadonlySet<string> = new Set();

  const stateOf = (vehicle: string): ShownState => {
    if (byzantine.has(vehicle)) return 'byzantine';
    const delivery = deliveries.get(vehicle);
    if (delivery !== undefined) return delivery.late ? 'late' : 'delivered';
    if (computing.has(vehicle)) return 'computing';
    return linked.has(vehicle) ? 'in-range' : 'out-of-range';
  };
  const aggregated = (vehicles: readonly string[], faulty: readonly number[]): void => {
    for (const vehicle of vehicles) byzantine.delete(vehicle);
    for (const position of faulty) {
      const vehicle = vehicles[position];
      if (vehicle !== undefined && linked.has(vehicle)) byzantine.add(vehicle);
    }
  };
  const linkChanged = (vehicle: string, edgeServer: string | null): void => {
    if (edgeServer !== null) linked.add(vehicle);
    else {
      linked.delete(vehicle);
      byzantine.delete(vehicle);
    }
  };
  return {
    onEvent(event) {
      switch (event.type) {
        case 'link':
          linkChanged(event.vehicle, event.edgeServer);
          break;
        case 'compute':
          computing.add(event.vehicle);
          break;
        case 'computed':
        case 'lost':
          computing.delete(event.vehicle);
          break;
        case 'deliver': {
          const { vehicle, edgeServer, late } = event;
          deliveries.set(vehicle, { vehicle, edgeServer, late });
          break;
        }
        case 'aggregate':
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
      for (const vehicle of new Set([...shown.keys(), ...linked, ...computing, ...deliveries.keys()])) {
        const state = stateOf(vehicle);
        if (state !== (shown.get(vehicle) ?? 'out-of-range')) changed.set(vehicle, state);
        if (state === 'out-of-range') shown.delete(vehicle);
        else shown.set(vehicle, state);
      }
      const view = { changed, deliveries: [...deliveries.values()], byzantineServers };
      deliveries.clear();
      return view;
    },
    forget(vehicle) {
      for (const kept of [shown, linked, computing, deliveries, byzantine]) kept.delete(vehicle);
    },
  };
}

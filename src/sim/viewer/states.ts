/**
 * From the events of a step to what each vehicle is shown as. Pure state over `SimulationEvent`s; knows no window.
 *
 * A step of one second holds many gradients of a fast worker; the most telling state of the step is the one shown:
 * Byzantine before delivered before computing before in range.
 */
import type { SimulationEvent } from '../events.ts';
import type { ShownState } from './colours.ts';

/** A gradient handed over in the last step. */
export interface Delivery {
  readonly vehicle: string;
  readonly edgeServer: string;
}

/** What a step looked like. */
export interface StepView {
  /** Vehicles whose shown state changed. */
  readonly changed: ReadonlyMap<string, ShownState>;
  /** The last delivery of each vehicle that delivered. */
  readonly deliveries: readonly Delivery[];
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
  const byzantine = new Set<string>();

  const stateOf = (vehicle: string): ShownState => {
    if (byzantine.has(vehicle)) return 'byzantine';
    if (deliveries.has(vehicle)) return 'delivered';
    if (computing.has(vehicle)) return 'computing';
    return linked.has(vehicle) ? 'in-range' : 'out-of-range';
  };
  return {
    onEvent(event) {
      switch (event.type) {
        case 'link':
          if (event.edgeServer === null) linked.delete(event.vehicle);
          else linked.add(event.vehicle);
          break;
        case 'compute':
          computing.add(event.vehicle);
          break;
        case 'computed':
          computing.delete(event.vehicle);
          break;
        case 'deliver':
          deliveries.set(event.vehicle, { vehicle: event.vehicle, edgeServer: event.edgeServer });
          break;
        case 'aggregate':
          for (const position of event.faulty) byzantine.add(event.vehicles[position]!);
          break;
        case 'lost':
        case 'round':
          break;
      }
    },
    endStep() {
      const changed = new Map<string, ShownState>();
      for (const vehicle of new Set([...shown.keys(), ...linked, ...computing, ...deliveries.keys(), ...byzantine])) {
        const state = stateOf(vehicle);
        if (state !== (shown.get(vehicle) ?? 'out-of-range')) changed.set(vehicle, state);
        if (state === 'out-of-range') shown.delete(vehicle);
        else shown.set(vehicle, state);
      }
      const view = { changed, deliveries: [...deliveries.values()] };
      deliveries.clear();
      byzantine.clear();
      return view;
    },
    forget(vehicle) {
      shown.delete(vehicle);
      linked.delete(vehicle);
      computing.delete(vehicle);
      deliveries.delete(vehicle);
      byzantine.delete(vehicle);
    },
  };
}

/**
 * The states of all vehicles, and who is told when one changes. Pure but for its own memory: knows no client.
 *
 * Used by `vehicle-states/tracker`.
 */
import type { StepLists } from './step-lists.ts';
import { eventsOf, isEnded, isInside, STATE_AFTER } from './transitions.ts';
import type { VehicleEventName, VehicleState } from './transitions.ts';

/** Something that happened to a vehicle. */
export interface VehicleEvent {
  readonly event: VehicleEventName;
  readonly vehicleId: string;
  /** State before; undefined when it was not known. */
  readonly previous: VehicleState | undefined;
  readonly state: VehicleState;
  /** Simulated s at the end of the step; for `removed`, of the step before. */
  readonly time: number;
}

export type VehicleListener = (event: VehicleEvent) => void;

export class StateBook {
  readonly #rememberEnded: number;
  readonly #present = new Map<string, VehicleState>();
  /** Oldest first. */
  readonly #ended = new Map<string, VehicleState>();
  readonly #listeners = new Map<VehicleEventName | 'any', Set<VehicleListener>>();
  #pending: ReadonlySet<string> = new Set();
  #time = -Infinity;

  constructor(rememberEnded: number) {
    this.#rememberEnded = rememberEnded;
  }

  get time(): number {
    return this.#time;
  }

  stateOf(id: string): VehicleState | undefined {
    return this.#present.get(id) ?? this.#ended.get(id);
  }

  idsIn(state: VehicleState): string[] {
    const from = isEnded(state) ? this.#ended : this.#present;
    return [...from].filter(([, known]) => known === state).map(([id]) => id);
  }

  on(event: VehicleEventName | 'any', listener: VehicleListener): () => void {
    let listeners = this.#listeners.get(event);
    if (listeners === undefined) this.#listeners.set(event, (listeners = new Set()));
    // The same function may listen twice, and each end is its own.
    const own: VehicleListener = (happened) => {
      listener(happened);
    };
    listeners.add(own);
    return () => {
      listeners.delete(own);
    };
  }

  /** Begins anew with what is there now; nobody is told. */
  begin(time: number, states: ReadonlyMap<string, VehicleState>): void {
    this.#present.clear();
    this.#ended.clear();
    this.#time = time;
    for (const [id, state] of states) this.#present.set(id, state);
    this.#pending = new Set(this.idsIn('pending'));
  }

  /** Puts a state right that was unknown when the book began; nobody is told. */
  correct(id: string, state: VehicleState): void {
    this.#present.set(id, state);
  }

  /** Takes in a step. One that brings no new time is SUMO repeating itself. @returns What listeners threw. */
  step(lists: StepLists): unknown[] {
    if (lists.time <= this.#time) return [];
    this.#time = lists.time;
    const thrown: unknown[] = [];
    for (const [id, counts] of lists.counts)
      for (const event of eventsOf(this.stateOf(id), counts)) this.#happen(event, id, thrown);
    const pending = new Set(lists.pending);
    for (const id of pending)
      if (!isInside(this.stateOf(id)) && !this.#pending.has(id)) this.#happen('pending', id, thrown);
    for (const id of this.#pending)
      if (!pending.has(id) && this.stateOf(id) === 'pending') this.#happen('discarded', id, thrown);
    this.#pending = pending;
    return thrown;
  }

  /** Takes in a removal by this client. @returns What listeners threw. */
  remove(id: string): unknown[] {
    const thrown: unknown[] = [];
    this.#happen('removed', id, thrown);
    return thrown;
  }

  #happen(event: VehicleEventName, vehicleId: string, thrown: unknown[]): void {
    const previous = this.stateOf(vehicleId);
    const state = STATE_AFTER[event];
    if (isEnded(state)) this.#end(vehicleId, state);
    else {
      this.#ended.delete(vehicleId);
      this.#present.set(vehicleId, state);
    }
    const happened: VehicleEvent = { event, vehicleId, previous, state, time: this.#time };
    for (const name of [event, 'any'] as const) {
      for (const listener of [...(this.#listeners.get(name) ?? [])]) {
        try {
          listener(happened);
        } catch (error) {
          // The book must stay right, and everybody else be told.
          thrown.push(error);
        }
      }
    }
  }

  #end(id: string, state: VehicleState): void {
    this.#present.delete(id);
    this.#ended.delete(id);
    this.#ended.set(id, state);
    for (const oldest of this.#ended.keys()) {
      if (this.#ended.size <= this.#rememberEnded) break;
      this.#ended.delete(oldest);
    }
  }
}

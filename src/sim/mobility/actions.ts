/**
 * Traffic that listens: what a policy may do to vehicles between two steps, and what it is shown to decide by.
 *
 * Plain records; nothing of TraCI crosses this border. Policies are in `policies/`; `actor.ts` carries actions out in a live
 * SUMO.
 */

/** What is to happen to a vehicle before the next step. */
export type TrafficAction =
  /** Drive at this speed (m/s) as far as safety allows, until `resume`. */
  | { readonly kind: 'set-speed'; readonly vehicle: string; readonly speed: number }
  /** Come down to this speed (m/s) within so many ms, then drive as before. */
  | { readonly kind: 'slow-down'; readonly vehicle: string; readonly speed: number; readonly durationMs: number }
  /** Brake and stand in its lane until `resume`; whoever is behind waits. */
  | { readonly kind: 'hold'; readonly vehicle: string }
  /** The driver decides the speed again. */
  | { readonly kind: 'resume'; readonly vehicle: string }
  /** Another destination: the fastest way to this road (SUMO's edge). */
  | { readonly kind: 'reroute'; readonly vehicle: string; readonly road: string }
  /** The same destination by way of these roads, in order: a detour through coverage. */
  | { readonly kind: 'detour'; readonly vehicle: string; readonly via: readonly string[] };

/** An action that traffic refused, e.g. because the vehicle has left or no way leads there. */
export interface RefusedAction {
  readonly action: TrafficAction;
  /** In one line. */
  readonly reason: string;
}

/** What was done to traffic after a step, in order, before the next. */
export interface ActedStep {
  readonly step: number;
  readonly actions: readonly TrafficAction[];
}

/** A vehicle as a policy sees it. */
export interface ViewedVehicle {
  readonly id: string;
  /** m, network coordinates. */
  readonly x: number;
  readonly y: number;
  /** m/s. */
  readonly speed: number;
  /** Degrees clockwise from north. */
  readonly angle: number;
  /** Name of the edge server that its worker reaches, or null. */
  readonly edgeServer: string | null;
  /** What its worker does; null for a vehicle that carries none. */
  readonly worker: 'idle' | 'waiting' | 'receiving' | 'computing' | 'carrying' | 'sending' | null;
}

/** An edge server as a policy sees it. */
export interface ViewedEdgeServer {
  readonly name: string;
  /** m, network coordinates. */
  readonly x: number;
  readonly y: number;
  readonly range: number;
  /** The nearest road (SUMO's edge) that is open to cars; null where the policy did not ask for roads. */
  readonly road: string | null;
}

/** What a policy decides by: the vehicles of a frame, and the edge servers. */
export interface TrafficView {
  /** Simulated ms. */
  readonly timeMs: number;
  /** Vehicles within range and as far around as the policy asked for, by id. */
  readonly vehicles: readonly ViewedVehicle[];
  /** Ids of the vehicles that have left the map since the last view, in order. */
  readonly arrived: readonly string[];
  readonly edgeServers: readonly ViewedEdgeServer[];
}

/**
 * Traffic that listens: what a policy may do to vehicles between two steps, and what it is shown to decide by.
 *
 * Plain records; nothing of TraCI crosses this border. `actor.ts` carries actions out in a live SUMO.
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
  /** Name of the edge server that it reaches, or null. */
  readonly edgeServer: string | null;
  /** What its worker does; null for a vehicle that carries none. */
  readonly worker: 'idle' | 'waiting' | 'computing' | 'carrying' | null;
}

/** What a policy decides by: the vehicles of the frame, by id, and the edge servers. */
export interface TrafficView {
  /** Simulated ms. */
  readonly timeMs: number;
  readonly vehicles: readonly ViewedVehicle[];
  readonly edgeServers: readonly {
    readonly name: string;
    readonly x: number;
    readonly y: number;
    readonly range: number;
  }[];
}

/**
 * Decides after every step what to do to traffic. Must depend on the view, on its own past and on seeded random numbers
 * alone, or the run cannot be repeated.
 */
export type TrafficPolicy = (view: TrafficView) => readonly TrafficAction[];

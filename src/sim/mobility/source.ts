/**
 * What the simulator needs to know of traffic, whoever provides it: live SUMO now, a recorded trace just as well.
 *
 * A frame is a plain record of one SUMO step; nothing of TraCI crosses this border.
 */
import type { RefusedAction, TrafficAction } from './actions.ts';

/** Where the vehicles are that may be within range of an edge server, and how they move, as columns. */
export interface VehiclePositions {
  readonly count: number;
  /** Vehicle ids, shape [count]. */
  readonly ids: readonly string[];
  /** Metres in network coordinates, front bumper; first `count` entries hold. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** m/s; only where {@link MobilityNeeds} asks for it. */
  readonly speed?: Float64Array;
  /** Direction of travel, degrees clockwise from north; with `speed`. */
  readonly angle?: Float64Array;
}

/** What a run wants to know of vehicles beyond positions; each costs something in every step. */
export interface MobilityNeeds {
  /** Speed and angle of the vehicles in a frame. */
  readonly motion: boolean;
  /** Type and route of a vehicle, once, when it is first in a frame. */
  readonly facts: boolean;
}

/** What does not change while a vehicle drives (rerouting is not followed). */
export interface VehicleFacts {
  readonly id: string;
  /** SUMO's vehicle type. */
  readonly typeId: string;
  /** Ids of the roads (SUMO's edges) of its route, in order. */
  readonly route: readonly string[];
}

/** What SUMO reports after one step. */
export interface TrafficFrame {
  /** Number of the step, from 1. */
  readonly step: number;
  /** Simulated time at the end of the step, integer ms. */
  readonly timeMs: number;
  readonly departed: readonly string[];
  readonly arrived: readonly string[];
  readonly teleportStarted: readonly string[];
  readonly teleportEnded: readonly string[];
  readonly parkingStarted: readonly string[];
  readonly parkingEnded: readonly string[];
  readonly vehicles: VehiclePositions;
  /** Vehicles that are in `vehicles` for the first time, by id; empty unless {@link MobilityNeeds} asks for facts. */
  readonly introduced?: readonly VehicleFacts[];
  /** Actions sent with this step that traffic refused, in order; only of a source that takes actions. */
  readonly refused?: readonly RefusedAction[];
}

/** What is to happen beside a step. */
export interface StepOptions {
  /** File to save the traffic's state to after the step, before any later one is begun. */
  readonly saveState?: string;
}

/** A stream of frames, one a step. */
export interface MobilitySource {
  /** Length of a step, integer ms. */
  readonly stepLengthMs: number;
  /** Name and version of what moves the vehicles, e.g. `SUMO 1.15.0`. */
  readonly version: string;
  /** The next frame; undefined when no vehicle is left or expected. */
  next(options?: StepOptions): Promise<TrafficFrame | undefined>;
  /** Acts on traffic together with the next step, in this order; absent where traffic does not listen. */
  act?(actions: readonly TrafficAction[]): void;
  close(): Promise<void>;
}

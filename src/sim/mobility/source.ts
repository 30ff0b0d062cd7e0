/**
 * What the simulator needs to know of traffic, whoever provides it: live SUMO now, a recorded trace just as well.
 *
 * A frame is a plain record of one SUMO step; nothing of TraCI crosses this border.
 */

/** Positions of the vehicles that may be within range of an edge server, as columns. */
export interface VehiclePositions {
  readonly count: number;
  /** Vehicle ids, shape [count]. */
  readonly ids: readonly string[];
  /** Metres in network coordinates, front bumper; first `count` entries hold. */
  readonly x: Float64Array;
  readonly y: Float64Array;
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
}

/** A stream of frames, one a step. */
export interface MobilitySource {
  /** Length of a step, integer ms. */
  readonly stepLengthMs: number;
  /** Name and version of what moves the vehicles, e.g. `SUMO 1.15.0`. */
  readonly version: string;
  /** The next frame; undefined when no vehicle is left or expected. */
  next(): Promise<TrafficFrame | undefined>;
  close(): Promise<void>;
}

/** A message over the air, between a vehicle and an edge server. */

/** `down`: from the edge server to the vehicle (theta). `up`: from the vehicle to the edge server (a gradient). */
export type Direction = 'down' | 'up';

/** One message over the air. */
export interface Transfer {
  /** Unique among the transfers that are not complete. */
  readonly id: string;
  readonly vehicleId: string;
  /** Index of the edge server in the experiment's list. */
  readonly edgeServer: number;
  readonly direction: Direction;
  /** Size of the message, >= 0. */
  readonly bytes: number;
}

/** When the next transfer arrives. */
export interface Completion {
  readonly id: string;
  /** Simulated time, integer ms. */
  readonly timeMs: number;
}

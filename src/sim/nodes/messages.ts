/**
 * What travels between the nodes: theta down, gradients and aggregates up.
 *
 * Values are promises: when a gradient is ready in simulated time, its number may still be on its way through a thread.
 * Who gets what and when never depends on a value, so the simulation runs ahead of the arithmetic.
 */
import type { Adaptation } from './rules.ts';

/** What a worker sends. */
export interface WorkerMessage {
  /** float32, shape [d]: what the receiver makes of it. */
  readonly vector: Float32Array;
  /** Length of the message. */
  readonly bytes: number;
  /** Gives the vector's memory back; called once. */
  release(): void;
}

/** A worker's gradient (or what its algorithm sends in place of one). */
export interface Gradient {
  /** Order in which its batch was drawn, from 0. */
  readonly serial: number;
  readonly vehicleId: string;
  /** Round of the theta it was computed at. */
  readonly round: number;
  /** Indices of the experiment's faults that its worker was subject to. */
  readonly faults: readonly number[];
  readonly message: Promise<WorkerMessage>;
}

/** An edge server's aggregate. */
export interface Aggregate {
  /** Index of the edge server. */
  readonly edgeServer: number;
  /** Aggregates that the edge server made before. */
  readonly serial: number;
  /** Indices of the experiment's faults that the edge server and its cloud link were subject to when it was sent. */
  readonly faults: readonly number[];
  /** Whether the rule had to be changed for so few gradients. */
  readonly adaptation: Adaptation;
  /** Gradients in it that count as used. */
  readonly used: number;
  /** Gradients in it that the adversary replaced. */
  readonly faulted: number;
  /** float32, shape [d]. */
  readonly value: Promise<Float32Array>;
}

/** Gives a gradient's memory back as soon as its number is there; who needs the number sees a failure. */
export function discard(gradient: Gradient): void {
  gradient.message.then(
    (message) => {
      message.release();
    },
    () => undefined,
  );
}

/** What the simulation asks of a run's data: who draws where and when, and what has to be saved. */

/** Who draws, where and when. */
export interface BatchRequest {
  /** Batches that were drawn before, anywhere. */
  readonly serial: number;
  readonly vehicleId: string;
  /** Index of the edge server that the worker reaches: its place. */
  readonly edgeServer: number;
  /** Simulated time, ms. */
  readonly timeMs: number;
}

/** A worker was somewhere for a while. */
export interface Observation {
  readonly vehicleId: string;
  /** Index of the edge server that it reached: its place. */
  readonly edgeServer: number;
  /** Simulated time at the end of the while, ms. */
  readonly timeMs: number;
  /** Length of the while, integer ms: a step of traffic. */
  readonly durationMs: number;
}

/** The batches of a run. */
export interface BatchSource {
  /** Batches that make an epoch, >= 1; examples that do not fill a batch are left out of that epoch. */
  readonly perEpoch: number;
  /** Whether workers collect on their way; else nobody needs to call `observe` and `forget`. */
  readonly collects: boolean;
  /** A worker collects what there is at its place; to be called once a step for each worker in range. */
  observe(observation: Observation): void;
  /** A vehicle left the map, and what it collected with it. */
  forget(vehicleId: string): void;
  /** Whether a worker has enough for a batch. */
  ready(vehicleId: string): boolean;
  /**
   * @returns Indices into the training set, shape [batchSize].
   * @throws {RangeError} if the worker is not `ready`.
   */
  draw(request: BatchRequest): Uint32Array;
  /** All there is to save, as JSON; everything else comes again from seed and request. */
  snapshot(): BatchSnapshot;
}

/** State of a batch source as JSON. */
export interface BatchSnapshot {
  /** Batches drawn at each place, where places have parts in random order; else empty. */
  readonly drawn: readonly number[];
  /** By vehicle id; empty where nobody collects. */
  readonly buffers: readonly BufferSnapshot[];
}

/** What a worker has collected. */
export interface BufferSnapshot {
  readonly vehicleId: string;
  /** Simulated ms that it was within range. */
  readonly observedMs: number;
  /** Indices into the training set: collected example n is at n mod capacity. */
  readonly examples: readonly number[];
}

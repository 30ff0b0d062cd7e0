/**
 * Who is in trouble, and how: the fault calendar as the simulation asks it.
 */
import type { TimedEvent } from './clock.ts';
import type { Fleet } from './fleet.ts';
import type { TrafficFrame } from './mobility/source.ts';
import type { CloudMessage } from './rounds.ts';

/** A worker's state as far as faults decide it. */
export interface WorkerTrouble {
  readonly crashed: boolean;
  /** Computing takes this many times as long, >= 1 ... */
  readonly delayFactor: number;
  /** ... and this many ms longer. */
  readonly delayMs: number;
}

/** A node crashes or is back. */
export interface NodeChange {
  /** Vehicle id, or name of the edge server. */
  readonly node: string;
  /** Index of the edge server; undefined for a worker. */
  readonly edgeServer: number | undefined;
  readonly crashed: boolean;
}

/** Faults of a run. */
export interface Troubles {
  /** Takes in who is where; returns the `fault` events that follow from it. */
  applyFrame(frame: TrafficFrame, fleet: Fleet): readonly TimedEvent[];
  /** What changes at a `fault` event. */
  changesAt(event: TimedEvent): readonly NodeChange[];
  worker(vehicleId: string): WorkerTrouble;
  /** Whether a worker fails to send a gradient. */
  omits(vehicleId: string, gradient: number): boolean;
  /** Delay of a message of a cloud link in ms; undefined: it is lost. */
  cloudLink(message: CloudMessage): number | undefined;
}

const NO_TROUBLE: WorkerTrouble = { crashed: false, delayFactor: 1, delayMs: 0 };

/** Nobody ever fails. */
export const NO_TROUBLES: Troubles = {
  applyFrame: () => [],
  changesAt: () => [],
  worker: () => NO_TROUBLE,
  omits: () => false,
  cloudLink: () => 0,
};

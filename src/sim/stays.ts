/**
 * How long workers are expected to stay in range: worked out once for each worker that is asked for, until it is seen again.
 *
 * A selection policy asks for every candidate each time that a trainer has become free; the way along a route
 * (`mobility/stay.ts`) is long.
 */
import type { Site } from './connectivity.ts';
import type { Fleet } from './fleet.ts';
import type { RoadShapes } from './mobility/road-shapes.ts';
import { stayMs } from './mobility/stay.ts';
import type { Worker } from './nodes/worker.ts';

export interface Stays {
  /** Ms from when it was last seen; Infinity for one that stands. The worker must be in range. */
  expectedMs(worker: Worker): number;
  /** A vehicle, or all of them when none is named, may be elsewhere now. */
  seen(vehicleId?: string): void;
}

/** @param options - `roads`: near edge servers; undefined: vehicles are expected to go straight on. */
export function createStays(options: {
  readonly fleet: Pick<Fleet, 'facts'>;
  readonly sites: readonly Site[];
  readonly roads: RoadShapes | undefined;
}): Stays {
  const { fleet, sites, roads } = options;
  const known = new Map<string, number>();
  return {
    expectedMs(worker) {
      const { vehicleId } = worker;
      let expectedMs = known.get(vehicleId);
      if (expectedMs === undefined) {
        expectedMs = stayMs(worker, sites[worker.link]!, { route: fleet.facts.get(vehicleId)?.route, roads });
        known.set(vehicleId, expectedMs);
      }
      return expectedMs;
    },
    seen(vehicleId) {
      if (vehicleId === undefined) known.clear();
      else known.delete(vehicleId);
    },
  };
}

/**
 * Bus stops, and train stops, which SUMO counts among them.
 *
 * Source: TraCI/BusStop in SUMO's documentation.
 */
import { integer, textList } from '../values.ts';
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds } from './domain.ts';
import type { DomainLink } from './domain.ts';
import { StoppingPlaceMethods, stoppingPlaceSpecs } from './stopping-place-methods.ts';

export const busStopVariables = defineVariables({
  ...baseVariables,
  ...stoppingPlaceSpecs,
  VAR_BUS_STOP_WAITING: integer,
  VAR_BUS_STOP_WAITING_IDS: textList,
});

export class BusStopDomain extends StoppingPlaceMethods<typeof busStopVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('busstop', 0xf), busStopVariables);
  }

  /** Number of persons who wait there now. */
  getPersonCount(stopId: string): Promise<number> {
    return this.get(busStopVariables.VAR_BUS_STOP_WAITING, stopId);
  }

  /** Ids of the persons who wait there now. */
  getPersonIDs(stopId: string): Promise<readonly string[]> {
    return this.get(busStopVariables.VAR_BUS_STOP_WAITING_IDS, stopId);
  }
}

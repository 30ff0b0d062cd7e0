/**
 * Parking areas.
 *
 * Source: TraCI/ParkingArea in SUMO's documentation.
 */
import { textList } from '../values.ts';
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds } from './domain.ts';
import type { DomainLink } from './domain.ts';
import { StoppingPlaceMethods, stoppingPlaceSpecs } from './stopping-place-methods.ts';

export const parkingAreaVariables = defineVariables({
  ...baseVariables,
  ...stoppingPlaceSpecs,
  VAR_ACCESS_BADGE: { value: textList, since: '1.22.0' },
});

export class ParkingAreaDomain extends StoppingPlaceMethods<typeof parkingAreaVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('parkingarea', 0x4, 'new'), parkingAreaVariables);
  }

  /** Badges of which a vehicle needs one to park here; empty for none. Since SUMO 1.22. */
  getAcceptedBadges(stopId: string): Promise<readonly string[]> {
    return this.get(parkingAreaVariables.VAR_ACCESS_BADGE, stopId);
  }

  /** Changes the badges of which a vehicle needs one to park here. Since SUMO 1.22. */
  setAcceptedBadges(stopId: string, badges: readonly string[]): Promise<void> {
    return this.set('VAR_ACCESS_BADGE', stopId, textList, badges);
  }
}

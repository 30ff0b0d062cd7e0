/**
 * Parking areas.
 *
 * Source: TraCI/ParkingArea in SUMO's documentation.
 */
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds } from './domain.ts';
import type { DomainLink } from './domain.ts';
import { StoppingPlaceMethods, stoppingPlaceSpecs } from './stopping-place-methods.ts';

export const parkingAreaVariables = defineVariables({
  ...baseVariables,
  ...stoppingPlaceSpecs,
});

export class ParkingAreaDomain extends StoppingPlaceMethods<typeof parkingAreaVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('parkingarea', 0x4, 'new'), parkingAreaVariables);
  }
}

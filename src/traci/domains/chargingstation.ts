/**
 * Charging stations.
 *
 * Source: TraCI/ChargingStation in SUMO's documentation.
 */
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds } from './domain.ts';
import type { DomainLink } from './domain.ts';
import { StoppingPlaceMethods, stoppingPlaceSpecs } from './stopping-place-methods.ts';

export const chargingStationVariables = defineVariables({
  ...baseVariables,
  ...stoppingPlaceSpecs,
});

export class ChargingStationDomain extends StoppingPlaceMethods<typeof chargingStationVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('chargingstation', 0x5, 'new'), chargingStationVariables);
  }
}

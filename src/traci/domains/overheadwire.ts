/**
 * Segments of overhead wire, from which vehicles draw power while they drive.
 *
 * Source: TraCI/OverheadWire in SUMO's documentation.
 */
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds } from './domain.ts';
import type { DomainLink } from './domain.ts';
import { StoppingPlaceMethods, stoppingPlaceSpecs } from './stopping-place-methods.ts';

export const overheadWireVariables = defineVariables({
  ...baseVariables,
  ...stoppingPlaceSpecs,
});

export class OverheadWireDomain extends StoppingPlaceMethods<typeof overheadWireVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('overheadwire', 0xb, 'new'), overheadWireVariables);
  }
}

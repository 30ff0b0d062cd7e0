/**
 * Definitions of edge-based and lane-based output.
 *
 * They can be listed and bear parameters; SUMO offers no values of their own.
 *
 * Source: TraCI/MeanData in SUMO's documentation.
 */
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds, ObjectDomain } from './domain.ts';
import type { DomainLink } from './domain.ts';

export const meanDataVariables = defineVariables(baseVariables);

export class MeanDataDomain extends ObjectDomain<typeof meanDataVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('meandata', 0xa, 'new'), meanDataVariables);
  }
}

/**
 * Rerouters: they change the routes of vehicles that come to certain edges.
 *
 * They can be listed and bear parameters; SUMO offers no values of their own.
 *
 * Source: TraCI/Rerouter in SUMO's documentation.
 */
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds, ObjectDomain } from './domain.ts';
import type { DomainLink } from './domain.ts';

export const rerouterVariables = defineVariables(baseVariables);

export class RerouterDomain extends ObjectDomain<typeof rerouterVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('rerouter', 0x8, 'new'), rerouterVariables);
  }
}

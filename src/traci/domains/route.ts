/**
 * Routes: named sequences of edges.
 *
 * Source: TraCI/Route_Value_Retrieval and TraCI/Change_Route_State in SUMO's documentation.
 */
import { idList, textList } from '../values.ts';
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds, ObjectDomain } from './domain.ts';
import type { DomainLink } from './domain.ts';

export const routeVariables = defineVariables({
  ...baseVariables,
  VAR_EDGES: textList,
});

export class RouteDomain extends ObjectDomain<typeof routeVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('route', 0x6), routeVariables);
  }

  /** Ids of the route's edges, from start to end. */
  getEdges(routeId: string): Promise<readonly string[]> {
    return this.get(routeVariables.VAR_EDGES, routeId);
  }

  /**
   * Adds a route.
   *
   * @param edges - ids of at least one edge; two that are not connected stand for the fastest route between them.
   * @throws {TraciCommandError} a route with this id exists, or an edge is unknown.
   */
  add(routeId: string, edges: readonly string[]): Promise<void> {
    return this.set('ADD', routeId, idList, edges);
  }

  /** Removes a route that no vehicle needs any more. Since SUMO 1.23. */
  remove(routeId: string): Promise<void> {
    return this.command('REMOVE', routeId);
  }
}

/**
 * Route probes: they collect the routes of the vehicles that pass an edge, and draw from them.
 *
 * Source: TraCI/RouteProbe in SUMO's documentation.
 */
import { text } from '../values.ts';
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds, ObjectDomain } from './domain.ts';
import type { DomainLink } from './domain.ts';

export const routeProbeVariables = defineVariables({
  ...baseVariables,
  VAR_ROAD_ID: text,
  VAR_SAMPLE_LAST: text,
  VAR_SAMPLE_CURRENT: text,
});

export class RouteProbeDomain extends ObjectDomain<typeof routeProbeVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('routeprobe', 0x6, 'new'), routeProbeVariables);
  }

  /** Id of the edge that is watched. */
  getEdgeID(probeId: string): Promise<string> {
    return this.get(routeProbeVariables.VAR_ROAD_ID, probeId);
  }

  /**
   * Id of a route drawn at random from those collected in the interval that ended last. SUMO's random numbers move on.
   *
   * @returns the empty string when nothing was collected.
   */
  sampleLastRouteID(probeId: string): Promise<string> {
    return this.get(routeProbeVariables.VAR_SAMPLE_LAST, probeId);
  }

  /** Id of a route drawn at random from those collected in the present interval, see {@link sampleLastRouteID}. */
  sampleCurrentRouteID(probeId: string): Promise<string> {
    return this.get(routeProbeVariables.VAR_SAMPLE_CURRENT, probeId);
  }
}

/**
 * Junctions.
 *
 * Source: TraCI/Junction_Value_Retrieval in SUMO's documentation.
 */
import { polygon, position2D, position3D, textList } from '../values.ts';
import type { Position2D, Position3D } from '../values.ts';
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds, ObjectDomain } from './domain.ts';
import type { DomainLink } from './domain.ts';

export const junctionVariables = defineVariables({
  ...baseVariables,
  VAR_POSITION: position2D,
  VAR_POSITION3D: position3D,
  VAR_SHAPE: polygon,
  INCOMING_EDGES: { value: textList, since: '1.20.0' },
  OUTGOING_EDGES: { value: textList, since: '1.20.0' },
});

export class JunctionDomain extends ObjectDomain<typeof junctionVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('junction', 0x9), junctionVariables);
  }

  /** Centre of the junction in m; with its height when `includeZ` is true. */
  getPosition(junctionId: string, includeZ?: false): Promise<Position2D>;
  getPosition(junctionId: string, includeZ: true): Promise<Position3D>;
  getPosition(junctionId: string, includeZ = false): Promise<Position2D | Position3D> {
    return includeZ
      ? this.get(junctionVariables.VAR_POSITION3D, junctionId)
      : this.get(junctionVariables.VAR_POSITION, junctionId);
  }

  /** Outline of the junction in m. */
  getShape(junctionId: string): Promise<readonly Position2D[]> {
    return this.get(junctionVariables.VAR_SHAPE, junctionId);
  }

  /** Ids of the edges that lead here. Since SUMO 1.20. */
  getIncomingEdges(junctionId: string): Promise<readonly string[]> {
    return this.get(junctionVariables.INCOMING_EDGES, junctionId);
  }

  /** Ids of the edges that lead away. Since SUMO 1.20. */
  getOutgoingEdges(junctionId: string): Promise<readonly string[]> {
    return this.get(junctionVariables.OUTGOING_EDGES, junctionId);
  }
}

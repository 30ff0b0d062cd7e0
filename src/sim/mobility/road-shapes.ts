/**
 * Shapes of the roads near edge servers, from the network file; the rest of a city is not kept.
 *
 * Source: SUMO documentation, "Networks/SUMO Road Networks".
 */
import type { Site } from '../connectivity.ts';
import { scanNetwork } from '../sumo-files/network.ts';
import { distance, nearestShare, parsePoints, pointAt, type Point } from './geometry.ts';

/** Road (SUMO's edge) to the points of its first lane, in driving direction; two or more. */
export type RoadShapes = ReadonlyMap<string, readonly Point[]>;

/** Roads that end so near (m) to a range are kept, so that a way across the junction at its border is whole. */
const MARGIN_M = 50;

/**
 * @param file - path of the network (.net.xml, .net.xml.gz).
 * @returns The roads of which some point is within range of a site, or nearly so; without those within junctions.
 * @throws {ExperimentError} `E_TRAFFIC_FILE` if it cannot be read or is not a network.
 */
export async function readRoadShapes(file: string, sites: readonly Site[]): Promise<RoadShapes> {
  const shapes = new Map<string, readonly Point[]>();
  let road = '';
  await scanNetwork(file, (name, attribute) => {
    if (name === 'edge') road = attribute('function') === 'internal' ? '' : attribute('id');
    if (name !== 'lane' || road === '' || shapes.has(road)) return;
    const shape = parsePoints(attribute('shape'));
    if (sites.some((site) => isNear(shape, site))) shapes.set(road, shape);
    // The first lane stands for the road.
    road = '';
  });
  return shapes;
}

function isNear(shape: readonly Point[], site: Site): boolean {
  for (let segment = 0; segment + 1 < shape.length; segment++) {
    const [a, b] = [shape[segment]!, shape[segment + 1]!];
    if (distance(pointAt(a, b, nearestShare(a, b, site)), site) <= site.range + MARGIN_M) return true;
  }
  return false;
}

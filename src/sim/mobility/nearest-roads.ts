/** The road nearest to each edge server, for whoever sends vehicles there. */
import type { Site } from '../connectivity.ts';
import { isForCars } from '../results/road-map.ts';
import { scanNetwork } from '../sumo-files/network.ts';
import { distance, nearestShare, parsePoints, pointAt } from './geometry.ts';

/**
 * @param networkFile - the `.net.xml`, read once from front to end.
 * @returns Ids of roads (SUMO's edges) that are open to cars, by edge server; null where the network has none. Of two that
 *   are equally near the first in the file.
 * @throws {ExperimentError} `E_TRAFFIC_FILE`.
 */
export async function nearestRoads(networkFile: string, sites: readonly Site[]): Promise<readonly (string | null)[]> {
  const nearest = sites.map(() => ({ road: null as string | null, metres: Infinity }));
  let road: string | undefined;
  await scanNetwork(networkFile, (tag, attribute) => {
    if (tag === 'edge') road = ['', 'normal'].includes(attribute('function')) ? attribute('id') : undefined;
    if (tag !== 'lane' || road === undefined || !isForCars(attribute)) return;
    const shape = parsePoints(attribute('shape'));
    for (const [index, site] of sites.entries())
      for (let segment = 0; segment + 1 < shape.length; segment++) {
        const [a, b] = [shape[segment]!, shape[segment + 1]!];
        const metres = distance(pointAt(a, b, nearestShare(a, b, site)), site);
        if (metres < nearest[index]!.metres) nearest[index] = { road, metres };
      }
  });
  return nearest.map(({ road: id }) => id);
}

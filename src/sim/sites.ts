/**
 * Where the edge servers stand: coordinates as given, of a junction, or from longitude and latitude.
 *
 * Junctions are looked up in the network file before SUMO is started; only the projection needs SUMO itself.
 */
import type { Site } from './connectivity.ts';
import { ExperimentError } from './experiment/errors.ts';
import { nearestName } from './experiment/messages.ts';
import type { EdgeServerSpec } from './experiment/schema.ts';
import { readNetwork, scanNetwork } from './sumo-files/network.ts';

/** A site whose place is known, or known only to SUMO. */
export type PlannedSite =
  Site | { readonly longitude: number; readonly latitude: number; readonly range: number; readonly path: string };

/**
 * Looks up what the network file can tell.
 *
 * @throws {ExperimentError} `E_EXPERIMENT_VALUE` for a junction that the network has not, or degrees on a network without
 *   projection.
 */
export async function planSites(
  specs: readonly EdgeServerSpec[],
  networkFile: string,
): Promise<readonly PlannedSite[]> {
  const wanted = new Set(specs.flatMap(({ position }) => ('junction' in position ? [position.junction] : [])));
  const needsProjection = specs.some(({ position }) => 'longitude' in position);
  if (wanted.size === 0 && !needsProjection) return specs.map((spec, index) => plan(spec, index, new Map()));
  const { junctions, projected } = await readNetwork(networkFile, wanted);
  for (const [index, { position }] of specs.entries())
    if ('junction' in position && !junctions.has(position.junction))
      throw await noJunction(position.junction, index, networkFile);
  return specs.map((spec, index) => {
    if ('longitude' in spec.position && !projected)
      throw badSite(
        `edgeServers[${index}].position`,
        `${networkFile} has no geo-projection; give x and y or a junction`,
      );
    return plan(spec, index, junctions);
  });
}

function plan(
  { position, range }: EdgeServerSpec,
  index: number,
  junctions: ReadonlyMap<string, { readonly x: number; readonly y: number }>,
): PlannedSite {
  if ('x' in position) return { x: position.x, y: position.y, range };
  if ('longitude' in position) return { ...position, range, path: `edgeServers[${index}].position` };
  return { ...junctions.get(position.junction)!, range };
}

async function noJunction(id: string, index: number, networkFile: string): Promise<ExperimentError> {
  const ids: string[] = [];
  await scanNetwork(networkFile, (name, attribute) => {
    if (name === 'junction' && attribute('type') !== 'internal') ids.push(attribute('id'));
  });
  const nearest = nearestName(id, ids);
  const hint = nearest === undefined ? 'look for its id in netedit or sumo-gui' : `did you mean "${nearest}"?`;
  return badSite(`edgeServers[${index}].position.junction`, `${networkFile} has no junction "${id}"; ${hint}`);
}

/**
 * Asks SUMO for the places that only it can tell.
 *
 * @param project - longitude and latitude (degrees) to network coordinates (m).
 */
export async function resolveSites(
  planned: readonly PlannedSite[],
  project: (longitude: number, latitude: number) => Promise<readonly [number, number]>,
): Promise<readonly Site[]> {
  return Promise.all(
    planned.map(async (site) => {
      if ('x' in site) return site;
      const [x, y] = await project(site.longitude, site.latitude);
      if (!Number.isFinite(x) || !Number.isFinite(y))
        throw badSite(site.path, `longitude ${site.longitude}, latitude ${site.latitude} lie outside the projection`);
      return { x, y, range: site.range };
    }),
  );
}

function badSite(path: string, message: string): ExperimentError {
  return new ExperimentError(`${path}: ${message}`, { code: 'E_EXPERIMENT_VALUE', path });
}

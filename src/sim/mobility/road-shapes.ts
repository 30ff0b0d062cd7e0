/**
 * Shapes of the roads near edge servers, from the network file; the rest of a city is not kept.
 *
 * Streamed, since networks of whole countries are gigabytes. Source: SUMO documentation, "Networks/SUMO Road Networks".
 */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import sax from 'sax';
import type { Site } from '../connectivity.ts';
import { ExperimentError } from '../experiment/errors.ts';
import { distance, nearestShare, parsePoints, pointAt, type Point } from './geometry.ts';

/** Road (SUMO's edge) to the points of its first lane, in driving direction; two or more. */
export type RoadShapes = ReadonlyMap<string, readonly Point[]>;

/** Roads that end so near (m) to a range are kept, so that a way across the junction at its border is whole. */
const MARGIN_M = 50;

/**
 * @param file - path of the network (.net.xml, .net.xml.gz).
 * @returns The roads of which some point is within range of a site, or nearly so; without those within junctions.
 * @throws {ExperimentError} `E_TRAFFIC_FILE` if it cannot be read or is not XML.
 */
export async function readRoadShapes(file: string, sites: readonly Site[]): Promise<RoadShapes> {
  const shapes = new Map<string, readonly Point[]>();
  const parser = sax.parser(true);
  let road: string | undefined;
  parser.onopentag = ({ name, attributes }) => {
    // Without namespaces, sax gives attributes as plain strings.
    const values = attributes as Readonly<Record<string, string | undefined>>;
    if (name === 'edge') road = values['function'] === 'internal' ? undefined : values['id'];
    if (name !== 'lane' || road === undefined || shapes.has(road)) return;
    const shape = parsePoints(values['shape'] ?? '');
    if (sites.some((site) => isNear(shape, site))) shapes.set(road, shape);
    // The first lane stands for the road.
    road = undefined;
  };
  parser.onerror = (error) => {
    throw error;
  };
  try {
    for await (const text of readText(file)) parser.write(text);
    parser.close();
  } catch (cause) {
    const reason = (cause as Error).message.split('\n')[0] ?? '';
    throw new ExperimentError(`${file}: expected a SUMO network (XML): ${reason}`, {
      code: 'E_TRAFFIC_FILE',
      path: 'traffic',
      cause,
    });
  }
  return shapes;
}

function isNear(shape: readonly Point[], site: Site): boolean {
  for (let segment = 0; segment + 1 < shape.length; segment++) {
    const [a, b] = [shape[segment]!, shape[segment + 1]!];
    if (distance(pointAt(a, b, nearestShare(a, b, site)), site) <= site.range + MARGIN_M) return true;
  }
  return false;
}

/** The file's text in pieces, unzipped where its name says so. */
function readText(file: string): AsyncIterable<string> {
  const bytes = createReadStream(file);
  if (!file.endsWith('.gz')) return bytes.setEncoding('utf8');
  const unzip = createGunzip().setEncoding('utf8');
  bytes.on('error', (error) => unzip.destroy(error)).pipe(unzip);
  return unzip;
}

/**
 * Reads the walls of buildings from SUMO's polygons (additional file with `<poly>`, also gzipped), such as polyconvert
 * makes from OpenStreetMap.
 *
 * Streamed. Source: SUMO documentation, "Simulation/Shapes": a polygon has a type and a shape, "x,y x,y ..." (with z
 * perhaps), in the network's coordinates unless `geo` says otherwise.
 */
import sax from 'sax';
import { ExperimentError } from '../../experiment/errors.ts';
import { readText } from '../../sumo-files/text.ts';

/** Outline of a building, closed or not: the last corner is joined to the first. Shape [2 * corners]: x, y, x, y ... m. */
export type Polygon = Float64Array;

/** A tag larger than this is no outline; characters. */
const MAX_TAG = 2 * 1024 * 1024;

/**
 * @param file - path of the additional file.
 * @param types - types of polygons that are walls; `building` means `building.house` too.
 * @param path - key of the experiment that names the file.
 * @returns Polygons of these types with three corners or more, in the file's order.
 * @throws {ExperimentError} `E_TRAFFIC_FILE` if it cannot be read, is not XML, has no polygon of these types, or one
 *   whose shape is in degrees or makes no sense.
 */
export async function readPolygons(
  file: string,
  types: readonly string[],
  path = 'network.walls.file',
): Promise<readonly Polygon[]> {
  const polygons: Polygon[] = [];
  const parser = sax.parser(true);
  // Its own limit of 64 KiB is too small for the outlines of forests and seas that such files hold, too.
  Object.assign(parser, { bufferCheckPosition: Infinity });
  let lastTag = 0;
  parser.onopentag = ({ name, attributes }) => {
    lastTag = parser.position;
    if (name !== 'poly') return;
    // Without namespaces, sax gives attributes as plain strings.
    const { id, type, shape, geo } = attributes as Readonly<Record<string, string | undefined>>;
    if (!types.some((wanted) => type === wanted || type?.startsWith(`${wanted}.`) === true)) return;
    if (geo === '1' || geo === 'true')
      throw new TypeError(`poly "${id ?? ''}" is in degrees (geo="1"); convert it with polyconvert and the network`);
    const polygon = parseShape(id ?? '', shape ?? '');
    if (polygon.length >= 6) polygons.push(polygon);
  };
  parser.onerror = (error) => {
    throw error;
  };
  try {
    for await (const text of readText(file)) {
      parser.write(text);
      if (parser.position - lastTag > MAX_TAG) throw new TypeError(`more than ${MAX_TAG} characters without a tag`);
    }
    parser.close();
  } catch (cause) {
    const reason = (cause as Error).message.split('\n')[0] ?? '';
    throw polygonError(`${file}: expected SUMO polygons (XML): ${reason}`, path, cause);
  }
  if (polygons.length === 0)
    throw polygonError(`${file}: has no polygon of type ${types.join(', ')}; name the types that are walls`, path);
  return polygons;
}

function parseShape(id: string, shape: string): Polygon {
  const corners = shape.split(/\s+/).filter((corner) => corner !== '');
  const polygon = new Float64Array(2 * corners.length);
  for (const [index, corner] of corners.entries()) {
    const parts = corner.split(',').map((part) => (part === '' ? NaN : Number(part)));
    if (parts.length < 2 || parts.length > 3 || !parts.every(Number.isFinite))
      throw new TypeError(`poly "${id}": expected corners "x,y", got "${corner.slice(0, 40)}"`);
    polygon[2 * index] = parts[0]!;
    polygon[2 * index + 1] = parts[1]!;
  }
  return polygon;
}

function polygonError(message: string, path: string, cause?: unknown): ExperimentError {
  return new ExperimentError(message, { code: 'E_TRAFFIC_FILE', path, cause });
}

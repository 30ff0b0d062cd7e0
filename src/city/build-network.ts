/**
 * From OpenStreetMap data to a SUMO network and polygons, by SUMO's own converters.
 *
 * Options as SUMO recommends for such data: documentation, "Networks/Import/OpenStreetMap", sections "Recommended
 * netconvert options" and "Additional polygons".
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { dataFile, runTool, type SumoTools } from './tools.ts';

/** The converters write a comment with the date and this machine's paths within the first this many bytes. */
const HEAD_BYTES = 1 << 20;

/**
 * @param osm - OSM XML.
 * @param network - where the network goes.
 * @throws {CityError} `E_CITY_TOOL` if netconvert refuses the data.
 */
export async function buildNetwork(osm: string, network: string, tools: SumoTools): Promise<void> {
  const types = dataFile(tools, 'typemap', 'osmNetconvert.typ.xml');
  await runTool(
    tools,
    'netconvert',
    ['--osm-files', osm, '--output-file', network],
    // Without the map of types, netconvert has a built-in one with fewer of them.
    types === undefined ? [] : ['--type-files', types],
    ['--keep-edges.by-vclass', 'passenger', '--remove-edges.isolated'],
    ['--geometry.remove', '--junctions.join', '--roundabouts.guess', '--ramps.guess'],
    ['--tls.guess-signals', '--tls.discard-simple', '--tls.join', '--tls.default-type', 'actuated'],
    ['--junctions.corner-detail', '5', '--output.street-names', '--aggregate-warnings', '5'],
  );
  await dropComment(network);
}

/**
 * Buildings, parks and water, for the window and for radio models with walls.
 *
 * @returns False where this SUMO came without the map of types that it takes.
 * @throws {CityError} `E_CITY_TOOL` if polyconvert refuses the data.
 */
export async function buildPolygons(
  osm: string,
  network: string,
  polygons: string,
  tools: SumoTools,
): Promise<boolean> {
  const types = dataFile(tools, 'typemap', 'osmPolyconvert.typ.xml');
  if (types === undefined) return false;
  await runTool(
    tools,
    'polyconvert',
    ['--osm-files', osm, '--net-file', network, '--type-file', types],
    ['--prune.in-net', '--output-file', polygons],
  );
  await dropComment(polygons);
  return true;
}

/** A copy that netconvert reads, since it takes no gzipped data. */
export async function unzip(file: string, copy: string): Promise<void> {
  await pipeline(createReadStream(file), createGunzip(), createWriteStream(copy));
}

/** So that the same data gives the same file, whenever and wherever it is built. */
async function dropComment(file: string): Promise<void> {
  const head = await readHead(file);
  const start = head.indexOf('<!--');
  const end = head.indexOf('-->', start);
  if (start === -1 || end === -1) return;
  const target = createWriteStream(`${file}.part`);
  target.write(head.subarray(0, start));
  await pipeline(createReadStream(file, { start: end + '-->'.length }), target);
  await rm(file);
  await rename(`${file}.part`, file);
}

async function readHead(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

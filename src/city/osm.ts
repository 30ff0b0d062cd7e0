/**
 * OpenStreetMap data: whether there are roads in a file of it, and where to download it.
 *
 * Source: OpenStreetMap wiki, "OSM XML", "Key:highway", "API v0.6" (GET /map) and "Overpass API" (the same call).
 */
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { GeoBox } from './box.ts';
import { CityError, interrupted } from './errors.ts';
import { visitElements } from './xml.ts';

/** Answers `GET <url>?bbox=W,S,E,N` with OSM XML; so does https://api.openstreetmap.org/api/0.6/map, for small boxes. */
export const DEFAULT_OSM_SERVER = 'https://overpass-api.de/api/map';

/** Values of `highway` that cars drive on. */
const DRIVABLE =
  /^((motorway|trunk|primary|secondary|tertiary)(_link)?|unclassified|residential|living_street|service|road)$/;
const MAXIMUM_BYTES = 1e9;
const TIMEOUT_MS = 180_000;

/** @throws {CityError} `E_CITY_INPUT` if a file is not OSM XML or holds no road that cars drive on. */
export async function requireRoads(file: string, origin: string = file): Promise<void> {
  const found = { isOsm: false, isInWay: false, roads: 0 };
  await visitElements(file, 'OpenStreetMap data', {
    open(name, { k, v }) {
      if (name === 'osm') found.isOsm = true;
      else if (name === 'way') found.isInWay = true;
      else if (found.isInWay && name === 'tag' && k === 'highway' && v !== undefined && DRIVABLE.test(v)) found.roads++;
    },
    close(name) {
      if (name === 'way') found.isInWay = false;
    },
  });
  if (!found.isOsm)
    throw new CityError(`${origin}: expected OpenStreetMap data (OSM XML), found no <osm> in it`, {
      code: 'E_CITY_INPUT',
    });
  if (found.roads === 0)
    throw new CityError(`${origin}: no road in it that cars drive on; choose another or a larger part of the map`, {
      code: 'E_CITY_INPUT',
    });
}

/**
 * Downloads what is in a box.
 *
 * @param file - where it goes, gzipped; the caller removes it after a failure.
 * @throws {CityError} `E_CITY_DOWNLOAD` if the server cannot be reached, refuses, or does not come to an end.
 */
export async function downloadMap(
  box: GeoBox,
  file: string,
  {
    server,
    userAgent,
    signal,
  }: { readonly server: string; readonly userAgent: string; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const url = `${server}?bbox=${box.west},${box.south},${box.east},${box.north}`;
  try {
    const response = await fetch(url, {
      headers: { 'user-agent': userAgent },
      signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]),
    });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new Error(`the server answered ${response.status} ${response.statusText}`);
    }
    await pipeline(Readable.fromWeb(response.body), atMost(MAXIMUM_BYTES), createGzip(), createWriteStream(file));
  } catch (cause) {
    if (signal?.aborted === true) throw interrupted();
    const error = cause as Error;
    const reason = error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
    throw new CityError(
      `${url}: ${reason}; try again later, another server with --osm-server, or download it and use --osm`,
      { code: 'E_CITY_DOWNLOAD', path: '--bbox', cause },
    );
  }
}

function atMost(limit: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limit) done(new Error(`the answer is longer than ${limit} bytes`));
      else done(null, chunk);
    },
  });
}

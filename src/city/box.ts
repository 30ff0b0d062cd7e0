/** A box on the globe, as a user writes it. Pure. */
import { CityError } from './errors.ts';

/** Degrees, WGS 84. */
export interface GeoBox {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** About 20 x 20 km: more than public servers give in one answer, and than a simulation in lockstep can use. */
const MAXIMUM_KM2 = 400;
const KM_PER_DEGREE = 111.32;

/**
 * Reads `W,S,E,N`.
 *
 * @throws {CityError} `E_CITY_INPUT` unless it is four numbers in the right order, on the globe and of a size that a
 *   server would give.
 */
export function parseBox(text: string): GeoBox {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const [west, south, east, north] = numbers;
  if (numbers.length !== 4 || !numbers.every(Number.isFinite))
    throw badBox(text, 'expected four numbers W,S,E,N in degrees, e.g. -71.073,42.350,-71.060,42.359');
  const box = { west: west!, south: south!, east: east!, north: north! };
  if (Math.abs(box.south) > 90 || Math.abs(box.north) > 90 || Math.abs(box.west) > 180 || Math.abs(box.east) > 180)
    throw badBox(text, 'latitudes lie within -90 and 90, longitudes within -180 and 180; the order is W,S,E,N');
  if (box.west >= box.east || box.south >= box.north)
    throw badBox(text, 'west must be less than east, and south less than north; the order is W,S,E,N');
  const area = areaOf(box);
  if (area > MAXIMUM_KM2)
    throw badBox(text, `it covers ${area.toFixed(0)} km², expected ${MAXIMUM_KM2} at most; use --osm with an extract`);
  return box;
}

/** km² */
export function areaOf({ west, south, east, north }: GeoBox): number {
  const middle = ((south + north) / 2) * (Math.PI / 180);
  return (east - west) * KM_PER_DEGREE * Math.cos(middle) * (north - south) * KM_PER_DEGREE;
}

function badBox(text: string, message: string): CityError {
  return new CityError(`--bbox ${text}: ${message}`, { code: 'E_CITY_INPUT', path: '--bbox' });
}

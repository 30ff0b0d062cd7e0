/**
 * Who reaches whom: each vehicle is linked to the nearest edge server whose range it is in.
 *
 * Pure. Distances are Euclidean in the network's plane, front bumper to site; a vehicle exactly at `range` is in range,
 * and of two equally near edge servers the first in the experiment's order wins.
 * Source: seed paper, section III ("an edge server reaches the devices within 50 m").
 */
import type { VehiclePositions } from './mobility/source.ts';
import type { SiteIndex } from './site-index.ts';

/** Where an edge server stands and how far it reaches. */
export interface Site {
  /** Metres, network coordinates. */
  readonly x: number;
  readonly y: number;
  /** Metres, > 0. */
  readonly range: number;
}

/** Marks a vehicle that reaches no edge server. */
export const NO_LINK = -1;

/**
 * @param into - optional array of at least `vehicles.count` entries to write to instead of a new one.
 * @param index - of the sites, where there are many of them; the result is the same.
 * @returns For each vehicle the index of its edge server, or `NO_LINK`; the first `vehicles.count` entries hold.
 */
export function connect(
  vehicles: VehiclePositions,
  sites: readonly Site[],
  into?: Int32Array,
  index?: SiteIndex,
): Int32Array {
  const links = into !== undefined && into.length >= vehicles.count ? into : new Int32Array(vehicles.count);
  for (let vehicle = 0; vehicle < vehicles.count; vehicle++) {
    links[vehicle] = nearestInRange(vehicles.x[vehicle]!, vehicles.y[vehicle]!, sites, index);
  }
  return links;
}

/** Index of the nearest site in whose range (x, y) is, or `NO_LINK`. */
export function nearestInRange(x: number, y: number, sites: readonly Site[], index?: SiteIndex): number {
  const candidates = index?.near(x, y);
  const count = candidates?.length ?? sites.length;
  let nearest = NO_LINK;
  let least = Infinity;
  for (let at = 0; at < count; at++) {
    const candidate = candidates === undefined ? at : candidates[at]!;
    const { range } = sites[candidate]!;
    const squared = squaredDistance(x, y, sites[candidate]!);
    if (squared <= range * range && squared < least) {
      least = squared;
      nearest = candidate;
    }
  }
  return nearest;
}

/** m²; not Math.hypot: its result may differ in the last bit between engines, a sum of squares may not. */
export function squaredDistance(x: number, y: number, site: Site): number {
  const dx = x - site.x;
  const dy = y - site.y;
  return dx * dx + dy * dy;
}

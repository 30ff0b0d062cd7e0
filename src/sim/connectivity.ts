/**
 * Who reaches whom: each vehicle is linked to the nearest edge server whose range it is in.
 *
 * Pure. Distances are Euclidean in the network's plane, front bumper to site; a vehicle exactly at `range` is in range,
 * and of two equally near edge servers the first in the experiment's order wins.
 * Source: seed paper, section III ("an edge server reaches the devices within 50 m").
 */
import type { VehiclePositions } from './mobility/source.ts';

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
 * @returns For each vehicle the index of its edge server, or `NO_LINK`; the first `vehicles.count` entries hold.
 */
export function connect(vehicles: VehiclePositions, sites: readonly Site[], into?: Int32Array): Int32Array {
  const links = into !== undefined && into.length >= vehicles.count ? into : new Int32Array(vehicles.count);
  for (let vehicle = 0; vehicle < vehicles.count; vehicle++) {
    links[vehicle] = nearestInRange(vehicles.x[vehicle]!, vehicles.y[vehicle]!, sites);
  }
  return links;
}

function nearestInRange(x: number, y: number, sites: readonly Site[]): number {
  let nearest = NO_LINK;
  let least = Infinity;
  for (let index = 0; index < sites.length; index++) {
    const site = sites[index]!;
    const dx = x - site.x;
    const dy = y - site.y;
    // Not Math.hypot: its result may differ in the last bit between engines, a sum of squares may not.
    const squared = dx * dx + dy * dy;
    if (squared <= site.range * site.range && squared < least) {
      least = squared;
      nearest = index;
    }
  }
  return nearest;
}

/**
 * What becomes of a message whose vehicle drives out of its edge server's reach, and when a vehicle changes over.
 *
 * Source: Simu5G (handover with hysteresis and an interruption of 50 ms: 25 to detach, 25 to attach). Our hysteresis is
 * in metres, for links go by distance here.
 */
import { z } from 'zod';
import { nearestInRange, squaredDistance, type Site } from '../connectivity.ts';
import type { VehiclePositions } from '../mobility/source.ts';
import type { SiteIndex } from '../site-index.ts';

/** Options of interruptions, as in an experiment file. */
export const interruptionSpec = z.strictObject({
  policy: z
    .enum(['lost', 'resume', 'handover'])
    .default('resume')
    .describe(
      'What becomes of a message whose link breaks or changes: lost; resume: the rest is sent when the same edge server is in reach again, all of it through another; handover: the rest is sent through whichever edge server is next.',
    ),
  hysteresisM: z
    .number()
    .min(0)
    .max(100_000)
    .default(0)
    .describe('Metres by which another edge server must be nearer before a vehicle changes over to it, >= 0.'),
  handoverMs: z
    .int()
    .min(0)
    .max(3_600_000)
    .default(50)
    .describe('ms during which a message rests when it is handed over to another edge server, >= 0.'),
});

export type InterruptionSpec = z.infer<typeof interruptionSpec>;

/** What decides over links that are kept. */
export interface Hysteresis {
  readonly hysteresisM: number;
  /** Of the sites, where there are many of them. */
  readonly index?: SiteIndex;
}

/**
 * Who reaches whom when links are kept: a vehicle stays with its edge server while that is in range, until another in
 * range is nearer by at least `hysteresisM`; without a link it takes the nearest in range.
 *
 * Pure. With `hysteresisM` 0 it is `connect`. Distances as there: Euclidean, range included, the first of equals wins.
 *
 * @param linkOf - index of the edge server, or `NO_LINK`, that a vehicle had until now; asked by index of the vehicle.
 * @param into - optional array of at least `vehicles.count` entries to write to instead of a new one.
 * @returns For each vehicle the index of its edge server, or `NO_LINK`; the first `vehicles.count` entries hold.
 */
export function connectWithHysteresis(
  vehicles: VehiclePositions,
  sites: readonly Site[],
  options: Hysteresis & { readonly linkOf: (vehicle: number) => number; readonly into?: Int32Array },
): Int32Array {
  const { linkOf, into } = options;
  const links = into !== undefined && into.length >= vehicles.count ? into : new Int32Array(vehicles.count);
  for (let vehicle = 0; vehicle < vehicles.count; vehicle++) {
    const place = { x: vehicles.x[vehicle]!, y: vehicles.y[vehicle]!, link: linkOf(vehicle) };
    links[vehicle] = linkWithHysteresis(place, sites, options);
  }
  return links;
}

/** The same for one vehicle. @param link - that it had until now. */
export function linkWithHysteresis(
  { x, y, link }: { readonly x: number; readonly y: number; readonly link: number },
  sites: readonly Site[],
  { hysteresisM, index }: Hysteresis,
): number {
  const nearest = nearestInRange(x, y, sites, index);
  if (link === nearest) return link;
  return metresBehind(x, y, sites[link], sites[nearest]) < hysteresisM ? link : nearest;
}

/** How much nearer the nearest edge server is than the current one, m; Infinity when there is no current one in range. */
function metresBehind(x: number, y: number, current: Site | undefined, nearest: Site | undefined): number {
  if (current === undefined || nearest === undefined) return Infinity;
  const squared = squaredDistance(x, y, current);
  if (squared > current.range * current.range) return Infinity;
  return Math.sqrt(squared) - Math.sqrt(squaredDistance(x, y, nearest));
}

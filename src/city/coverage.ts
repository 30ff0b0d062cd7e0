/** How much of the observed traffic edge servers reach, and the sites that reach most of it. Pure. */
import { createGrid } from './grid.ts';
import type { Junction, Point } from './road-network.ts';
import type { TrafficSamples } from './samples.ts';

/** Shares of all vehicle-seconds, in [0, 1]. */
export interface Coverage {
  /** By site: within its range. */
  readonly alone: readonly number[];
  /** By site: within its range and not within that of any before it. */
  readonly gained: readonly number[];
  /** Within the range of any site. */
  readonly together: number;
}

/** @param range - m, the border included, as in a run. */
export function measureCoverage(
  { positions, count }: TrafficSamples,
  sites: readonly Point[],
  range: number,
): Coverage {
  const grid = createGrid(positions, range);
  const covered = new Uint8Array(count);
  const alone: number[] = [];
  const gained: number[] = [];
  let total = 0;
  for (const site of sites) {
    let [reached, fresh] = [0, 0];
    grid.within(site, range, (index) => {
      reached++;
      if (covered[index] === 0) fresh++;
      covered[index] = 1;
    });
    total += fresh;
    alone.push(reached / count);
    gained.push(fresh / count);
  }
  return { alone, gained, together: total / count };
}

/**
 * One site after the other, each where it adds most traffic to what is reached already: at least 1 - 1/e (63 %) of what
 * the best choice of as many sites would reach.
 *
 * Source: Nemhauser, Wolsey and Fisher, "An analysis of approximations for maximizing submodular set functions", 1978.
 *
 * @param candidates - of equals the first is taken.
 * @returns Fewer than `count` when no further candidate reaches any more traffic.
 */
export function greedyCoverage(
  samples: TrafficSamples,
  candidates: readonly Junction[],
  count: number,
  range: number,
): readonly Junction[] {
  const grid = createGrid(samples.positions, range);
  const covered = new Uint8Array(samples.count);
  const chosen: Junction[] = [];
  const gainOf = (site: Point): number => {
    let gain = 0;
    grid.within(site, range, (index) => {
      if (covered[index] === 0) gain++;
    });
    return gain;
  };
  // What a site adds only shrinks as others are chosen, so a gain counted earlier is a bound: few need counting again.
  const bounds = candidates.map(gainOf);
  const countedAt = candidates.map(() => 0);
  while (chosen.length < count) {
    let best = indexOfLargest(bounds);
    while (best !== -1 && countedAt[best] !== chosen.length) {
      bounds[best] = gainOf(candidates[best]!);
      countedAt[best] = chosen.length;
      best = indexOfLargest(bounds);
    }
    if (best === -1) break;
    grid.within(candidates[best]!, range, (index) => {
      covered[index] = 1;
    });
    bounds[best] = 0;
    chosen.push(candidates[best]!);
  }
  return chosen;
}

/** The first of the largest; -1 when none is > 0. */
function indexOfLargest(values: readonly number[]): number {
  let [index, largest] = [-1, 0];
  for (const [candidate, value] of values.entries()) if (value > largest) [index, largest] = [candidate, value];
  return index;
}

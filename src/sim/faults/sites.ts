/**
 * Which faults act on edge servers and on their links to the cloud server: chosen once, since they stand where they stand.
 */
import type { Random } from '../../random.ts';
import { compareIds } from '../clock.ts';
import type { FaultPlan } from './plan.ts';
import { isInside } from './region.ts';

/** An edge server as far as faults care. */
export interface FaultSite {
  readonly name: string;
  /** m, network coordinates. */
  readonly x: number;
  readonly y: number;
}

/**
 * Names of the edge servers that a fault of node `edge-server` or `cloud-link` chooses. With a rate each is chosen by a
 * draw of its own, with a count the first by a drawn rank: what is chosen at less is chosen at more.
 */
export function chooseSites(plan: FaultPlan, sites: readonly FaultSite[], random: Random): ReadonlySet<string> {
  const { region, rate, count } = plan.spec;
  const suited = sites.filter(
    ({ x, y }, index) => (plan.edgeServers?.has(index) ?? true) && (region === undefined || isInside(region, x, y)),
  );
  const draw = (stream: string, name: string): number => random.stream(stream, ...plan.key, name).uniform();
  if (count === undefined)
    return namesOf(suited.filter(({ name }) => rate === undefined || draw('fault-rate', name) < rate));
  const ranked = suited
    .map((site) => ({ site, rank: draw('fault-rank', site.name) }))
    .sort((a, b) => a.rank - b.rank || compareIds(a.site.name, b.site.name));
  return namesOf(ranked.slice(0, count).map(({ site }) => site));
}

function namesOf(sites: readonly FaultSite[]): ReadonlySet<string> {
  return new Set(sites.map(({ name }) => name));
}

/** Nodes that crash and come back, as lines of `outages.csv`. Pure. Format: docs/results-format.md. */
import type { SimulationEvent } from '../events.ts';

export const OUTAGES_HEADER = 'simulated_ms,event,tier,node';

/** The line of an event, without line feed; undefined for an event that is neither a crash nor a recovery. */
export function outageLine(event: SimulationEvent): string | undefined {
  if (event.type !== 'crash' && event.type !== 'recover') return undefined;
  return `${event.at},${event.type},${event.tier},${event.node}`;
}

/** Events as short texts, so that a test can spell out what happens in a run. */
import type { SimulationEvent } from '../../src/sim/events.ts';

/** An event without its hash. */
export function brief(event: SimulationEvent): string {
  switch (event.type) {
    case 'link':
      return `${event.at} ${event.vehicle} -> ${event.edgeServer ?? 'nobody'}`;
    case 'compute':
      return `${event.at} ${event.vehicle} computes ${event.gradient} at theta ${event.round}`;
    case 'computed':
      return `${event.at} ${event.vehicle} has ${event.gradient}`;
    case 'deliver':
      return `${event.at} ${event.vehicle} delivers ${event.gradient} to ${event.edgeServer}${event.late ? ' late' : ''}`;
    case 'lost':
      return `${event.at} ${event.vehicle} loses ${event.gradient}`;
    case 'aggregate':
      return `${event.at} ${event.edgeServer} aggregates ${event.gradients.join('+')}${event.rejected ? ' in vain' : ''}`;
    case 'round':
      return `${event.at} round ${event.round}`;
    case 'receive':
      return `${event.at} ${event.vehicle} receives theta ${event.round} from ${event.edgeServer}`;
    case 'send':
      return `${event.at} ${event.vehicle} sends ${event.gradient} to ${event.edgeServer}`;
    case 'interrupt':
      return `${event.at} ${event.vehicle} is cut off from ${event.edgeServer}`;
    case 'arrive':
      return `${event.at} aggregate of ${event.edgeServer} arrives`;
    case 'theta':
      return `${event.at} theta ${event.round} arrives at ${event.edgeServer}`;
    case 'crash':
      return `${event.at} ${event.node} crashes`;
    case 'recover':
      return `${event.at} ${event.node} is back`;
    case 'act':
      return `${event.at} ${event.vehicle}: ${[event.kind, event.value]
        .flat()
        .filter((part) => part !== null)
        .join(' ')}`;
    case 'refuse':
      return `${event.at} ${event.vehicle} refuses ${event.kind}`;
    case 'omit':
      return `${event.at} ${'vehicle' in event ? event.vehicle : event.edgeServer} omits`;
  }
}

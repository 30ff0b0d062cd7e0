/**
 * What the events of every run must obey, whatever its experiment: each gradient goes its way once, a synchronous round is made
 * of its own theta, and nobody deals with an edge server that is down.
 */
import type { SimulationEvent } from '../../src/sim/events.ts';
import type { Experiment } from '../../src/sim/experiment/schema.ts';

/** Which states a gradient may come from. */
const BEFORE: Readonly<Record<string, readonly (string | undefined)[]>> = {
  computing: [undefined],
  done: ['computing'],
  delivered: ['done'],
  lost: ['computing', 'done'],
  aggregated: ['delivered'],
};

/** @returns To be told of every event, and what did not hold, one line each. */
export function watchEvents({ learning }: Pick<Experiment, 'learning'>): {
  readonly onEvent: (event: SimulationEvent) => void;
  readonly complaints: readonly string[];
} {
  const isSynchronous = learning.mode === 'synchronous';
  const complaints: string[] = [];
  const states = new Map<number, string>();
  const thetas = new Map<number, number>();
  const down = new Set<string>();
  let round = 0;

  const expect = (holds: boolean, event: SimulationEvent, what: string): void => {
    if (!holds) complaints.push(`${event.at} ${event.type}: ${what}`);
  };
  const enter = (gradient: number, state: string, event: SimulationEvent): void => {
    const before = states.get(gradient);
    expect(BEFORE[state]!.includes(before), event, `gradient ${gradient} is ${state} after ${before ?? 'nothing'}`);
    states.set(gradient, state);
  };

  const onEvent = (event: SimulationEvent): void => {
    if ('edgeServer' in event && event.edgeServer !== null && ['link', 'deliver', 'aggregate'].includes(event.type))
      expect(!down.has(event.edgeServer), event, `${event.edgeServer} is down`);
    switch (event.type) {
      case 'compute':
        enter(event.gradient, 'computing', event);
        thetas.set(event.gradient, event.round);
        break;
      case 'computed':
        enter(event.gradient, 'done', event);
        break;
      case 'deliver':
        enter(event.gradient, 'delivered', event);
        if (event.late) states.set(event.gradient, 'late');
        break;
      case 'lost':
        enter(event.gradient, 'lost', event);
        break;
      case 'aggregate':
        for (const gradient of event.gradients) {
          enter(gradient, 'aggregated', event);
          if (isSynchronous)
            expect(thetas.get(gradient) === round, event, `gradient ${gradient} is not of theta ${round}`);
        }
        break;
      case 'round':
        expect(event.round === ++round, event, `expected round ${round}, got ${event.round}`);
        if (isSynchronous)
          expect(new Set(event.edgeServers).size === event.edgeServers.length, event, 'an edge server came in twice');
        break;
      case 'crash':
        if (event.tier === 'edge-server') down.add(event.node);
        break;
      case 'recover':
        if (event.tier === 'edge-server') down.delete(event.node);
        break;
      default:
    }
  };
  return { onEvent, complaints };
}

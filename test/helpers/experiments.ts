/** Experiments for tests: the least that is valid, with what a test changes. */
import { parseExperiment } from '../../src/sim/experiment/load.ts';
import type { Experiment } from '../../src/sim/experiment/schema.ts';

/** Valid content of an experiment file with one edge server at (0, 0), range 50 m. */
export function experimentContent(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    name: 'test',
    traffic: { config: 'test.sumocfg' },
    edgeServers: [{ name: 'a', position: { x: 0, y: 0 }, range: 50 }],
    data: { set: 'digits', train: 1000, test: 100 },
    ...changes,
  };
}

export function experiment(changes: Readonly<Record<string, unknown>> = {}): Experiment {
  return parseExperiment(experimentContent(changes));
}

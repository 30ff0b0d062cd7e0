/** The small town of `sumo.ts` as an experiment: one road, two edge servers, little data, ready for `edgemlsim run`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { buildTown, type Undoing } from './town.ts';

/** Paths of a town experiment. */
export interface TownExperiment {
  readonly folder: string;
  readonly file: string;
  /** Where its results should go. */
  readonly out: string;
}

/** @param changes - keys of the experiment file to replace. */
export function townExperiment(t: Undoing, changes: Readonly<Record<string, unknown>> = {}): TownExperiment {
  const town = buildTown(t);
  const configuration = `<configuration><input>
    <net-file value="town.net.xml"/><route-files value="town.rou.xml"/>
  </input></configuration>`;
  writeFileSync(join(town.folder, 'town.sumocfg'), configuration);
  const content = {
    name: 'town',
    traffic: { config: 'town.sumocfg' },
    edgeServers: [
      { name: 'first', position: { junction: 'n1' }, range: 60 },
      { name: 'second', position: { x: 600, y: 0 }, range: 60 },
    ],
    data: { set: 'digits', train: 1000, test: 200 },
    model: { hidden: [16] },
    learning: { batchSize: 20, edgeServer: { gradients: 4 }, cloud: { aggregates: 2 }, learningRate: 0.01 },
    stop: { epochs: 4 },
    ...changes,
  };
  const file = join(town.folder, 'experiment.yaml');
  writeFileSync(file, stringify(content));
  return { folder: town.folder, file, out: join(town.folder, 'out') };
}

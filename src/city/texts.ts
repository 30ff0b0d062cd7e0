/** The files of a scenario that people read: the commented experiment, the list of sites, the README. Pure. */
import type { Placement } from './place.ts';

/** An edge server as the experiment file has it. */
export interface ServerText {
  readonly name: string;
  /** In YAML's short notation, e.g. `{ junction: "a" }`. */
  readonly position: string;
  /** m. */
  readonly range: number;
}

/** What an experiment that is written says; the rest are defaults, or the same everywhere. */
export interface ExperimentText {
  readonly name: string;
  readonly description: string;
  readonly seed: number;
  /** The SUMO configuration beside it. */
  readonly config: string;
  readonly servers: readonly ServerText[];
  /** Names of a rule that needs no options, and of an attack. */
  readonly rule: string;
  readonly attack?: string | undefined;
  readonly epochs: number;
}

/** The sites of a placement as edge servers. */
export function serversOf({ sites, range }: Placement): readonly ServerText[] {
  return sites.map(({ name, junction }) => ({ name, position: `{ junction: ${quoted(junction)} }`, range }));
}

/** `edgeServers:` with a line about the coverage of each; to be pasted into an experiment. */
export function sitesFile(placement: Placement): string {
  const lines = placement.sites.map(
    ({ name, junction, alone, gained }) =>
      `  - name: ${name} # reaches ${percent(alone)} of vehicle-seconds, ${percent(gained)} that none before it does\n` +
      `    position: { junction: ${quoted(junction)} }\n` +
      `    range: ${placement.range} # m\n`,
  );
  return `# Together they reach ${percent(placement.together)} of vehicle-seconds.\nedgeServers:\n${lines.join('')}`;
}

/** A whole experiment file, with a word on each value that one may want to change. */
export function experimentFile(text: ExperimentText): string {
  const servers = text.servers.map(
    ({ name, position, range }) => `  - name: ${name}\n    position: ${position}\n    range: ${range} # m\n`,
  );
  const faults =
    text.attack === undefined
      ? `# For instance, two vehicles near each edge server that lie about their gradients:
# faults:
#   - { attack: { name: sign-flip, magnitude: 5 }, count: 2, model: local }
faults: []`
      : `# Who lies: at most one vehicle at a time near each edge server.
faults:
  - { attack: ${text.attack}, count: 1, model: local }`;
  return `# ${text.description}
#
#   edgemlsim run <this file>          add --gui to watch it
#
# Every key with its unit and default: docs/configuration.md of EdgeMLSim. Each may be changed for one run with
# --set, e.g. --set stop.epochs=2.
name: ${text.name}
description: ${quoted(text.description)}
seed: ${text.seed} # of every random draw

traffic:
  config: ${quoted(text.config)}

# Places may also be { x, y } in m of the network, or { longitude, latitude }.
# "edgemlsim scenario place <this file>" proposes others.
edgeServers:
${servers.join('')}
workers:
  count: 100 # at most so many vehicles work at once
  penetration: 1 # share of vehicles that are equipped
  computeTimeMs: 200 # simulated time of one gradient

data:
  set: digits # drawn by the program; "edgemlsim data list" shows others
  train: 20000
  test: 4000

model:
  kind: dense
  hidden: [128, 64]

learning:
  mode: synchronous # or buffered, asynchronous
  batchSize: 100
  learningRate: 0.1
  lossReduction: mean
  edgeServer: { rule: ${text.rule}, gradients: 5 } # aggregates as soon as it holds so many gradients
  cloud: { rule: mean, step: sum } # theta - eta * sum over edge servers
  timeout: { afterMs: 2000, partial: aggregate } # for edge servers that few vehicles visit

${faults}

stop:
  epochs: ${text.epochs} # passes over the training set
`;
}

/** The README of an imported scenario. */
export function readmeFile(text: {
  readonly name: string;
  readonly source: string;
  readonly command: string;
  readonly isOsm: boolean;
  readonly figures: readonly (readonly [string, string])[];
  readonly files: readonly (readonly [string, string])[];
}): string {
  const licence = text.isOsm
    ? `
## Data licence

The map is derived from [OpenStreetMap](https://www.openstreetmap.org/copyright), © OpenStreetMap contributors,
available under the [Open Database Licence 1.0](https://opendatacommons.org/licenses/odbl/1-0/); so are the network and
the polygons here.
`
    : '';
  const table = (rows: readonly (readonly [string, string])[]): string =>
    rows.map(([first, second]) => `| ${first} | ${second} |\n`).join('');
  return `# ${text.name}

Made from ${text.source}:

    ${text.command}

Run it with \`edgemlsim run experiment.yaml\`; add \`--gui\` to watch.

| what | how much |
| --- | --- |
${table(text.figures)}
| file | what |
| --- | --- |
${table(text.files)}
Traffic is drawn from one seed: the same command gives the same files with the same version of SUMO.
${licence}`;
}

/** E.g. `12.3 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** A text that YAML takes as it is: JSON's strings are YAML's double-quoted ones. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

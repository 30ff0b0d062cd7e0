/**
 * Builds what is generated in `scenarios/boston-common`: the network from its plain nodes and edges, and the demand.
 *
 * Run it with `npm run build:boston-common` after a change of `boston-common.nod.xml`, `boston-common.edg.xml` or the
 * demand's weights, and commit what it writes. A test builds both again and compares.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseStringPromise } from 'xml2js';
import { findSumo } from '../src/find-sumo.js';
import { drawTrips, routeFile, type DemandOptions, type StreetEdge } from './boston-common/demand.ts';

const FOLDER = fileURLToPath(new URL('../scenarios/boston-common', import.meta.url));

/** Two hours of traffic: longer than any run with the scenario's default settings. */
const DEMAND: DemandOptions = {
  seed: 42,
  endSeconds: 7200,
  meanGapSeconds: 3.6,
  initialVehicles: 34,
  initialSeconds: 30,
};

/**
 * Builds the network with netconvert.
 *
 * @returns The `.net.xml`'s text. Its opening comment names the version of netconvert, for versions differ in detail;
 *   what netconvert says there itself (the date, the paths of this machine) is left out.
 * @throws {Error} if SUMO is not installed or netconvert refuses the files.
 */
export function buildNetwork(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'boston-common-'));
  const outputFile = path.join(folder, 'out.net.xml');
  try {
    netconvert([
      ['--node-files', path.join(FOLDER, 'boston-common.nod.xml')],
      ['--edge-files', path.join(FOLDER, 'boston-common.edg.xml')],
      // Longitude and latitude become metres on UTM zone 19N; the network remembers how, so SUMO can convert back.
      ['--proj.utm', 'true'],
      ['--no-turnarounds', 'true'],
      ['--tls.cycle.time', '70'],
      ['--tls.default-type', 'actuated'],
      ['--junctions.corner-detail', '5'],
      ['--output.street-names', 'true'],
      ['--output-file', outputFile],
    ]);
    const network = readFileSync(outputFile, 'utf8');
    const comment = `<!-- Built by scripts/build-boston-common.ts with netconvert ${netconvertVersion()}: do not edit. -->`;
    return network.replace(/<!--.*?-->/s, comment);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The version of netconvert that is installed, such as `1.15.0`. */
export function netconvertVersion(): string {
  const version = /\d+\.\d+\.\d+/.exec(netconvert([['--version']]))?.[0];
  if (version === undefined) throw new Error('netconvert --version: expected a version such as 1.15.0');
  return version;
}

function netconvert(options: readonly (readonly string[])[]): string {
  const sumo = findSumo();
  if (!sumo) throw new Error('netconvert is needed and SUMO was not found: run npm run setup');
  return execFileSync(path.join(path.dirname(sumo.binary), 'netconvert'), options.flat(), {
    env: { ...process.env, ...(sumo.home === undefined ? {} : { SUMO_HOME: sumo.home }) },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The route file's text, from the plain edges. */
export async function buildDemand(): Promise<string> {
  return routeFile(drawTrips(await readEdges(), DEMAND));
}

/** The streets of `boston-common.edg.xml`. */
export async function readEdges(): Promise<readonly StreetEdge[]> {
  const text = readFileSync(path.join(FOLDER, 'boston-common.edg.xml'), 'utf8');
  const { edges } = (await parseStringPromise(text)) as { edges: { edge: { $: Record<string, string> }[] } };
  return edges.edge.map(({ $: { id = '', from = '', to = '', numLanes = '', allow } }) => ({
    id,
    from,
    to,
    lanes: Number(numLanes),
    isForVehicles: allow === undefined,
  }));
}

// A module's address has no links in it.
if (realpathSync(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  writeFileSync(path.join(FOLDER, 'boston-common.net.xml'), buildNetwork());
  writeFileSync(path.join(FOLDER, 'boston-common.rou.xml'), await buildDemand());
}

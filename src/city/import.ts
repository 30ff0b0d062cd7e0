/**
 * Makes a scenario of a map: network, polygons, traffic, an experiment that runs, a README, a picture.
 *
 * Called by `cli/scenario.ts`. The folder is there whole at the end, or not at all.
 */
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { createRandom } from '../random.ts';
import { loadExperiment } from '../sim/index.ts';
import type { GeoBox } from './box.ts';
import { buildNetwork, buildPolygons, unzip } from './build-network.ts';
import { drawDemand, type DemandOptions, type Trip } from './demand.ts';
import { CityError } from './errors.ts';
import { makeFolder, requireFree } from './folder.ts';
import { downloadMap, requireRoads } from './osm.ts';
import { placementPicture } from './picture.ts';
import { proposeSites, type Placement } from './place.ts';
import { readRoadNetwork, type RoadNetwork } from './road-network.ts';
import { routeFile, sumoConfiguration } from './route-file.ts';
import { sampleTraffic, type TrafficSamples } from './samples.ts';
import { experimentFile, percent, readmeFile, serversOf } from './texts.ts';
import type { SumoTools } from './tools.ts';

/** What a scenario is made of. */
export type MapSource =
  | { readonly kind: 'osm'; readonly file: string }
  | { readonly kind: 'net'; readonly file: string }
  | { readonly kind: 'box'; readonly box: GeoBox; readonly server: string; readonly userAgent: string };

export interface ImportOptions extends DemandOptions {
  readonly source: MapSource;
  /** Absent or empty. */
  readonly out: string;
  readonly seed: number;
  /** Edge servers in the experiment, and their range in m. */
  readonly servers: number;
  readonly range: number;
  /** The command, for the README. */
  readonly command: string;
  readonly tools: SumoTools;
  /** Told, in one line, of what takes a while. */
  readonly onWait?: (message: string) => void;
  /** Told, in one line, of what the scenario lacks. */
  readonly onNotice?: (message: string) => void;
}

export interface ImportOutcome {
  /** Figures of the scenario, by what they are. */
  readonly figures: readonly (readonly [string, string])[];
}

/** Traffic is watched so long, simulated seconds, to place edge servers by it. */
const WATCHED_SECONDS = 600;
const SAMPLE_SECONDS = 2;

const FILES = {
  map: 'map.osm.xml.gz',
  network: 'city.net.xml',
  routes: 'city.rou.xml',
  polygons: 'city.poly.xml',
  configuration: 'city.sumocfg',
} as const;

/**
 * @throws {CityError} for a map without roads, a folder in use, a server that does not answer, a SUMO that refuses.
 */
export async function importScenario(options: ImportOptions): Promise<ImportOutcome> {
  await requireFree(options.out);
  // What is wrong with a file is found before anything is made.
  if (options.source.kind === 'osm') await requireRoads(options.source.file);
  return makeFolder(options.out, (folder) => fill(folder, options));
}

async function fill(folder: string, options: ImportOptions): Promise<ImportOutcome> {
  const { seed, range, tools } = options;
  const at = (name: string): string => join(folder, name);
  const map = await makeMap(folder, options);
  const network = await readRoadNetwork(at(map.network), `the network of ${originOf(options.source)}`);
  const random = createRandom(seed);
  const trips = drawDemand(network, options, random);
  await writeFile(at(FILES.routes), routeFile(trips));
  const { polygons } = map;
  await writeFile(
    at(FILES.configuration),
    sumoConfiguration({ network: map.network, routes: FILES.routes, polygons, end: options.seconds }),
  );
  options.onWait?.('driving for some minutes of simulated time, to see where edge servers reach vehicles');
  const trace = at('trace.xml.gz');
  const samples = await sampleTraffic(
    at(FILES.configuration),
    {
      begin: 0,
      seconds: Math.min(WATCHED_SECONDS, options.seconds),
      everySeconds: SAMPLE_SECONDS,
      file: trace,
      origin: 'the traffic drawn',
    },
    tools,
  );
  await rm(trace);
  const placement = proposeSites(network, samples, { method: 'coverage', count: options.servers, range }, random);
  if (placement.sites.length === 0)
    throw new CityError(`--range ${range}: no junction is so near to any traffic; choose a larger range`, {
      code: 'E_CITY_INPUT',
      path: '--range',
    });
  await writeFile(at('sites.svg'), placementPicture(network, samples, placement));
  const figures = figuresOf(network, trips, samples, placement);
  await writeTexts(folder, { options, placement, figures, hasPolygons: polygons !== undefined });
  return { figures };
}

/** The network, and polygons where they are to be had. */
async function makeMap(
  folder: string,
  { source, tools, onWait, onNotice }: ImportOptions,
): Promise<{ readonly network: string; readonly polygons?: string }> {
  const at = (name: string): string => join(folder, name);
  if (source.kind === 'net') {
    const network = source.file.endsWith('.gz') ? `${FILES.network}.gz` : FILES.network;
    await readRoadNetwork(source.file);
    await copyFile(source.file, at(network));
    return { network };
  }
  let osm = source.kind === 'osm' ? source.file : at(FILES.map);
  if (source.kind === 'box') {
    onWait?.(`downloading the map from ${source.server}`);
    await downloadMap(source.box, osm, { ...source, signal: tools.signal });
    await requireRoads(osm, `--bbox ${Object.values(source.box).join(',')}`);
  }
  const plain = at('unzipped.osm.xml');
  if (osm.endsWith('.gz')) {
    await unzip(osm, plain);
    osm = plain;
  }
  onWait?.('building the network');
  await buildNetwork(osm, at(FILES.network), tools);
  const hasPolygons = await buildPolygons(osm, at(FILES.network), at(FILES.polygons), tools);
  if (!hasPolygons) onNotice?.('no polygons: this SUMO came without data/typemap/osmPolyconvert.typ.xml');
  await rm(plain, { force: true });
  return { network: FILES.network, ...(hasPolygons && { polygons: FILES.polygons }) };
}

async function writeTexts(
  folder: string,
  {
    options,
    placement,
    figures,
    hasPolygons,
  }: {
    readonly options: ImportOptions;
    readonly placement: Placement;
    readonly figures: ImportOutcome['figures'];
    readonly hasPolygons: boolean;
  },
): Promise<void> {
  const { source, out, seed, command } = options;
  const name = nameOf(out);
  const origin = originOf(source);
  const experiment = join(folder, 'experiment.yaml');
  await writeFile(
    experiment,
    experimentFile({
      name,
      description: `${placement.sites.length} edge servers in traffic drawn for ${origin}.`,
      seed,
      config: FILES.configuration,
      servers: serversOf(placement),
      rule: 'mean',
      epochs: 5,
    }),
  );
  await loadExperiment(experiment);
  const files: [string, string][] = [
    ['`experiment.yaml`', 'the experiment, with comments'],
    ['`city.sumocfg`', 'ties the files of SUMO together'],
    ['`city.net.xml`', 'the network'],
    ['`city.rou.xml`', 'the traffic'],
    ['`sites.svg`', 'a picture: roads, traffic, edge servers'],
  ];
  if (hasPolygons) files.push(['`city.poly.xml`', 'buildings, parks, water']);
  if (source.kind === 'box') files.push([`\`${FILES.map}\``, 'the data that was downloaded']);
  const isOsm = source.kind !== 'net';
  await writeFile(join(folder, 'README.md'), readmeFile({ name, source: origin, command, isOsm, figures, files }));
}

function figuresOf(
  { roads, junctions }: RoadNetwork,
  trips: readonly Trip[],
  samples: TrafficSamples,
  { sites, together, range }: Placement,
): ImportOutcome['figures'] {
  const laneKilometres = roads.reduce((sum, { length, lanes }) => sum + length * lanes, 0) / 1000;
  return [
    ['roads open to cars, one for each direction', String(roads.length)],
    ['lanes', `${laneKilometres.toFixed(1)} km`],
    ['junctions', String(junctions.length)],
    ['vehicles that set out', String(trips.length)],
    ['of which seen in the time watched', String(samples.vehicles)],
    [`vehicle-seconds within ${range} m of the ${sites.length} edge servers`, percent(together)],
  ];
}

/** What a scenario is of, without this machine's paths. */
function originOf(source: MapSource): string {
  return source.kind === 'box' ? `a download from ${source.server}` : basename(source.file);
}

/** The folder's name as an experiment's. */
function nameOf(out: string): string {
  const name = basename(resolve(out))
    .replaceAll(/[^\w.-]/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64);
  return name === '' ? 'city' : name;
}

/** `edgemlsim scenario`: makes a scenario of a map, and proposes where edge servers could stand. */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  CityError,
  DEFAULT_OSM_SERVER,
  importScenario,
  parseBox,
  placeSites,
  type MapSource,
  type Placement,
  type PlacementMethod,
  type PlaceSource,
  type SumoTools,
} from '../city/index.ts';
import { createRandom, prepareExperiment, VERSION } from '../index.ts';
import { formatTable } from './format.ts';
import { onInterruption } from './interruption.ts';
import { positiveInteger, prepareOptions, requireSumo } from './options.ts';

interface ImportCommandOptions {
  readonly osm?: string;
  readonly net?: string;
  readonly bbox?: string;
  readonly osmServer: string;
  readonly out?: string;
  readonly density: number;
  readonly through: number;
  readonly duration: number;
  readonly seed: number;
  readonly servers: number;
  readonly range: number;
}

interface PlaceCommandOptions {
  readonly method: PlacementMethod;
  readonly count: number;
  readonly range: number;
  readonly junctions?: readonly string[];
  readonly seconds: number;
  readonly trace?: string;
  readonly density: number;
  readonly seed: number;
  readonly data?: string;
  readonly out: string;
  readonly json?: boolean;
}

/** Vehicles an hour and kilometre of lane: some forty at once around Boston Common. */
const DEFAULT_DENSITY = 20;
const DEFAULT_THROUGH = 0.6;

/** Adds the commands to the program. */
export function addScenario(program: Command): void {
  const scenario = program.command('scenario').description('make scenarios of maps, place edge servers');
  scenario
    .command('import')
    .description('build a scenario folder from a map: network, traffic, an experiment that runs')
    .addOption(new Option('--osm <file>', 'OpenStreetMap data (OSM XML, may be gzipped)').conflicts(['net', 'bbox']))
    .addOption(new Option('--net <file>', 'SUMO network (.net.xml, may be gzipped)').conflicts('bbox'))
    .option('--bbox <W,S,E,N>', 'download the OpenStreetMap data of this box, in degrees')
    .option('--osm-server <url>', 'where --bbox downloads: answers GET <url>?bbox=W,S,E,N', DEFAULT_OSM_SERVER)
    .option('--out <dir>', 'new or empty folder (default: named after the file, else city)')
    .option('--density <number>', 'vehicles that set out an hour and km of lane', positiveNumber, DEFAULT_DENSITY)
    .option('--through <share>', 'share of journeys’ ends that lie where the map ends', share, DEFAULT_THROUGH)
    .option('--duration <seconds>', 'simulated seconds of traffic', positiveNumber, 3600)
    .option('--seed <n>', 'seed of the traffic', wholeNumber, 1)
    .option('--servers <n>', 'edge servers in the experiment', positiveInteger, 3)
    .option('--range <metres>', 'their range', positiveNumber, 100)
    .option('--verbose', 'on failure, print the stack too')
    .action(importMap);
  scenario
    .command('place <scenario>')
    .description('propose sites for edge servers in an experiment, a .sumocfg, or a .net.xml (traffic is drawn)')
    .addOption(
      new Option('--method <name>', 'how sites are chosen')
        .choices(['junctions', 'density', 'kmeans', 'coverage'])
        .default('coverage'),
    )
    .option('--count <n>', 'edge servers', positiveInteger, 3)
    .option('--range <metres>', 'range of each', positiveNumber, 100)
    .option('--junctions <ids>', 'for --method junctions: their ids, with commas between', list)
    .option('--seconds <s>', 'simulated seconds of traffic to watch', positiveNumber, 600)
    .option('--trace <file>', 'positions recorded earlier (SUMO’s FCD format), instead of running SUMO')
    .option('--density <number>', 'for a network alone: as for scenario import', positiveNumber, DEFAULT_DENSITY)
    .option('--seed <n>', 'seed of k-means and of drawn traffic', wholeNumber, 1)
    .option('--data <dir>', 'folder in which public data (maps, MNIST) is looked for first')
    .option('--out <dir>', 'folder for the list of sites and the picture', '.')
    .option('--json', 'print it as JSON')
    .option('--verbose', 'on failure, print the stack too')
    .action(place);
}

async function importMap(options: ImportCommandOptions): Promise<void> {
  const source = sourceOf(options);
  const out = options.out ?? defaultFolder(source);
  const { figures } = await interruptible((signal) =>
    importScenario({
      source,
      out,
      density: options.density,
      through: options.through,
      seconds: options.duration,
      seed: options.seed,
      servers: options.servers,
      range: options.range,
      command: commandOf(options),
      tools: tools(signal),
      onWait,
      onNotice,
    }),
  );
  process.stdout.write(formatTable([['what', 'how much'], ...figures]));
  process.stdout.write(`\nedgemlsim run ${join(out, 'experiment.yaml')}\n`);
}

function sourceOf({ osm, net, bbox, osmServer }: ImportCommandOptions): MapSource {
  if (osm !== undefined) return { kind: 'osm', file: osm };
  if (net !== undefined) return { kind: 'net', file: net };
  if (bbox !== undefined)
    return { kind: 'box', box: parseBox(bbox), server: osmServer, userAgent: `edgemlsim/${VERSION}` };
  throw new CityError('scenario import: expected one of --osm FILE, --net FILE, --bbox W,S,E,N', {
    code: 'E_CITY_INPUT',
  });
}

function defaultFolder(source: MapSource): string {
  if (source.kind === 'box') return 'city';
  return basename(source.file).replace(/\.(osm|net)?(\.xml)?(\.gz)?$/, '') || 'city';
}

/** What makes the same scenario again, paths of this machine left out. */
function commandOf(options: ImportCommandOptions): string {
  const { osm, net, bbox, density, through, duration, seed, servers, range } = options;
  const from =
    osm !== undefined ? ['--osm', basename(osm)] : net !== undefined ? ['--net', basename(net)] : ['--bbox', bbox!];
  const numbers = { density, through, duration, seed, servers, range };
  const rest = Object.entries(numbers).map(([name, value]) => `--${name} ${value}`);
  return ['edgemlsim scenario import', ...from, ...rest].join(' ');
}

async function place(file: string, options: PlaceCommandOptions): Promise<void> {
  const { method, count, range, junctions, seconds, trace, seed, out } = options;
  if ((method === 'junctions') !== (junctions !== undefined))
    throw new CityError('--method junctions and --junctions ID,ID go together', {
      code: 'E_CITY_INPUT',
      path: '--junctions',
    });
  const wanted = junctions?.length ?? count;
  const watched = await placeSource(file, options);
  const outcome = await interruptible((signal) =>
    placeSites(watched.source, {
      method,
      count: wanted,
      range,
      ...(junctions !== undefined && { junctions }),
      seconds,
      trace: trace ?? watched.trace,
      random: createRandom(seed),
      tools: () => tools(signal),
    }),
  );
  const { placement, yaml, svg, samples } = outcome;
  const stem = join(out, `sites-${method}-${wanted}x${range}m`);
  await write(out, { [`${stem}.yaml`]: yaml, [`${stem}.svg`]: svg });
  if (placement.sites.length < wanted)
    onNotice(`only ${placement.sites.length} of ${wanted} sites are to be had with ${method} and ${range} m`);
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ method, ...placement, vehicles: samples.vehicles, files: [`${stem}.yaml`, `${stem}.svg`] }, null, 2)}\n`
      : `${placementTable(placement)}\n${stem}.yaml\n${stem}.svg\n`,
  );
}

/** What to watch, and the trace to read where the experiment itself names one. */
async function placeSource(
  file: string,
  { density, seconds, data }: PlaceCommandOptions,
): Promise<{ readonly source: PlaceSource; readonly trace?: string }> {
  const net = (network: string): PlaceSource => ({
    kind: 'net',
    file: network,
    demand: { density, seconds, through: DEFAULT_THROUGH },
  });
  if (/\.net\.xml(\.gz)?$/.test(file)) return { source: net(file) };
  if (file.endsWith('.sumocfg')) return { source: { kind: 'configuration', file } };
  const { traffic } = await prepareExperiment(
    file,
    prepareOptions({ set: [], plugin: [], ...(data !== undefined && { data }) }),
  );
  if (traffic.kind === 'sumo') return { source: { kind: 'configuration', file: traffic.file } };
  if (traffic.kind === 'fcd' && traffic.networkFile !== undefined)
    return { source: net(traffic.networkFile), trace: traffic.file };
  throw new CityError(
    `${file}: to place edge servers, its traffic must be traffic.config, or traffic.fcd with traffic.network`,
    {
      code: 'E_CITY_INPUT',
      path: 'traffic',
    },
  );
}

/** A line a site: where it is, and the share of vehicle-seconds it reaches. */
export function placementTable({ sites, together }: Placement): string {
  const shareOf = (value: number): string => `${(100 * value).toFixed(1)} %`;
  return formatTable([
    ['edge server', 'junction', 'x m', 'y m', 'in range', 'added'],
    ...sites.map(({ name, junction, x, y, alone, gained }) => [
      name,
      junction,
      x.toFixed(1),
      y.toFixed(1),
      shareOf(alone),
      shareOf(gained),
    ]),
    ['together', '', '', '', shareOf(together), ''],
  ]);
}

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [path, content] of Object.entries(files)) await writeFile(path, content);
  } catch (cause) {
    throw new CityError(`--out ${folder}: ${(cause as Error).message}`, {
      code: 'E_CITY_FOLDER',
      path: '--out',
      cause,
    });
  }
}

function tools(signal: AbortSignal): SumoTools {
  const { binary, home } = requireSumo();
  return { binary, signal, ...(home !== undefined && { home }) };
}

/** Ctrl-C ends SUMO's programs first, so that what was half-made is removed. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interruption = onInterruption();
  try {
    return await work(interruption.signal);
  } finally {
    interruption.stopListening();
  }
}

/** Only somebody who watches wants to know what is waited for. */
function onWait(message: string): void {
  if (process.stderr.isTTY) onNotice(message);
}

function onNotice(message: string): void {
  process.stderr.write(`edgemlsim: ${message}\n`);
}

function list(text: string): readonly string[] {
  const ids = text.split(',').map((id) => id.trim());
  if (ids.includes('')) throw new InvalidArgumentError('expected ids of junctions with commas between.');
  return ids;
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('expected a number > 0.');
  return value;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0 || text.trim() === '')
    throw new InvalidArgumentError('expected a whole number >= 0.');
  return value;
}

function share(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 1) || text.trim() === '') throw new InvalidArgumentError('expected a number in [0, 1].');
  return value;
}

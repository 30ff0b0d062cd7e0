/** Proposes sites for a scenario: watches its traffic, or reads a trace of it, or draws some where there is none. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Random } from '../random.ts';
import { drawDemand, type DemandOptions } from './demand.ts';
import { CityError } from './errors.ts';
import { placementPicture } from './picture.ts';
import { proposeSites, type Placement, type PlacementOptions } from './place.ts';
import { readRoadNetwork, type RoadNetwork } from './road-network.ts';
import { routeFile, sumoConfiguration } from './route-file.ts';
import { readSamples, sampleTraffic, type TrafficSamples } from './samples.ts';
import { sitesFile } from './texts.ts';
import type { SumoTools } from './tools.ts';
import { visitElements } from './xml.ts';

/** What is to be watched. */
export type PlaceSource =
  | { readonly kind: 'configuration'; readonly file: string }
  /** A network alone: traffic of this density is drawn. */
  | { readonly kind: 'net'; readonly file: string; readonly demand: DemandOptions };

export interface PlaceOptions extends PlacementOptions {
  /** Simulated seconds to watch. */
  readonly seconds: number;
  /** Positions recorded earlier, in SUMO's FCD format; then nothing is run. */
  readonly trace?: string | undefined;
  readonly random: Random;
  /** Asked for only when SUMO has to run. */
  readonly tools: () => SumoTools;
}

export interface PlaceOutcome {
  readonly placement: Placement;
  readonly samples: TrafficSamples;
  /** The list of sites as part of an experiment file, and the map. */
  readonly yaml: string;
  readonly svg: string;
}

const SAMPLE_SECONDS = 1;

/** @throws {CityError} if the scenario, the trace or a junction cannot be used. */
export async function placeSites(source: PlaceSource, options: PlaceOptions): Promise<PlaceOutcome> {
  const configuration = source.kind === 'configuration' ? await readConfiguration(source.file) : undefined;
  const network = await readRoadNetwork(configuration?.network ?? source.file);
  const samples =
    options.trace === undefined
      ? await watch(source, configuration?.begin ?? 0, network, options)
      : await readSamples(options.trace);
  const placement = proposeSites(network, samples, options, options.random);
  return {
    placement,
    samples,
    yaml: sitesFile(placement),
    svg: placementPicture(network, samples, placement),
  };
}

async function watch(
  source: PlaceSource,
  begin: number,
  network: RoadNetwork,
  { seconds, random, tools }: PlaceOptions,
): Promise<TrafficSamples> {
  const folder = await mkdtemp(join(tmpdir(), 'edgemlsim-place-'));
  try {
    let configuration = source.file;
    if (source.kind === 'net') {
      configuration = join(folder, 'city.sumocfg');
      await writeFile(join(folder, 'city.rou.xml'), routeFile(drawDemand(network, source.demand, random)));
      const files = { network: resolve(source.file), routes: 'city.rou.xml', end: seconds };
      await writeFile(configuration, sumoConfiguration(files));
    }
    const file = join(folder, 'trace.xml.gz');
    return await sampleTraffic(configuration, { begin, seconds, everySeconds: SAMPLE_SECONDS, file }, tools());
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Where a configuration's network is, and when its traffic begins (s). */
async function readConfiguration(file: string): Promise<{ readonly network: string; readonly begin: number }> {
  const found: { network?: string; begin: number } = { begin: 0 };
  await visitElements(file, 'a SUMO configuration', {
    open(name, { value, v = value }) {
      if (['net-file', 'net', 'n'].includes(name) && v !== undefined) found.network = resolve(dirname(file), v);
      if (['begin', 'b'].includes(name) && v !== undefined) found.begin = Number(v);
    },
  });
  if (found.network === undefined)
    throw new CityError(`${file}: names no network; expected <net-file value="..."/>`, { code: 'E_CITY_INPUT' });
  if (!Number.isFinite(found.begin))
    throw new CityError(`${file}: begin: expected seconds as a number`, { code: 'E_CITY_INPUT' });
  return { network: found.network, begin: found.begin };
}

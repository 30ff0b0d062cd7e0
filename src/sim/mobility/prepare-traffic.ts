/**
 * Finds and checks the files that traffic comes from, before anything is started.
 *
 * Used by `sim/prepare.ts`. Names lead to files beside the experiment or in a data folder and nowhere else.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DataError, locateData, type DataPlaces } from '../../ml/index.ts';
import { ExperimentError } from '../experiment/errors.ts';
import type { EdgeServerSpec } from '../experiment/schema.ts';
import { planSites, type PlannedSite } from '../sites.ts';
import { readSumoConfiguration, type SumoConfiguration } from '../sumo-files/configuration.ts';
import { inspectFcd } from './fcd.ts';
import { TraceError } from './trace-error.ts';
import { inspectTrace, type TraceFacts } from './trace-reader.ts';
import type { TrafficSpec } from './traffic-spec.ts';

/** Where traffic comes from. */
export type PreparedTraffic = {
  /** The file that the experiment names, and all that decide how vehicles move, itself among them. */
  readonly file: string;
  readonly inputFiles: readonly string[];
  /** The network, where it is known. */
  readonly networkFile: string | undefined;
} & (
  | { readonly kind: 'sumo'; readonly configuration: SumoConfiguration; readonly networkFile: string }
  | { readonly kind: 'trace'; readonly trace: TraceFacts }
  | { readonly kind: 'fcd' }
);

export interface PrepareTrafficOptions {
  /** Path of the experiment file. */
  readonly file: string;
  readonly places: DataPlaces;
  /** `replay`: path of a trace to use instead of what the experiment says. */
  readonly trace?: string | undefined;
}

/**
 * @throws {ExperimentError} `E_TRAFFIC_FILE`; also {@link TraceError} and `E_FCD_FILE`.
 */
export async function prepareTraffic(spec: TrafficSpec, options: PrepareTrafficOptions): Promise<PreparedTraffic> {
  if (options.trace !== undefined) return prepareReplay(spec, options.trace, options);
  const locate = (key: 'config' | 'trace' | 'fcd' | 'network', name: string): Promise<string> =>
    locateTrafficFile(key, name, options);
  if (spec.config !== undefined) {
    const configuration = await readSumoConfiguration(await locate('config', spec.config));
    const { file, inputFiles, networkFile } = configuration;
    return { kind: 'sumo', file, inputFiles: [file, ...inputFiles], configuration, networkFile };
  }
  const networkFile = spec.network === undefined ? undefined : await locate('network', spec.network);
  if (spec.fcd !== undefined) {
    const { file } = await inspectFcd(await locate('fcd', spec.fcd));
    return { kind: 'fcd', file, inputFiles: [file], networkFile };
  }
  if (spec.trace === undefined) throw new RangeError('traffic names no source; the schema demands one');
  return prepareTrace(await locate('trace', spec.trace), networkFile);
}

/** The experiment's own configuration need not be there; where it is, its network must be the trace's. */
async function prepareReplay(
  spec: TrafficSpec,
  file: string,
  options: PrepareTrafficOptions,
): Promise<PreparedTraffic> {
  if (spec.policy !== undefined)
    throw new ExperimentError(
      `${options.file}: traffic.policy: recorded traffic, ${file}, does not listen to anybody; run the experiment instead`,
      { code: 'E_EXPERIMENT_VALUE', path: 'traffic.policy' },
    );
  let networkFile: string | undefined;
  try {
    const own = await prepareTraffic(spec, { ...options, trace: undefined });
    networkFile = own.networkFile;
  } catch (error) {
    if (!(error instanceof ExperimentError) || error.code !== 'E_TRAFFIC_FILE') throw error;
  }
  return prepareTrace(file, networkFile);
}

async function prepareTrace(file: string, networkFile: string | undefined): Promise<PreparedTraffic> {
  const trace = await inspectTrace(file);
  if (networkFile !== undefined) await checkNetwork(trace, networkFile);
  return { kind: 'trace', file, inputFiles: [file], trace, networkFile };
}

/** Beside the experiment file first, then in the data folders. */
async function locateTrafficFile(key: string, name: string, { file, places }: PrepareTrafficOptions): Promise<string> {
  const path = `traffic.${key}`;
  const beside = join(dirname(file), name);
  try {
    // Asks for the place in the data folders even when it lies beside: a name that leads outside is refused either way.
    const located = await locateData(name, places).catch((error: unknown) => {
      if (error instanceof DataError && error.code === 'E_DATA_NOT_FOUND' && existsSync(beside)) return beside;
      throw error;
    });
    return existsSync(beside) ? beside : located;
  } catch (cause) {
    if (!(cause instanceof DataError)) throw cause;
    const notBeside = cause.code === 'E_DATA_NOT_FOUND' ? `there is no ${beside}; ` : '';
    throw new ExperimentError(`${file}: ${path}: ${notBeside}${cause.message}`, {
      code: 'E_TRAFFIC_FILE',
      path,
      cause,
    });
  }
}

async function checkNetwork({ file, header }: TraceFacts, networkFile: string): Promise<void> {
  if (header.networkSha256 === '' || header.networkSha256 === (await hashFile(networkFile))) return;
  throw new TraceError(`the trace was recorded in another network than ${networkFile}; record it again`, {
    code: 'E_TRACE_COVERAGE',
    file,
  });
}

/** SHA-256 of a file, hex. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/**
 * Where the edge servers stand. A trace knows the places of the run that was recorded, so neither network nor SUMO is
 * needed for those.
 *
 * @throws {ExperimentError} `E_EXPERIMENT_VALUE` for a place that nothing at hand knows.
 */
export async function planTrafficSites(
  specs: readonly EdgeServerSpec[],
  traffic: PreparedTraffic,
): Promise<readonly PlannedSite[]> {
  if (traffic.kind === 'sumo') return planSites(specs, traffic.networkFile);
  const known = traffic.kind === 'trace' ? traffic.trace.header.places : [];
  const resolved = specs.map((spec) => {
    const place = known.find(({ position }) => isDeepStrictEqual(position, { ...spec.position }));
    return place === undefined ? spec : { ...spec, position: { x: place.x, y: place.y } };
  });
  for (const [index, { position }] of resolved.entries()) {
    const isKnown = 'x' in position || ('junction' in position && traffic.networkFile !== undefined);
    if (isKnown) continue;
    const path = `edgeServers[${index}].position`;
    const advice = 'longitude' in position ? 'give x and y' : 'give x and y, or traffic.network';
    throw new ExperimentError(`${path}: the recorded traffic does not know this place; ${advice}`, {
      code: 'E_EXPERIMENT_VALUE',
      path,
    });
  }
  // Without a network every place is known by now, and none is looked up.
  return planSites(resolved, traffic.networkFile ?? '');
}

/**
 * Opens the traffic side of a run: launches SUMO (or sumo-gui), places the edge servers, subscribes.
 *
 * What is opened here is closed through the mobility source; a failure on the way leaves no process behind.
 */
import { dirname } from 'node:path';
import { launchSumo, type TraciClient } from '../traci/index.ts';
import type { Site } from './connectivity.ts';
import { ExperimentError } from './experiment/errors.ts';
import { createLiveMobility } from './mobility/live.ts';
import type { MobilitySource } from './mobility/source.ts';
import type { PreparedExperiment } from './prepare.ts';
import { resolveSites } from './sites.ts';
import { createViewer, type Viewer } from './viewer/viewer.ts';

/** Which SUMO to start. */
export interface SumoChoice {
  /** Path of `sumo`. */
  readonly binary: string;
  /** Path of `sumo-gui`, for `--gui`. */
  readonly guiBinary?: string;
  /** SUMO_HOME for it. */
  readonly home?: string;
}

/** The traffic side of a run. */
export interface Traffic {
  readonly mobility: MobilitySource;
  readonly sites: readonly Site[];
  /** With `--gui`. */
  readonly viewer?: Viewer;
}

export interface TrafficOptions {
  readonly sumo: SumoChoice;
  readonly gui: boolean;
}

/** Largest seed that SUMO takes. */
const MAXIMUM_SUMO_SEED = 2 ** 31;

/**
 * @throws {TraciConnectionError} SUMO refused its configuration or could not be started.
 * @throws {ExperimentError} an edge server's place lies outside the projection.
 */
export async function openTraffic(prepared: PreparedExperiment, options: TrafficOptions): Promise<Traffic> {
  const client = await launch(prepared, options);
  try {
    const sites = await resolveSites(prepared.sites, async (longitude, latitude) => {
      const [x, y] = await client.simulation.convertGeo(longitude, latitude, true);
      return [x, y];
    });
    const mobility = await createLiveMobility({ client, sites, ahead: !options.gui });
    if (!options.gui) return { mobility, sites };
    return { mobility, sites, viewer: await createViewer(client, prepared.experiment, sites) };
  } catch (error) {
    await client.close();
    throw error;
  }
}

function launch({ experiment, configuration }: PreparedExperiment, options: TrafficOptions): Promise<TraciClient> {
  const { seed, stepLengthMs } = experiment.traffic;
  const { home } = options.sumo;
  return launchSumo({
    binary: programToStart(options),
    ...(home !== undefined && { sumoHome: home }),
    cwd: dirname(configuration.file),
    arguments: [
      '--configuration-file',
      configuration.file,
      '--seed',
      String((seed ?? experiment.seed) % MAXIMUM_SUMO_SEED),
      '--no-step-log',
      'true',
      '--duration-log.disable',
      'true',
      ...(stepLengthMs === undefined ? [] : ['--step-length', String(stepLengthMs / 1000)]),
    ],
  });
}

function programToStart({ sumo, gui }: TrafficOptions): string {
  if (!gui) return sumo.binary;
  if (sumo.guiBinary !== undefined) return sumo.guiBinary;
  throw new ExperimentError(`--gui: there is no sumo-gui beside ${sumo.binary}; install it or run without --gui`, {
    code: 'E_TRAFFIC_FILE',
    path: '--gui',
  });
}

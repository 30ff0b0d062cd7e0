/**
 * Opens the traffic side of a run: launches SUMO (or sumo-gui), places the edge servers, subscribes.
 *
 * What is opened here is closed through the mobility source; a failure on the way leaves no process and no file behind.
 */
import { dirname } from 'node:path';
import { launchSumo, type TraciClient } from '../traci/index.ts';
import type { Site } from './connectivity.ts';
import { ExperimentError } from './experiment/errors.ts';
import { createLiveMobility } from './mobility/live.ts';
import type { MobilitySource } from './mobility/source.ts';
import type { PreparedExperiment } from './prepare.ts';
import { resolveSites } from './sites.ts';
import { offTheGrid } from './viewer/moments.ts';
import type { ViewerOptions } from './viewer/options.ts';
import { prepareWindow } from './viewer/prepare-window.ts';
import { createViewer, type Viewer } from './viewer/viewer.ts';
import { watchWindow } from './viewer/window-mobility.ts';

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
  /** With a window. */
  readonly viewer?: Viewer;
}

export interface TrafficOptions {
  readonly sumo: SumoChoice;
  /** Shows the run in sumo-gui; undefined for no window. */
  readonly gui?: ViewerOptions | undefined;
  /** Ends the wait for a window that is paused. */
  readonly signal?: AbortSignal | undefined;
  /** Told, in one line, what happens in the window. */
  readonly onNotice?: ((message: string) => void) | undefined;
}

/** Largest seed that SUMO takes. */
const MAXIMUM_SUMO_SEED = 2 ** 31;

/**
 * @throws {TraciConnectionError} SUMO refused its configuration or could not be started.
 * @throws {ExperimentError} an edge server's place lies outside the projection; there is no sumo-gui.
 */
export function openTraffic(prepared: PreparedExperiment, options: TrafficOptions): Promise<Traffic> {
  return options.gui === undefined ? openHeadless(prepared, options.sumo) : openWindow(prepared, options, options.gui);
}

async function openHeadless(prepared: PreparedExperiment, sumo: SumoChoice): Promise<Traffic> {
  const client = await launch(prepared, sumo.binary, sumo.home);
  return closingOnFailure(client, async () => {
    const sites = await locateSites(client, prepared);
    return { sites, mobility: await createLiveMobility({ client, sites, ahead: true }) };
  });
}

async function openWindow(
  prepared: PreparedExperiment,
  { sumo, signal, onNotice = () => undefined }: TrafficOptions,
  options: ViewerOptions,
): Promise<Traffic> {
  const binary = requireGui(sumo);
  const window = await prepareWindow(prepared.configuration.file, options);
  try {
    const client = await launch(prepared, binary, sumo.home, window.arguments);
    return await closingOnFailure(client, async () => {
      const sites = await locateSites(client, prepared);
      const mobility = await createLiveMobility({ client, sites, ahead: false });
      const { stepLengthMs } = mobility;
      checkBreaks(options, stepLengthMs);
      const { experiment } = prepared;
      const [windowWidth] = window.size;
      const viewer = await createViewer({ client, experiment, sites, options, windowWidth, stepLengthMs, onNotice });
      return { mobility: watchWindow(mobility, signal), sites, viewer };
    });
  } finally {
    // sumo-gui has read its settings before it answers the first command.
    await window.removeSettings();
  }
}

function locateSites(client: TraciClient, { sites }: PreparedExperiment): Promise<readonly Site[]> {
  return resolveSites(sites, async (longitude, latitude) => {
    const [x, y] = await client.simulation.convertGeo(longitude, latitude, true);
    return [x, y];
  });
}

async function closingOnFailure<Result>(client: TraciClient, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await client.close();
    throw error;
  }
}

function launch(
  { experiment, configuration }: PreparedExperiment,
  binary: string,
  home: string | undefined,
  windowArguments: readonly string[] = [],
): Promise<TraciClient> {
  const { seed, stepLengthMs } = experiment.traffic;
  return launchSumo({
    binary,
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
      ...windowArguments,
    ],
  });
}

function requireGui({ binary, guiBinary }: SumoChoice): string {
  if (guiBinary !== undefined) return guiBinary;
  throw new ExperimentError(`--gui: there is no sumo-gui beside ${binary}; install it or run without --gui`, {
    code: 'E_TRAFFIC_FILE',
    path: '--gui',
  });
}

function checkBreaks({ breakAt = [] }: ViewerOptions, stepLengthMs: number): void {
  const wrong = offTheGrid(breakAt, stepLengthMs);
  if (wrong === undefined) return;
  throw new ExperimentError(
    `--break-at: expected a multiple of the step length of ${stepLengthMs / 1000} s, got ${wrong}`,
    { code: 'E_EXPERIMENT_VALUE', path: '--break-at' },
  );
}

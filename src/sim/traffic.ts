/**
 * Opens the traffic side of a run: launches SUMO (or sumo-gui) and subscribes, or opens recorded traffic; records it.
 *
 * What is opened here is closed through the mobility source; a failure on the way leaves no process and no file behind.
 */
import { dirname, resolve } from 'node:path';
import { branch, EXACT_STATE_ARGUMENTS, launchSumo, type LaunchOptions, type TraciClient } from '../traci/index.ts';
import { UsageError } from '../errors.ts';
import { closeAfter, closeOnFailure } from './closing.ts';
import type { Site } from './connectivity.ts';
import { ExperimentError } from './experiment/errors.ts';
import type { ActedStep } from './mobility/actions.ts';
import { createLiveMobility, MARGIN_M, wider, type Coverage, type LiveMobility } from './mobility/live.ts';
import { openRecorded } from './mobility/open-recorded.ts';
import { recordMobility } from './mobility/record.ts';
import { fastForward, trafficResumeError } from './mobility/fast-forward.ts';
import { describeTrace } from './mobility/describe-trace.ts';
import type { MobilityNeeds, MobilitySource, VehiclePositions } from './mobility/source.ts';
import type { ExperimentPlan } from './prepare.ts';
import { resolveSites } from './sites.ts';
import type { SumoConfiguration } from './sumo-files/configuration.ts';
import type { ViewerOptions } from './viewer/options.ts';
import type { Viewer } from './viewer/viewer.ts';

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
  /** Where the vehicles are at the moment that traffic was brought back to; only with `resume` or `fastForward`. */
  readonly restored?: VehiclePositions;
}

/** A moment to go on from. */
export interface ResumePoint {
  /** What {@link MobilitySource.next} saved, of a traffic opened with `exactStates`; recorded traffic goes by `step`. */
  readonly stateFile: string;
  /** Simulated ms of the frame after which it was saved, and that frame's number. */
  readonly timeMs: number;
  readonly step: number;
  /** Vehicles introduced by then; they are not introduced again. */
  readonly introduced?: readonly string[];
}

/** `--record`: where to, and which vehicles. */
export interface RecordChoice {
  readonly file: string;
  /** Metres beyond the ranges, or all vehicles; at least what the run itself needs is recorded. */
  readonly coverage: Coverage;
}

export interface TrafficOptions {
  /** Needed unless traffic is recorded. */
  readonly sumo?: SumoChoice | undefined;
  /** What is wanted of vehicles. @default positions alone */
  readonly needs?: MobilityNeeds;
  /** Which vehicles are in the frames. @default those in range, and one metre around */
  readonly coverage?: Coverage;
  /** States are to be saved that a fresh SUMO goes on from exactly. @default false */
  readonly exactStates?: boolean;
  /** Somebody acts on traffic between steps, which are then not sent ahead. @default false */
  readonly listens?: boolean;
  /** Go on from a saved state. Exact as far as SUMO's states are: `traci/branch.ts`. */
  readonly resume?: ResumePoint;
  /**
   * Go on after this step of a SUMO that is stepped there, from the start or from where `resume` says: slow, and exact
   * always.
   */
  readonly fastForward?: number;
  /** With `fastForward`: what a policy had done to traffic by then. */
  readonly acted?: readonly ActedStep[];
  /** Records the frames in a trace. */
  readonly record?: RecordChoice | undefined;
  /** Shows the run in sumo-gui; undefined for no window. */
  readonly gui?: ViewerOptions | undefined;
  /** Ends the wait for a window that is paused, and stepping again. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the SUMO that is being started, or was: there will be no run. */
  readonly abandoned?: AbortSignal | undefined;
  /** Told, in one line, what happens in the window or is wrong with a trace. */
  readonly onNotice?: ((message: string) => void) | undefined;
}

/** Largest seed that SUMO takes. */
const MAXIMUM_SUMO_SEED = 2 ** 31;

/**
 * @throws {TraciConnectionError} SUMO refused its configuration or could not be started.
 * @throws {ExperimentError} an edge server's place lies outside the projection; there is no sumo-gui; recorded traffic
 *   is asked for what it cannot do.
 * @throws {TraceError} a trace that does not hold what the experiment needs, or cannot be recorded.
 * @throws {EdgeMLSimError} `E_TRAFFIC_RESUME`: traffic cannot be brought back.
 */
export async function openTraffic(prepared: ExperimentPlan, options: TrafficOptions): Promise<Traffic> {
  const { record, coverage = MARGIN_M } = options;
  const wide = record === undefined ? options : { ...options, coverage: wider(coverage, record.coverage) };
  const traffic = await openSource(prepared, wide);
  if (record === undefined) return traffic;
  const recording = async (): Promise<Traffic> => {
    const header = await describeTrace(prepared, traffic, wide);
    return { ...traffic, mobility: await recordMobility(traffic.mobility, record.file, header) };
  };
  return closeOnFailure(recording, [() => traffic.mobility.close()], options.onNotice);
}

function openSource(prepared: ExperimentPlan, options: TrafficOptions): Promise<Traffic> {
  const source = prepared.traffic;
  if (source.kind !== 'sumo') return openRecorded(source, prepared.sites, options);
  const { configuration } = source;
  const { sumo, gui } = options;
  if (sumo === undefined)
    throw new UsageError('traffic.config: there is no SUMO to start', {
      code: 'E_SUMO_NOT_FOUND',
      path: 'traffic.config',
    });
  const live = { ...prepared, configuration };
  return gui === undefined ? openHeadless(live, { ...options, sumo }) : openWindow(live, { ...options, sumo }, gui);
}

/** An experiment with a SUMO to start, and which. */
type LivePrepared = ExperimentPlan & { readonly configuration: SumoConfiguration };
type LiveOptions = TrafficOptions & { readonly sumo: SumoChoice };

async function openHeadless(prepared: LivePrepared, options: LiveOptions): Promise<Traffic> {
  const client = await launch(prepared, options, options.sumo.binary);
  const subscribe = async (): Promise<Traffic> => {
    const sites = await locateSites(client, prepared);
    const live = await openLive(client, sites, { ...options, ahead: options.listens !== true });
    return { sites, mobility: live, ...restored(live, options) };
  };
  return closeOnFailure(subscribe, [() => client.close()], options.onNotice);
}

async function openWindow(
  prepared: LivePrepared,
  trafficOptions: LiveOptions,
  options: ViewerOptions,
): Promise<Traffic> {
  const { sumo, signal, onNotice = () => undefined } = trafficOptions;
  const binary = requireGui(sumo);
  // Nothing of the window is loaded for a run without one.
  const { createViewer, offTheGrid, prepareWindow, watchWindow } = await import('./viewer/index.ts');
  const window = await prepareWindow(prepared.configuration.file, options);
  const show = async (client: TraciClient): Promise<Traffic> => {
    const sites = await locateSites(client, prepared);
    const live = await openLive(client, sites, { ...trafficOptions, ahead: false });
    const { stepLengthMs } = live;
    checkBreaks(offTheGrid(options.breakAt ?? [], stepLengthMs), stepLengthMs);
    const { experiment } = prepared;
    const [windowWidth] = window.size;
    const viewer = await createViewer({ client, experiment, sites, options, windowWidth, stepLengthMs, onNotice });
    const mobility = watchWindow(live, signal, () => viewer.released());
    return { mobility, sites, viewer, ...restored(live, trafficOptions) };
  };
  const open = async (): Promise<Traffic> => {
    const client = await launch(prepared, trafficOptions, binary, window.arguments);
    return closeOnFailure(() => show(client), [() => client.close()], onNotice);
  };
  // sumo-gui has read its settings before it answers the first command.
  return closeAfter(open, [() => window.removeSettings()], onNotice);
}

/** Subscribes, and brings traffic to the moment to go on from. */
async function openLive(
  client: TraciClient,
  sites: readonly Site[],
  options: TrafficOptions & { readonly ahead: boolean },
): Promise<LiveMobility> {
  const { ahead, needs, coverage, listens = false, resume, fastForward: step, acted = [], signal } = options;
  if (resume !== undefined) {
    const timeMs = Math.round((await client.simulation.getTime()) * 1000);
    if (timeMs !== resume.timeMs)
      throw trafficResumeError(`expected a state of ${resume.timeMs} ms, got one of ${timeMs} ms: ${resume.stateFile}`);
  }
  const live = await createLiveMobility({
    client,
    sites,
    ahead,
    listens,
    ...(needs && { needs }),
    ...(coverage !== undefined && { coverage }),
    ...(resume && { stepsTaken: resume.step, introduced: resume.introduced ?? [] }),
  });
  if (step !== undefined) await fastForward(live, step - (resume?.step ?? 0), { acted, signal });
  return live;
}

function restored({ now }: LiveMobility, { resume, fastForward: step }: TrafficOptions): Pick<Traffic, 'restored'> {
  return resume === undefined && step === undefined ? {} : { restored: now };
}

function locateSites(client: TraciClient, { sites }: ExperimentPlan): Promise<readonly Site[]> {
  return resolveSites(sites, async (longitude, latitude) => {
    const [x, y] = await client.simulation.convertGeo(longitude, latitude, true);
    return [x, y];
  });
}

function launch(
  { experiment, configuration }: LivePrepared,
  { sumo, resume, exactStates = false, abandoned }: LiveOptions,
  binary: string,
  windowArguments: readonly string[] = [],
): Promise<TraciClient> {
  const { seed, stepLengthMs, scale } = experiment.traffic;
  const options: LaunchOptions = {
    binary,
    ...(sumo.home !== undefined && { sumoHome: sumo.home }),
    cwd: dirname(configuration.file),
    ...(abandoned && { signal: abandoned }),
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
      // A configuration may have a scale of its own, which only another one replaces.
      ...(scale === 1 ? [] : ['--scale', String(scale)]),
      ...(exactStates ? EXACT_STATE_ARGUMENTS : []),
      ...windowArguments,
    ],
  };
  return resume === undefined ? launchSumo(options) : branch(options, resolve(resume.stateFile));
}

function requireGui({ binary, guiBinary }: SumoChoice): string {
  if (guiBinary !== undefined) return guiBinary;
  throw new ExperimentError(`--gui: there is no sumo-gui beside ${binary}; install it or run without --gui`, {
    code: 'E_TRAFFIC_FILE',
    path: '--gui',
  });
}

function checkBreaks(wrong: number | undefined, stepLengthMs: number): void {
  if (wrong === undefined) return;
  throw new ExperimentError(
    `--break-at: expected a multiple of the step length of ${stepLengthMs / 1000} s, got ${wrong}`,
    { code: 'E_EXPERIMENT_VALUE', path: '--break-at' },
  );
}

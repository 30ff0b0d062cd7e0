/**
 * Saving a run on its way, and finding it again: what `checkpoints/` keeps of a run, and what must fit when it goes on.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { EdgeMLSimError } from '../../errors.ts';
import {
  CheckpointError,
  openCheckpoints,
  readLatest,
  type Checkpoint,
  type CheckpointContent,
} from '../checkpoints/index.ts';
import { ExperimentError } from '../experiment/errors.ts';
import type { MetricsRow } from '../metrics.ts';
import { hashVehicles } from '../mobility/frame-hash.ts';
import type { TrafficFrame } from '../mobility/source.ts';
import { trafficResumeError } from '../mobility/fast-forward.ts';
import type { ExperimentPlan } from '../prepare.ts';
import type { LineLengths, ResultsFolder } from '../results/folder.ts';
import type { PlaceCounter } from '../results/places.ts';
import type { Checkpoints, SimulatorState } from '../simulator.ts';
import { readTrafficStart, type TrafficStart } from './branch-point.ts';

/** Folder of checkpoints within a run's folder. */
export const CHECKPOINTS = 'checkpoints';
/** Name of the state of traffic within a checkpoint. */
const TRAFFIC_STATE = 'sumo-state.xml.gz';

/** How often a run is saved. */
export interface CheckpointOptions {
  /** Simulated ms from one checkpoint to the next, > 0. */
  readonly everyMs: number;
  /** Checkpoints that remain, >= 1. */
  readonly keep: number;
}

/** What a checkpoint holds beside the run itself. */
interface SavedRun {
  readonly run: SimulatorState;
  /** Simulated time of the last frame, ms. */
  readonly timeMs: number;
  readonly vehiclesHash: string;
  readonly vehicles: SavedVehicles;
  readonly metrics: readonly MetricsRow[];
  readonly lengths: LineLengths;
  readonly places: string;
}

/** Where the vehicles near edge servers were. */
export interface SavedVehicles {
  readonly ids: readonly string[];
  /** m, network coordinates; shape [vehicles] each. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** A run to go on with. */
export interface ResumedRun {
  readonly state: SimulatorState;
  /** Every evaluation so far. */
  readonly metrics: readonly MetricsRow[];
  /** Lengths of the line files when it was saved. */
  readonly lengths: LineLengths;
  /** `places.csv` then. */
  readonly places: string;
  readonly step: number;
  readonly timeMs: number;
  /** Of the vehicles near edge servers then. */
  readonly vehiclesHash: string;
  readonly vehicles: SavedVehicles;
  /** SUMO's own state; undefined where there was no SUMO. */
  readonly trafficState: string | undefined;
  /** Where traffic begins; undefined: at its start. */
  readonly trafficStart: TrafficStart | undefined;
  /** The failure to throw when traffic comes back differently. */
  differentTraffic(): EdgeMLSimError;
}

/**
 * The run that a folder holds, at its newest checkpoint that is whole.
 *
 * @returns Undefined when there is no checkpoint yet: the run starts anew.
 * @throws {ExperimentError} `E_RESUME`: the folder holds a run of another experiment.
 * @throws {CheckpointError} `E_CHECKPOINT`: there are checkpoints, and all are damaged.
 */
export async function findRun(
  folder: string,
  prepared: ExperimentPlan,
  onNotice: (message: string) => void,
): Promise<ResumedRun | undefined> {
  const checkpoint = await readLatest(join(folder, CHECKPOINTS));
  if (checkpoint === undefined) return undefined;
  checkpoint.warnings.forEach(onNotice);
  checkSameExperiment(folder, prepared);
  return { ...resumedRun(checkpoint), trafficStart: readTrafficStart(folder) };
}

/** @throws {ExperimentError} `E_RESUME`: the folder holds a run of another experiment, or does not say of which. */
export function checkSameExperiment(folder: string, { experiment }: ExperimentPlan): void {
  const file = join(folder, 'experiment.yaml');
  const found = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (found === stringify(experiment)) return;
  const what =
    found === undefined
      ? 'holds a run without its experiment.yaml, so that nobody knows what it is of'
      : 'holds a run of a different experiment (compare its experiment.yaml)';
  throw new ExperimentError(`${folder}: ${what}; resume with the same file and --set, or choose another --out`, {
    code: 'E_RESUME',
    path: '--resume',
  });
}

/** What a checkpoint holds, ready to go on. */
export function resumedRun({ folder, state }: Checkpoint): ResumedRun {
  const { run, ...saved } = state as SavedRun;
  const trafficState = join(folder, TRAFFIC_STATE);
  return {
    ...saved,
    state: run,
    step: run.steps,
    timeMs: saved.timeMs,
    trafficState: existsSync(trafficState) ? trafficState : undefined,
    trafficStart: undefined,
    differentTraffic: () =>
      trafficResumeError(`after step ${run.steps} the vehicles are elsewhere than when ${folder} was written`),
  };
}

/** What is saved beside the simulator's own state. */
export interface SavedBeside {
  readonly folder: ResultsFolder;
  readonly places: PlaceCounter;
  readonly metrics: readonly MetricsRow[];
  /** Of traffic, ms. */
  readonly stepLengthMs: number;
  /** Ms after a frame that have been simulated when the next is asked for: a step, or none where positions are interpolated. */
  readonly holdsMs: number;
}

/** The checkpoints of a run, written while it goes on. */
export interface RunCheckpoints extends Checkpoints {
  /** To be called when the run has ended, however it did: the last one is on the disk on return. */
  finish(): Promise<void>;
}

/**
 * Saves a run every so often of simulated time, and when it is interrupted.
 *
 * @param startedMs - simulated time from which the first interval counts.
 * @param onNotice - told, in one line, of a checkpoint that could not be written; the run goes on without it.
 */
export async function createCheckpoints(
  beside: SavedBeside,
  { everyMs, keep }: CheckpointOptions,
  startedMs: number,
  onNotice: (message: string) => void,
): Promise<RunCheckpoints> {
  const writer = await openCheckpoints(join(beside.folder.path, CHECKPOINTS), { keep });
  // In turn: SUMO may write the next one while the one before is still to be moved into its checkpoint.
  const trafficStates = [trafficStateFile(beside), trafficStateFile(beside, '2')] as const;
  let turn = 0;
  let lastMs = startedMs;
  let writing: Promise<void> = Promise.resolve();
  const tell = (error: unknown): void => {
    // Results that cannot be written are no results; without a checkpoint a run goes on.
    if (!(error instanceof CheckpointError)) throw error;
    onNotice(error.message);
  };
  const begin = async (content: CheckpointContent): Promise<void> => {
    try {
      const { taken, written } = writer.begin(content);
      writing = written.catch(tell);
      // The next checkpoint, or the end of the run, sees the failure.
      writing.catch(() => undefined);
      await taken;
    } catch (error) {
      tell(error);
    }
  };
  return {
    wanted({ nowMs }, interrupted) {
      if (!interrupted && nowMs - lastMs < everyMs) return undefined;
      lastMs = nowMs;
      return trafficStates[turn++ % 2];
    },
    async write(run, frame, path) {
      await writing;
      await begin(checkpointOf(run, frame, path, beside));
    },
    async finish() {
      try {
        await writing;
      } finally {
        // A run that ends in the step in which it was to be saved leaves one behind.
        for (const file of trafficStates) rmSync(file, { force: true });
      }
    },
  };
}

/**
 * Where the state of traffic is put: beside the checkpoints, so that it can be moved into one.
 *
 * @param name - tells it from another that may be there.
 */
export function trafficStateFile({ folder }: SavedBeside, name = ''): string {
  return join(folder.path, `.${name}${TRAFFIC_STATE}`);
}

/**
 * A checkpoint's content.
 *
 * @param path - the state of traffic, if there is any.
 */
export function checkpointOf(
  run: SimulatorState,
  { timeMs, vehicles }: TrafficFrame,
  path: string,
  { folder, places, metrics, stepLengthMs, holdsMs }: SavedBeside,
): CheckpointContent {
  const { count, ids, x, y } = vehicles;
  const state: SavedRun = {
    run,
    timeMs,
    vehiclesHash: hashVehicles(vehicles),
    vehicles: { ids: ids.slice(0, count), x: x.slice(0, count), y: y.slice(0, count) },
    metrics,
    lengths: folder.lengths(),
    places: places.toCsv(),
  };
  const { round } = run.simulation.theta.at(-1)!;
  return {
    step: run.steps,
    about: { round, simulatedMs: timeMs, untilMs: timeMs + holdsMs, stepLengthMs },
    state,
    files: existsSync(path) ? [{ name: TRAFFIC_STATE, path }] : [],
  };
}

/**
 * One run from start to end: everything is opened here, and closed here however the run goes.
 *
 * `prepare.ts` has checked the experiment; this starts SUMO and the gradient engine side by side, runs the simulator,
 * and leaves a complete folder of results.
 */
import { arch, cpus, platform } from 'node:os';
import { stringify } from 'yaml';
import { exportLayersModel, type BackendName } from '../ml/index.ts';
import { closeAfter } from './closing.ts';
import { createEventLog } from './events.ts';
import {
  confusionCsv,
  formatMetricsRow,
  formatRoundRow,
  metricsHeader,
  roundsHeader,
  type MetricsRow,
  type RoundRow,
} from './metrics.ts';
import type { ExperimentPlan, PlannedExperiment, PreparedExperiment } from './prepare.ts';
import { openResultsFolder, type ResultsFolder } from './results/folder.ts';
import { OUTAGES_HEADER } from './results/outages.ts';
import { createPlaceCounter } from './results/places.ts';
import { readRoadMap, type RoadMap } from './results/road-map.ts';
import {
  RESULTS_SCHEMA_VERSION,
  summarise,
  type BranchOrigin,
  type Manifest,
  type Summary,
} from './results/records.ts';
import { eventListeners } from './run/event-listeners.ts';
import { closingOf, openAll, type Opened } from './run/open.ts';
import { startBranch, startBranchAgain, type BranchedRun, type BranchStart } from './run/branch.ts';
import type { MomentMs } from './run/moment.ts';
import {
  createCheckpoints,
  findRun,
  type CheckpointOptions,
  type ResumedRun,
  type RunCheckpoints,
} from './run/resume.ts';
import { createFinalCheckpoint } from './run/until.ts';
import { simulate, type Progress } from './simulator.ts';
import type { RecordChoice, SumoChoice } from './traffic.ts';
import { VERSION } from './version.ts';
import type { ViewerOptions } from './viewer/options.ts';

/** How to run a prepared experiment. */
export interface RunOptions {
  /** Folder for the results; an earlier run there is moved aside. */
  readonly out: string;
  /** Needed unless traffic is recorded. */
  readonly sumo?: SumoChoice;
  /** Computing threads, >= 1; results do not depend on it. */
  readonly threads: number;
  readonly backend?: BackendName | 'auto';
  /** Writes `events.jsonl`. */
  readonly events?: boolean;
  /** Records traffic in a trace, for `replay`. */
  readonly record?: RecordChoice | undefined;
  /** Shows the run in sumo-gui; `{}` for all defaults. */
  readonly gui?: ViewerOptions;
  /** Ends the run in an orderly way after the current step. */
  readonly signal?: AbortSignal;
  /** Saves the run every so often; nothing is saved when absent. */
  readonly checkpoints?: CheckpointOptions | undefined;
  /**
   * Goes on with the run in `out` at its newest checkpoint; when there is none, from where a branch left its trunk, and
   * any other run from the start. @default false
   */
  readonly resume?: boolean;
  /** Starts from where another run was ended, in a folder of its own. */
  readonly branch?: BranchStart;
  /** Ends the run at this moment, and saves it there. */
  readonly until?: MomentMs;
  /**
   * How traffic comes back: stepped there again, which is exact, or from SUMO's own saved state, which is quicker and may
   * differ later (see traci/branch.ts). @default 'replay'
   */
  readonly restore?: 'replay' | 'state';
  readonly listeners?: RunListeners;
}

/** Called as the run goes on. */
export interface RunListeners {
  /** SUMO and the engine are up; the first step comes next. */
  onStart?(manifest: Manifest): void;
  onEvaluation?(row: MetricsRow): void;
  onRound?(row: RoundRow): void;
  onStep?(progress: Progress): void;
  /** Something that whoever watches should know, in one line, e.g. that the window stopped at a breakpoint. */
  onNotice?(message: string): void;
}

/** A finished run. */
export interface RunOutcome {
  readonly summary: Summary;
  readonly folder: string;
  /** Every evaluation, in order. */
  readonly metrics: readonly MetricsRow[];
}

/**
 * Runs a prepared experiment, or one whose data are still being read.
 *
 * @throws {TraciError} SUMO failed or died (kind `traffic`); the results so far are in the folder.
 * @throws {EngineError} the engine failed.
 * @throws {ResultsError} `E_RESULTS_WRITE`: the disk is full, or refuses; the run can be resumed.
 * @throws {UsageError} something is wrong with data that were still being read; nothing is left of the run.
 */
export async function runExperiment(
  prepared: PreparedExperiment | PlannedExperiment,
  options: RunOptions,
): Promise<RunOutcome> {
  const startedAt = new Date();
  const onNotice = (message: string): void => options.listeners?.onNotice?.(message);
  const resumed = await findStart(prepared, options);
  const started = performance.now() - 1000 * (resumed?.state.wallSeconds ?? 0);
  const opened = await openAll(prepared, options, resumed);
  const { traffic, engine, dataset, model } = opened;
  let folder: ResultsFolder | undefined;
  let mapWritten: Promise<void> | undefined;
  let checkpoints: RunCheckpoints | undefined;
  const perform = async (): Promise<RunOutcome> => {
    const results = openResultsFolder(options.out, resumed?.lengths);
    folder = results;
    const manifest = describeRun(prepared, opened, { startedAt, resumed });
    if (resumed === undefined || 'branch' in resumed) describeFolder(results, prepared, manifest);
    const columns = { attackSuccess: dataset.triggered !== undefined };
    const metrics: MetricsRow[] = [...(resumed?.metrics ?? [])];
    // Anew also when a run goes on: one that leaves another may have other columns.
    const evaluated = [metricsHeader(columns), ...metrics.map((row) => formatMetricsRow(row, columns)), ''];
    results.writeFile('metrics.csv', evaluated.join('\n'));
    if (resumed === undefined) startLines(results, prepared);
    options.listeners?.onStart?.(manifest);
    const names = prepared.experiment.edgeServers.map(({ name }) => name);
    const places = createPlaceCounter({ sites: traffic.sites, names, ...(resumed && { from: resumed.places }) });
    const { networkFile } = prepared.traffic;
    const writeMap = (): void => {
      if (networkFile !== undefined)
        mapWritten ??= writeRoadMap(results, () => readRoadMap(networkFile, traffic.sites, names), options);
    };
    const { stepLengthMs } = traffic.mobility;
    const holdsMs = prepared.experiment.traffic.positions === 'held' ? stepLengthMs : 0;
    const beside = { folder: results, places, metrics, stepLengthMs, holdsMs };
    const atEnd = new AbortController();
    const end = (): void => {
      atEnd.abort();
    };
    const final =
      options.until && (await createFinalCheckpoint(beside, options.until, { lastFrameMs: resumed?.timeMs, end }));
    checkpoints =
      options.checkpoints && (await createCheckpoints(beside, options.checkpoints, resumed?.timeMs ?? 0, onNotice));
    const log = createEventLog(
      eventListeners({ folder: results, places, viewer: traffic.viewer, keepsEvents: options.events === true }),
      resumed?.state.digest,
    );
    const result = await simulate(
      {
        experiment: prepared.experiment,
        sites: traffic.sites,
        mobility: traffic.mobility,
        dataset,
        model,
        engine,
        registries: prepared.registries,
        walls: prepared.walls,
        roads: opened.roads,
        nearestRoads: opened.nearestRoads,
        log,
        from: resumed?.state,
        checkpoints: final ?? checkpoints,
        now: () => performance.now(),
        signal: AbortSignal.any([atEnd.signal, ...(options.signal ? [options.signal] : [])]),
      },
      {
        onEvaluation: (row) => {
          metrics.push(row);
          results.appendLine('metrics.csv', formatMetricsRow(row, columns));
          options.listeners?.onEvaluation?.(row);
          // By now there are gradients to wait for, and a run that has only begun is not held up.
          writeMap();
        },
        onRound: (row) => {
          results.appendLine('rounds.csv', formatRoundRow(row));
          options.listeners?.onRound?.(row);
        },
        onStep: async (progress, frame) => {
          options.listeners?.onStep?.(progress);
          if (traffic.viewer !== undefined) {
            // What is seen in the window belongs to the moment that it shows.
            await log.settled();
            traffic.viewer.afterStep(frame, progress);
          }
          final?.passed(frame);
        },
      },
    );
    // One that does not fit fills the disk until it is given up, which must not be the end of what a run leaves.
    await checkpoints?.finish();
    for (const [file, content] of exportLayersModel(model, dataset, result.theta))
      results.writeFile(`model/${file}`, content);
    results.writeFile('places.csv', places.toCsv());
    if (result.final !== undefined) results.writeFile('confusion.csv', confusionCsv(result.final.confusion));
    writeMap();
    await mapWritten;
    const summary = summarise(prepared.experiment, result, {
      wallSeconds: (performance.now() - started) / 1000,
      sumo: traffic.mobility.version,
      backend: engine.report,
    });
    results.writeFile('summary.json', `${JSON.stringify(summary, null, 2)}\n`);
    return { summary, folder: results.path, metrics };
  };
  return closeAfter(
    perform,
    [() => checkpoints?.finish(), () => mapWritten, () => folder?.close(), ...closingOf(opened)],
    onNotice,
  );
}

/** What the run goes on from; undefined for one that starts anew. */
async function findStart(
  prepared: ExperimentPlan,
  { out, branch, resume, listeners }: RunOptions,
): Promise<ResumedRun | BranchedRun | undefined> {
  if (branch !== undefined) return startBranch(out, branch, prepared);
  if (resume !== true) return undefined;
  const found = await findRun(out, prepared, (message) => listeners?.onNotice?.(message));
  return found ?? startBranchAgain(out, prepared);
}

function describeFolder(folder: ResultsFolder, { experiment }: ExperimentPlan, manifest: Manifest): void {
  folder.writeFile('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
  folder.writeFile('experiment.yaml', stringify(experiment));
}

function startLines(folder: ResultsFolder, { experiment }: ExperimentPlan): void {
  folder.appendLine('rounds.csv', roundsHeader(experiment.edgeServers.map(({ name }) => name)));
  folder.appendLine('outages.csv', OUTAGES_HEADER);
}

/** Reads the roads while the run goes on, so that nobody waits for a large network; without them a run is still a run. */
async function writeRoadMap(
  folder: ResultsFolder,
  read: () => Promise<RoadMap>,
  { listeners }: RunOptions,
): Promise<void> {
  try {
    folder.writeFile('map.json', JSON.stringify(await read()));
  } catch (error) {
    listeners?.onNotice?.(`map.json was not written, a report will have no roads: ${(error as Error).message}`);
  }
}

function describeRun(
  { experiment, origin }: ExperimentPlan,
  { traffic, engine }: Opened,
  { startedAt, resumed }: { readonly startedAt: Date; readonly resumed: ResumedRun | BranchedRun | undefined },
): Manifest {
  return {
    schemaVersion: RESULTS_SCHEMA_VERSION,
    name: experiment.name,
    seed: experiment.seed,
    edgemlsim: VERSION,
    node: process.version,
    platform: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    sumo: traffic.mobility.version,
    backend: engine.report,
    startedAt: startedAt.toISOString(),
    origin,
    ...(resumed !== undefined && 'branch' in resumed && { branchedFrom: branchOrigin(resumed) }),
  };
}

function branchOrigin({ branch: { step, round, simulatedMs, digest } }: BranchedRun): BranchOrigin {
  return { step, round, simulatedMs, digest };
}

/**
 * The loop of a run: SUMO steps, the workers work until the step's end, SUMO steps again, until a reason to stop.
 *
 * Called by `run.ts` with everything opened; touches no file and no process. The wall clock is an argument and is only
 * reported, never used.
 */
import type { Dataset, ModelSpec, TrainingEngine } from '../ml/index.ts';
import { EdgeMLSimError, isEdgeMLSimError } from '../errors.ts';
import { createRandom } from '../random.ts';
import { assemble } from './assemble.ts';
import type { EnergyTotals } from './computing/energy.ts';
import type { Site } from './connectivity.ts';
import type { Walls } from './network/index.ts';
import type { EventLog } from './events.ts';
import type { Experiment } from './experiment/schema.ts';
import type { FaultSummary } from './faults/index.ts';
import type { Ledger } from './ledger.ts';
import { metricsRow, type MetricsRow, type RoundRow } from './metrics.ts';
import type { RoadShapes } from './mobility/road-shapes.ts';
import type { MobilitySource, StepOptions, TrafficFrame } from './mobility/source.ts';
import type { Registries } from './plugins.ts';
import { createTrafficControl, type TrafficControlState } from './policies/control.ts';
import { trafficPolicyOf } from './policies/index.ts';
import { createSimulation } from './simulation.ts';
import type { SimulationState } from './state/records.ts';
import type { ThetaVersion } from './theta.ts';
import { createTimings, type Timings } from './timings.ts';

/** Why a run ended. */
export type StopReason = 'epochs' | 'rounds' | 'simulatedSeconds' | 'accuracy' | 'traffic' | 'interrupted';

/** Where a run stands, for whoever watches; the record is reused and holds only until the next one. */
export interface Progress {
  readonly step: number;
  readonly simulatedMs: number;
  /** Epochs done, with fraction. */
  readonly epochs: number;
  readonly round: number;
  readonly gradients: number;
  /** Workers in range per edge server; shape [edge servers]. */
  readonly inRange: readonly number[];
  /** Of the last evaluation. */
  readonly accuracy: number | undefined;
}

/** What a run consists of. */
export interface SimulatorParts {
  readonly experiment: Experiment;
  readonly sites: readonly Site[];
  readonly mobility: MobilitySource;
  readonly dataset: Dataset;
  readonly model: ModelSpec;
  readonly engine: TrainingEngine;
  /** Roads near edge servers, where somebody wants to know them. */
  readonly roads?: RoadShapes | undefined;
  /** Of each edge server, where a traffic policy needs them. */
  readonly nearestRoads?: readonly (string | null)[] | undefined;
  /** Buildings, where the network's model wants them. */
  readonly walls?: Walls | undefined;
  readonly log: EventLog;
  /** What the experiment's names stand for. */
  readonly registries: Registries;
  /** Wall clock in ms, for `wall_s`. */
  now(): number;
  readonly signal?: AbortSignal;
  /** A run to go on with. */
  readonly from?: SimulatorState | undefined;
  /** Where the run is saved on its way; nowhere when absent. */
  readonly checkpoints?: Checkpoints | undefined;
}

/** A run between two steps, as plain records. */
export interface SimulatorState {
  readonly simulation: SimulationState;
  /** Steps of traffic done. */
  readonly steps: number;
  /** Of all events so far. */
  readonly digest: string;
  /** The last frame, where vehicles drive from one to the next. */
  readonly before: TrafficFrame | undefined;
  /** Of the traffic policy, if there is one. */
  readonly control?: TrafficControlState | undefined;
  /** The last evaluation. */
  readonly last: MetricsRow | undefined;
  /** Wall clock that the run has taken so far. */
  readonly wallSeconds: number;
}

/** Says when a run is saved, and saves it. */
export interface Checkpoints {
  /**
   * Asked before every step: where to put the state of traffic after it if the run is to be saved then.
   *
   * @param interrupted - the run ends after the step.
   */
  wanted(progress: { readonly steps: number; readonly nowMs: number }, interrupted: boolean): string | undefined;
  /** Saves the run, whose state may change on return; must not fail when the disk is full, for the run goes on. */
  write(state: SimulatorState, frame: TrafficFrame, trafficState: string): Promise<void>;
}

/** Called as the run goes on. */
export interface SimulatorListeners {
  onEvaluation?(row: MetricsRow): void;
  onRound?(row: RoundRow): void;
  /** After every step, when all its events are handled; numbers may be missing from the last of them. The run waits for it. */
  onStep?(progress: Progress, frame: TrafficFrame): void | Promise<void>;
}

/** How a run ended. */
export interface SimulatorResult {
  readonly stoppedBy: StopReason;
  readonly digest: string;
  readonly steps: number;
  readonly simulatedMs: number;
  readonly epochs: number;
  readonly rounds: number;
  readonly ledger: Ledger;
  readonly unfinished: number;
  readonly faults: FaultSummary;
  /** Undefined where joules are not counted. */
  readonly energy: EnergyTotals | undefined;
  readonly timings: Timings;
  /** The last evaluation, of the final theta; undefined where no gradient was computed. */
  readonly final: MetricsRow | undefined;
  /** float32, shape [d]. */
  readonly theta: Float32Array;
}

/**
 * Runs an experiment to its end.
 *
 * @throws whatever the mobility source or the engine throws; the ledger's `E_LEDGER` when the books do not balance.
 */
export async function simulate(parts: SimulatorParts, listeners: SimulatorListeners = {}): Promise<SimulatorResult> {
  const { experiment, engine, dataset, mobility, log } = parts;
  const random = createRandom(experiment.seed);
  const started = parts.now() - 1000 * (parts.from?.wallSeconds ?? 0);
  const { stop } = experiment;
  const trainExamples = Math.min(experiment.evaluation.trainExamples, dataset.train.count);
  const timings = createTimings(() => parts.now());
  const { timed } = timings;
  const assembled = assemble({
    ...parts,
    random,
    stepLengthMs: mobility.stepLengthMs,
    from: parts.from?.simulation,
    timed: timings.timed,
  });
  const { cloud, batches, ledger, fleet } = assembled;

  let stoppedBy: StopReason | undefined;
  let last = parts.from?.last;
  let evaluations: Promise<void> = Promise.resolve();

  /** Queues an evaluation; rows come out in the order asked for. */
  const evaluate = (epoch: number, version: ThetaVersion, timeMs: number): Promise<void> => {
    cloud.theta.retain(version);
    const all = version.values.then((theta) =>
      Promise.all([
        engine.evaluate(theta, 'test'),
        engine.evaluate(theta, 'train', trainExamples),
        dataset.triggered && engine.evaluate(theta, 'triggered'),
      ]),
    );
    all.catch(() => undefined);
    evaluations = evaluations.then(async () => {
      const sums = await all;
      cloud.theta.release(version);
      const wallSeconds = (parts.now() - started) / 1000;
      last = metricsRow({ epoch, round: version.round, simulatedSeconds: timeMs / 1000, wallSeconds }, ...sums);
      listeners.onEvaluation?.(last);
    });
    evaluations.catch(() => undefined);
    return evaluations;
  };

  const simulation = createSimulation(assembled, {
    async epochEnded(epoch, version, timeMs) {
      if (epoch >= stop.epochs) stoppedBy = 'epochs';
      if (epoch % experiment.evaluation.everyEpochs !== 0 && stoppedBy === undefined) return false;
      const evaluated = evaluate(epoch, version, timeMs);
      if (stop.accuracy !== undefined) {
        await evaluated;
        if (stoppedBy === undefined && last !== undefined && last.testAccuracy >= stop.accuracy) stoppedBy = 'accuracy';
      }
      return stoppedBy !== undefined;
    },
    roundEnded(round, timeMs, account) {
      listeners.onRound?.({ round, simulatedMs: timeMs, account });
      if (stoppedBy === undefined && stop.rounds !== undefined && round >= stop.rounds) stoppedBy = 'rounds';
      return stoppedBy !== undefined;
    },
  });

  const policy = trafficPolicyOf(experiment.traffic.policy, parts.registries.trafficPolicies);
  const control = policy && createTrafficControl({ ...assembled, ...parts, policy, from: parts.from?.control });
  const epochsDone = (): number => simulation.batchesDrawn / batches.perEpoch;
  const limitMs = stop.simulatedSeconds === undefined ? Infinity : Math.round(stop.simulatedSeconds * 1000);
  const isInterrupted = (): boolean => parts.signal?.aborted === true;
  const interpolates = experiment.traffic.positions === 'interpolated';
  let before = parts.from?.before;
  let steps = parts.from?.steps ?? 0;
  while (stoppedBy === undefined) {
    const interrupted = isInterrupted();
    const saveState = parts.checkpoints?.wanted({ steps, nowMs: simulation.nowMs }, interrupted);
    if (interrupted && saveState === undefined) {
      stoppedBy = 'interrupted';
      break;
    }
    const stepOptions = saveState === undefined ? {} : { saveState };
    const frame = await timed('traffic', () => nextFrame(mobility, steps + 1, stepOptions));
    if (frame === undefined) {
      if (interpolates && before !== undefined)
        await simulation.runUntil(Math.min(limitMs, before.timeMs + mobility.stepLengthMs));
      // A source that somebody can pause ends its frames when the run is interrupted.
      stoppedBy ??= isInterrupted() ? 'interrupted' : 'traffic';
      break;
    }
    steps = frame.step;
    if (interpolates && before !== undefined) {
      simulation.drive(before, frame);
      await timed('events', () => simulation.runUntil(Math.min(limitMs, frame.timeMs)));
    }
    if (frame.timeMs >= limitMs) {
      await simulation.runUntil(limitMs);
      stoppedBy ??= 'simulatedSeconds';
      break;
    }
    // A reason to stop may have come up on the way to this frame.
    await timed('events', async () => {
      if (!simulation.stopped) await simulation.applyFrame(frame);
      if (!simulation.stopped) control?.afterFrame(frame);
      if (!interpolates) await simulation.runUntil(Math.min(limitMs, frame.timeMs + mobility.stepLengthMs));
    });
    before = frame;
    await listeners.onStep?.(
      {
        step: steps,
        simulatedMs: simulation.nowMs,
        epochs: epochsDone(),
        round: cloud.theta.current.round,
        gradients: ledger.made,
        inRange: fleet.inRange,
        accuracy: last?.testAccuracy,
      },
      frame,
    );
    // A run that is over needs no checkpoint.
    if (saveState === undefined || simulation.stopped) continue;
    await timed('evaluations', () => evaluations);
    await timed('checkpoints', async () => {
      const state = {
        simulation: await simulation.snapshot(),
        steps,
        digest: await log.digest(),
        last,
        control: control?.snapshot(),
        before: interpolates ? frame : undefined,
        wallSeconds: (parts.now() - started) / 1000,
      };
      await parts.checkpoints?.write(state, frame, saveState);
    });
    if (interrupted) stoppedBy = 'interrupted';
  }
  const reason = stoppedBy;
  const simulatedMs = simulation.nowMs;
  await timed('evaluations', () => evaluations);
  // An epoch's theta is that of the worker who drew its last batch, and may be older than the cloud server's.
  const isEvaluated = last?.round === cloud.theta.current.round && (reason === 'epochs' || reason === 'accuracy');
  if (!isEvaluated && ledger.made > 0)
    await timed('evaluations', () => evaluate(epochsDone(), cloud.theta.current, simulatedMs));
  const unfinished = simulation.unfinished();
  ledger.check(unfinished);
  return {
    stoppedBy: reason,
    digest: await log.digest(),
    steps,
    simulatedMs,
    epochs: epochsDone(),
    rounds: cloud.theta.current.round,
    ledger,
    unfinished,
    faults: assembled.calendar.summary(simulatedMs),
    energy: assembled.energy?.totals(),
    timings: timings.seconds,
    final: last,
    theta: await cloud.theta.current.values,
  };
}

/** The next frame; a failure of traffic says in which step it happened. */
async function nextFrame(
  mobility: MobilitySource,
  step: number,
  options: StepOptions,
): Promise<TrafficFrame | undefined> {
  try {
    return await mobility.next(options);
  } catch (cause) {
    if (!isEdgeMLSimError(cause) || cause.kind !== 'traffic') throw cause;
    const seconds = (step * mobility.stepLengthMs) / 1000;
    throw new EdgeMLSimError(`step ${step} (${seconds} s): ${cause.message}`, {
      code: cause.code,
      kind: 'traffic',
      cause,
    });
  }
}

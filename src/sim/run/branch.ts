/** Starts a run from where another one, its trunk, was ended, with the same experiment or a changed one. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readLatest, type Checkpoint } from '../checkpoints/index.ts';
import { loadExperiment } from '../experiment/load.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { ExperimentPlan } from '../prepare.ts';
import { orResultsError } from '../results/errors.ts';
import { openResultsFolder } from '../results/folder.ts';
import type { BranchOrigin } from '../results/records.ts';
import {
  BRANCHED_FROM,
  keepBranchPoint,
  keepTrafficStart,
  readBranchPoint,
  readTrafficStart,
  type TrafficStart,
} from './branch-point.ts';
import { carryOver } from './carry-over.ts';
import { ForkError } from './errors.ts';
import { checkSameExperiment, CHECKPOINTS, resumedRun, type ResumedRun } from './resume.ts';

/** Where a branch begins; plain data, so that another process can be told. */
export interface BranchStart {
  /** Folder of a run that was ended, and saved, at the moment. */
  readonly trunk: string;
}

/** A run to go on with, possibly as another experiment. */
export interface BranchedRun extends ResumedRun {
  readonly branch: BranchOrigin & { readonly before: Experiment };
}

/**
 * Makes the folder of the branch, with all that the trunk has written so far, and the state to go on from.
 *
 * @throws {ForkError} `E_FORK` if the trunk was not saved; `E_FORK_CHANGE` if it cannot go on with this experiment.
 * @throws {CheckpointError} `E_CHECKPOINT`: it was saved, and is damaged.
 */
export async function startBranch(out: string, { trunk }: BranchStart, prepared: ExperimentPlan): Promise<BranchedRun> {
  const checkpoint = await readLatest(join(trunk, CHECKPOINTS));
  if (checkpoint === undefined) throw new ForkError('E_FORK', `${trunk}: expected a run that was saved, found none`);
  const experimentFile = join(trunk, 'experiment.yaml');
  const run = await branchedRun(checkpoint, experimentFile, prepared);
  const trafficStart = run.trafficStart ?? readTrafficStart(trunk);
  const folder = openResultsFolder(out);
  orResultsError(
    `${out}: expected room for what a branch begins with`,
    () => {
      // First what says that it is a branch, last what it begins with: it is never taken for a run from the start.
      copyFileSync(experimentFile, join(out, BRANCHED_FROM));
      folder.writeFile('experiment.yaml', stringify(prepared.experiment));
      for (const file of Object.keys(run.lengths)) copyFileSync(join(trunk, file), join(out, file));
      if (trafficStart !== undefined) keepTrafficStart(out, trafficStart);
      keepBranchPoint(out, checkpoint);
    },
    'begin the fork anew',
  );
  folder.close();
  return { ...run, trafficStart };
}

/**
 * The branch that a folder holds, from its beginning again.
 *
 * @returns Undefined when it holds none.
 * @throws as {@link startBranch}; {ExperimentError} `E_RESUME`: it is one of another experiment, or not all of one.
 */
export async function startBranchAgain(out: string, prepared: ExperimentPlan): Promise<BranchedRun | undefined> {
  const checkpoint = await readBranchPoint(out);
  if (checkpoint === undefined) return undefined;
  checkSameExperiment(out, prepared);
  const run = await branchedRun(checkpoint, join(out, BRANCHED_FROM), prepared);
  return { ...run, trafficStart: readTrafficStart(out) };
}

/** The trunk's state as one of the branch; `trafficStart` only where the branch is what changes traffic. */
async function branchedRun(
  checkpoint: Checkpoint,
  experimentFile: string,
  { experiment, registries, traffic }: ExperimentPlan,
): Promise<BranchedRun> {
  const before = await loadExperiment(experimentFile, [], registries);
  const run = resumedRun(checkpoint);
  const { state, step } = run;
  const { round, untilMs } = checkpoint.manifest.about;
  const isOther = before.traffic.scale !== experiment.traffic.scale;
  if (isOther && traffic.kind !== 'sumo')
    throw new ForkError(
      'E_FORK_CHANGE',
      'traffic.scale: recorded traffic has the vehicles that it has',
      'traffic.scale',
    );
  if (isOther && experiment.traffic.policy !== undefined)
    throw new ForkError(
      'E_FORK_CHANGE',
      "traffic.scale: cannot change where a policy acts on traffic, for SUMO's saved state does not hold what it did",
      'traffic.scale',
    );
  return {
    ...run,
    trafficStart: isOther ? savedTraffic(run) : undefined,
    state: { ...state, simulation: carryOver(state.simulation, { before, after: experiment, registries }) },
    branch: {
      before,
      step,
      round: Number(round),
      simulatedMs: Number(untilMs),
      digest: state.digest,
    },
  };
}

function savedTraffic(run: ResumedRun): TrafficStart {
  const { trafficState: stateFile, timeMs, step } = run;
  if (stateFile === undefined) throw run.differentTraffic();
  return { stateFile, timeMs, step };
}

/** Starts a run from where another one, its trunk, was ended, with the same experiment or a changed one. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLatest } from '../checkpoints/index.ts';
import { loadExperiment } from '../experiment/load.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { PreparedExperiment } from '../prepare.ts';
import { openResultsFolder } from '../results/folder.ts';
import type { BranchOrigin } from '../results/records.ts';
import { carryOver } from './carry-over.ts';
import { ForkError } from './errors.ts';
import { CHECKPOINTS, resumedRun, type ResumedRun } from './resume.ts';

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
export async function startBranch(
  out: string,
  { trunk }: BranchStart,
  { experiment, registries, traffic }: PreparedExperiment,
): Promise<BranchedRun> {
  const checkpoint = await readLatest(join(trunk, CHECKPOINTS));
  if (checkpoint === undefined) throw new ForkError('E_FORK', `${trunk}: expected a run that was saved, found none`);
  const experimentFile = join(trunk, 'experiment.yaml');
  const before = await loadExperiment(experimentFile, [], registries);
  const run = resumedRun(checkpoint);
  const { state, lengths, step } = run;
  if (before.traffic.scale !== experiment.traffic.scale && traffic.kind !== 'sumo')
    throw new ForkError(
      'E_FORK_CHANGE',
      'traffic.scale: recorded traffic has the vehicles that it has',
      'traffic.scale',
    );
  if (before.traffic.scale !== experiment.traffic.scale && experiment.traffic.policy !== undefined)
    throw new ForkError(
      'E_FORK_CHANGE',
      "traffic.scale: cannot change where a policy acts on traffic, for SUMO's saved state does not hold what it did",
      'traffic.scale',
    );
  const simulation = carryOver(state.simulation, { before, after: experiment, registries });
  openResultsFolder(out).close();
  for (const file of Object.keys(lengths)) copyFileSync(join(trunk, file), join(out, file));
  copyFileSync(experimentFile, join(out, 'branched-from.yaml'));
  const { round, untilMs } = checkpoint.manifest.about;
  return {
    ...run,
    state: { ...state, simulation },
    branch: {
      before,
      step,
      round: Number(round),
      simulatedMs: Number(untilMs),
      digest: state.digest,
    },
  };
}

/** The run up to the moment at which others leave it: from its newest checkpoint by then, on to exactly that moment. */
import { copyFileSync, cpSync, existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EdgeMLSimError } from '../../errors.ts';
import { listCheckpoints, readAt, type Checkpoint, type CheckpointManifest } from '../checkpoints/index.ts';
import type { BranchOrigin } from '../results/records.ts';
import { orResultsError } from '../results/errors.ts';
import { openResultsFolder } from '../results/folder.ts';
import { runExperiment, type RunOptions } from '../run.ts';
import { copyBranchPoint, readBranchPoint } from './branch-point.ts';
import { ForkError } from './errors.ts';
import { latestEndMs, momentError, momentMs, type Moment, type MomentMs } from './moment.ts';
import { CHECKPOINTS, resumedRun } from './resume.ts';
import type { RunSource } from './source.ts';

export interface TrunkOptions extends Pick<RunOptions, 'sumo' | 'threads' | 'backend' | 'signal' | 'listeners'> {
  readonly at: Moment;
  /** Folder for it. */
  readonly out: string;
  /** Run from the start where no checkpoint is by then: as exact, and slower. @default false */
  readonly fromStart?: boolean;
}

/** A run that was ended, and saved, at a moment. */
export interface Trunk extends BranchOrigin {
  readonly folder: string;
}

/**
 * @throws {ForkError} `E_FORK` for a run without checkpoints; `E_FORK_MOMENT` for a moment before the first, or after
 *   the end of the run.
 */
export async function growTrunk(source: RunSource, options: TrunkOptions): Promise<Trunk> {
  const { out, at, fromStart = false, ...rest } = options;
  const until = momentMs(at, readIfThere(join(source.folder, 'rounds.csv')));
  const { endedMs } = source;
  if (endedMs !== undefined && until.ms > endedMs)
    throw momentError(`the run is over at ${endedMs / 1000} s, before the moment of the fork`);
  const begin = await chooseBegin(source.folder, until, fromStart);
  if (begin !== undefined) copyUntil(source.folder, out, begin);
  if (begin === undefined || begin.isBranchPoint || !isMoment(begin.manifest, until)) {
    const outcome = await runExperiment(source.prepared, {
      ...rest,
      out,
      until,
      resume: begin !== undefined,
      events: existsSync(join(source.folder, 'events.jsonl')),
    });
    if (options.signal?.aborted === true)
      throw new EdgeMLSimError('interrupted before the moment of the fork; nothing was forked', {
        code: 'E_INTERRUPTED',
        kind: 'interrupted',
      });
    const { stoppedBy, simulatedSeconds } = outcome.summary;
    if (stoppedBy !== 'interrupted')
      throw momentError(`the run is over at ${simulatedSeconds} s (${stoppedBy}), before the moment of the fork`);
  }
  return describeTrunk(out, until);
}

/** The checkpoint from which the moment is reached. */
interface Begin {
  readonly manifest: CheckpointManifest;
  /** Of the checkpoint. */
  readonly folder: string;
  /** Line files that the run had by then. */
  readonly files: readonly string[];
  /** Where the run, being a branch, left its trunk: not yet a state of its own experiment. */
  readonly isBranchPoint: boolean;
}

async function chooseBegin(folder: string, until: MomentMs, fromStart: boolean): Promise<Begin | undefined> {
  const { manifests } = await listCheckpoints(join(folder, CHECKPOINTS));
  const first = manifests[0];
  if (!manifests.some((manifest) => isByThen(manifest, until))) {
    const branchPoint = await readBranchPoint(folder);
    if (branchPoint !== undefined) {
      const { manifest } = branchPoint;
      if (isByThen(manifest, until) && !isMoment(manifest, until)) return beginAt(branchPoint, true);
      throw momentError(
        `the run is a fork itself, of the moment ${endMs(manifest) / 1000} s; choose a later one, or fork the run that it came from`,
      );
    }
    if (fromStart) return undefined;
    if (first === undefined)
      throw new ForkError(
        'E_FORK',
        `${folder}: the run has no checkpoints; run it with --checkpoint-every S, or fork it with --from-start`,
      );
    throw momentError(
      `the first checkpoint that is kept is at ${endMs(first) / 1000} s; choose a later moment, keep more checkpoints (run --keep N), or give --from-start`,
    );
  }
  return beginAt((await readAt(join(folder, CHECKPOINTS), (manifest) => isByThen(manifest, until)))!, false);
}

function beginAt(checkpoint: Checkpoint, isBranchPoint: boolean): Begin {
  const { manifest, folder } = checkpoint;
  return { manifest, folder, files: Object.keys(resumedRun(checkpoint).lengths), isBranchPoint };
}

/** Makes the folder of the trunk: the run as it was at a checkpoint, to be resumed. */
function copyUntil(from: string, out: string, { folder, files, isBranchPoint }: Begin): void {
  openResultsFolder(out).close();
  orResultsError(
    `${out}: expected room for a copy of the run up to there`,
    () => {
      for (const file of [...files, 'manifest.json', 'experiment.yaml'])
        copyFileSync(join(from, file), join(out, file));
      copyBranchPoint(from, out);
      if (!isBranchPoint) cpSync(folder, join(out, CHECKPOINTS, basename(folder)), { recursive: true });
    },
    'begin the fork anew',
  );
}

async function describeTrunk(folder: string, until: MomentMs): Promise<Trunk> {
  const checkpoint = await readAt(join(folder, CHECKPOINTS), (manifest) => isMoment(manifest, until));
  if (checkpoint === undefined)
    throw momentError('expected a moment after the first steps of traffic; there is no run to leave before');
  const { step, about } = checkpoint.manifest;
  const { digest } = resumedRun(checkpoint).state;
  return { folder, step, round: Number(about['round']), simulatedMs: endMs(checkpoint.manifest), digest };
}

/** Simulated ms up to which a checkpoint holds the run. */
function endMs({ about }: CheckpointManifest): number {
  return Number(about['untilMs']);
}

function isByThen(manifest: CheckpointManifest, until: MomentMs): boolean {
  return endMs(manifest) <= latestEndMs(until, Number(manifest.about['stepLengthMs']));
}

function isMoment(manifest: CheckpointManifest, until: MomentMs): boolean {
  const stepLengthMs = Number(manifest.about['stepLengthMs']);
  return isByThen(manifest, until) && endMs(manifest) > latestEndMs(until, stepLengthMs) - stepLengthMs;
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/**
 * What a branch keeps of the moment at which it left its trunk, so that its own folder is all that is needed to start it
 * again, to leave it in turn, and to bring its traffic back.
 *
 * `branched-from.yaml` is the trunk's experiment, `branch-point/` a folder with the trunk's checkpoint. Where the branch, or
 * one that it came from, has other traffic from some moment on (`traffic.scale`), `traffic-start/` holds SUMO's state of that
 * moment: from the start SUMO cannot come to what followed.
 */
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readLatest, type Checkpoint } from '../checkpoints/index.ts';
import { ExperimentError } from '../experiment/errors.ts';

export const BRANCHED_FROM = 'branched-from.yaml';
const BRANCH_POINT = 'branch-point';
const TRAFFIC_START = 'traffic-start';
const STATE_FILE = 'sumo-state.xml.gz';
const MOMENT_FILE = 'moment.json';

/** Where the traffic of a run begins, if not at its start. */
export interface TrafficStart {
  /** SUMO's state. */
  readonly stateFile: string;
  /** Simulated ms of the frame after which it was saved, and that frame's number. */
  readonly timeMs: number;
  readonly step: number;
}

/**
 * The checkpoint at which the run in a folder left its trunk; undefined for a run that is no branch.
 *
 * @throws {ExperimentError} `E_RESUME`: the branch was ended before all that it begins with was there.
 * @throws {CheckpointError} `E_CHECKPOINT`: what it begins with is damaged.
 */
export async function readBranchPoint(folder: string): Promise<Checkpoint | undefined> {
  if (!existsSync(join(folder, BRANCHED_FROM))) return undefined;
  const checkpoint = await readLatest(join(folder, BRANCH_POINT));
  if (checkpoint !== undefined) return checkpoint;
  throw new ExperimentError(
    `${folder}: the fork was ended before its folder held what it begins with; fork again, into another folder`,
    { code: 'E_RESUME', path: '--resume' },
  );
}

/** Keeps the trunk's checkpoint; to be called last, for it makes the folder one that can be gone on with. */
export function keepBranchPoint(folder: string, checkpoint: Checkpoint): void {
  const building = join(folder, `.${BRANCH_POINT}`);
  cpSync(checkpoint.folder, join(building, basename(checkpoint.folder)), { recursive: true });
  renameSync(building, join(folder, BRANCH_POINT));
}

/** Traffic is another one from this moment on. */
export function keepTrafficStart(folder: string, { stateFile, timeMs, step }: TrafficStart): void {
  const path = join(folder, TRAFFIC_START);
  mkdirSync(path);
  copyFileSync(stateFile, join(path, STATE_FILE));
  writeFileSync(join(path, MOMENT_FILE), `${JSON.stringify({ timeMs, step })}\n`);
}

/** Undefined where traffic begins at the start. */
export function readTrafficStart(folder: string): TrafficStart | undefined {
  const path = join(folder, TRAFFIC_START);
  if (!existsSync(path)) return undefined;
  const moment = JSON.parse(readFileSync(join(path, MOMENT_FILE), 'utf8')) as Pick<TrafficStart, 'timeMs' | 'step'>;
  return { ...moment, stateFile: join(path, STATE_FILE) };
}

/** Gives another folder what this one has of its trunk, if it is of a branch. */
export function copyBranchPoint(from: string, to: string): void {
  for (const name of [BRANCHED_FROM, TRAFFIC_START, BRANCH_POINT])
    if (existsSync(join(from, name))) cpSync(join(from, name), join(to, name), { recursive: true });
}

/**
 * Finds the checkpoint to go on from: the newest that is whole. Damaged ones are passed over, with a warning each.
 *
 * Format: `layout.ts`, `manifest.ts` and `state-codec.ts`.
 */
import { join } from 'node:path';
import { CheckpointError } from './errors.ts';
import { hashFile, readTensors, REAL_FILES, type FileOperations } from './files.ts';
import { folderName, MANIFEST_FILE, STATE_FILE, stepOf, TENSORS_FILE } from './layout.ts';
import { Damage, parseManifest, type CheckpointManifest } from './manifest.ts';
import { decodeState } from './state-codec.ts';

/** A checkpoint that was found whole. */
export interface Checkpoint {
  /** Where its files are, those that were moved in included. */
  readonly folder: string;
  readonly manifest: CheckpointManifest;
  /** As it was given to `write`. */
  readonly state: unknown;
  /** One line for each newer checkpoint that could not be used. */
  readonly warnings: readonly string[];
}

/** The checkpoints of a folder, as far as their manifests tell. */
export interface CheckpointList {
  /** Oldest first. */
  readonly manifests: readonly CheckpointManifest[];
  /** One line for each whose manifest cannot be read. */
  readonly warnings: readonly string[];
}

/** The newest checkpoint; undefined when the folder holds none at all. As `readAt`. */
export function readLatest(folder: string, files: FileOperations = REAL_FILES): Promise<Checkpoint | undefined> {
  return readAt(folder, () => true, files);
}

/**
 * The newest checkpoint that `accept` wants and that is whole to the last bit.
 *
 * @param accept - sees what the checkpoint is of, e.g. `({ about }) => Number(about.round) <= 20`.
 * @returns Undefined when the folder is absent or holds no checkpoint.
 * @throws {CheckpointError} `E_CHECKPOINT` if there are some, but none is wanted and whole.
 */
export async function readAt(
  folder: string,
  accept: (manifest: CheckpointManifest) => boolean,
  files: FileOperations = REAL_FILES,
): Promise<Checkpoint | undefined> {
  const steps = await stepsToRead(folder, files);
  if (steps.length === 0) return undefined;
  const unwanted: number[] = [];
  const warnings: string[] = [];
  for (const step of steps.toReversed()) {
    const path = join(folder, folderName(step));
    const found = await sound(path, warnings, async () => {
      const manifest = await readManifest(path, files);
      if (!accept(manifest)) return 'unwanted' as const;
      await checkFiles(path, manifest, files);
      return { folder: path, manifest, state: await readState(path, files), warnings };
    });
    if (found === 'unwanted') unwanted.push(step);
    else if (found !== undefined) return found;
  }
  const others = unwanted.length === 0 ? '' : `; there are those of steps ${unwanted.toReversed().join(', ')}`;
  const reasons = warnings.length === 0 ? '' : `; ${warnings.join('; ')}`;
  throw new CheckpointError(`${folder}: holds no checkpoint that can be used here${others}${reasons}`, {
    code: 'E_CHECKPOINT',
  });
}

/** Which checkpoints there are; their files are not looked at. An absent folder holds none. */
export async function listCheckpoints(folder: string, files: FileOperations = REAL_FILES): Promise<CheckpointList> {
  const warnings: string[] = [];
  const manifests: CheckpointManifest[] = [];
  for (const step of await stepsToRead(folder, files)) {
    const path = join(folder, folderName(step));
    const manifest = await sound(path, warnings, () => readManifest(path, files));
    if (manifest !== undefined) manifests.push(manifest);
  }
  return { manifests, warnings };
}

/** Whether a checkpoint of this step is there and whole. */
export async function isWhole(folder: string, step: number, files: FileOperations): Promise<boolean> {
  if (!(await stepsIn(folder, files)).includes(step)) return false;
  const path = join(folder, folderName(step));
  const found = await sound(path, [], async () => {
    await checkFiles(path, await readManifest(path, files), files);
    return true;
  });
  return found ?? false;
}

/** Steps with a folder, ascending; none in a folder that is absent. */
export async function stepsIn(folder: string, files: FileOperations): Promise<readonly number[]> {
  try {
    const steps = (await files.readdir(folder)).map(stepOf).filter((step) => step !== undefined);
    return steps.toSorted((a, b) => a - b);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  }
}

/** As `stepsIn`, for those who only read. */
async function stepsToRead(folder: string, files: FileOperations): Promise<readonly number[]> {
  try {
    return await stepsIn(folder, files);
  } catch (cause) {
    throw new CheckpointError(`${folder}: expected a folder of checkpoints; ${(cause as Error).message}`, {
      code: 'E_CHECKPOINT',
      cause,
    });
  }
}

async function readManifest(path: string, files: FileOperations): Promise<CheckpointManifest> {
  const manifest = parseManifest(await files.readFile(join(path, MANIFEST_FILE), 'utf8'));
  if (!path.endsWith(folderName(manifest.step)))
    throw new Damage(`manifest.json is of step ${manifest.step}: the folder was renamed`);
  return manifest;
}

async function checkFiles(path: string, manifest: CheckpointManifest, files: FileOperations): Promise<void> {
  for (const { name, bytes, sha256 } of manifest.files) {
    const found = await hashFile(join(path, name), files);
    if (found.bytes !== bytes) throw new Damage(`${name}: expected ${bytes} bytes, got ${found.bytes}`);
    if (found.sha256 !== sha256) throw new Damage(`${name} is damaged: its hash is not what it was`);
  }
}

async function readState(path: string, files: FileOperations): Promise<unknown> {
  const { state, tensors } = decodeState(await files.readFile(join(path, STATE_FILE), 'utf8'));
  await readTensors(join(path, TENSORS_FILE), tensors, files);
  return state;
}

/** What `read` gives; undefined, and a warning, if the checkpoint is damaged or a file of it cannot be read. */
async function sound<T>(path: string, warnings: string[], read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (!(cause instanceof Damage) && code === undefined) throw cause;
    warnings.push(`${path}: passed over: ${(cause as Error).message}`);
    return undefined;
  }
}

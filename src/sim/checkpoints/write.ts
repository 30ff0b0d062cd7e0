/**
 * Keeps the last checkpoints of a run, so that whatever happens while one is written, one that is whole remains.
 *
 * A checkpoint is put together in a folder with a name of its own, everything in it is on the disk before it gets its
 * proper name, and older ones go only after the new one has been read again. Called by the simulator between two steps.
 */
import { join } from 'node:path';
import { isAlive } from '../../is-alive.ts';
import { CheckpointError } from './errors.ts';
import { moveFile, REAL_FILES, syncFolder, tensorPieces, writeFile, type FileOperations } from './files.ts';
import {
  folderName,
  isAttachmentName,
  MANIFEST_FILE,
  STATE_FILE,
  temporaryName,
  TENSORS_FILE,
  writerOf,
} from './layout.ts';
import { formatManifest, type CheckpointManifest } from './manifest.ts';
import { isWhole, stepsIn } from './read.ts';
import { encodeState, type EncodedState } from './state-codec.ts';

/** What a checkpoint is made of. */
export interface CheckpointContent {
  /** SUMO steps done, < 10^12. */
  readonly step: number;
  /** What `listCheckpoints` and `readAt` tell without reading the state, e.g. the round and the simulated ms. */
  readonly about: CheckpointManifest['about'];
  /** See `encodeState` for what it may hold. Must not change until it is taken. */
  readonly state: unknown;
  /** Files that belong to it, e.g. SUMO's own state; they are moved in. */
  readonly files?: readonly { readonly name: string; readonly path: string }[];
}

/** An open folder of checkpoints. */
export interface CheckpointWriter {
  readonly folder: string;
  /**
   * Writes a checkpoint, then removes all but the last ones up to its step. Later ones, from which nobody went on, go
   * too. If there is one of this step already that is whole, it stays: a run has one state at a step.
   *
   * @throws {CheckpointError} `E_CHECKPOINT_WRITE` if the disk is full or refuses; those that were there are there
   *   still. `E_CHECKPOINT_STATE` if the state cannot be kept.
   */
  write(content: CheckpointContent): Promise<void>;
  /** The same, for whoever has something else to do meanwhile. @throws {CheckpointError} `E_CHECKPOINT_STATE`. */
  begin(content: CheckpointContent): BegunCheckpoint;
}

/** A checkpoint that is being written. */
export interface BegunCheckpoint {
  /** When the state may change again: at once where it is small enough to be copied. Never rejects. */
  readonly taken: Promise<void>;
  /** Rejects with `E_CHECKPOINT_WRITE` as `CheckpointWriter.write` does. */
  readonly written: Promise<void>;
}

/** Vectors of a state are copied if they take up no more bytes than this, so that nobody waits for the disk. */
const MOST_COPIED_BYTES = 64 * 2 ** 20;

/**
 * Opens a folder of checkpoints, made if it is absent, and removes what writers that have died left behind.
 *
 * @param options - `keep`: checkpoints that remain, >= 1.
 * @throws {CheckpointError} `E_CHECKPOINT_WRITE` if the folder cannot be made or cleaned.
 */
export async function openCheckpoints(
  folder: string,
  { keep, files = REAL_FILES }: { readonly keep: number; readonly files?: FileOperations },
): Promise<CheckpointWriter> {
  if (!Number.isInteger(keep) || keep < 1) throw new RangeError(`keep: expected an integer >= 1, got ${keep}`);
  await orExplain(`${folder}: cannot be made ready for checkpoints`, async () => {
    await files.mkdir(folder, { recursive: true });
    for (const name of await files.readdir(folder)) {
      const writer = writerOf(name);
      if (writer !== undefined && (writer === process.pid || !isAlive(writer)))
        await files.rm(join(folder, name), { recursive: true });
    }
  });
  let previous: Promise<void> = Promise.resolve();
  const inTurn = (checkpoint: Encoded): Promise<void> => {
    const next = (): Promise<void> => writeCheckpoint(folder, checkpoint, keep, files);
    previous = previous.then(next, next);
    return previous;
  };
  const begin = (content: CheckpointContent): BegunCheckpoint => {
    const encoded = encodeState(content.state);
    const isCopied = bytesIn(encoded) <= MOST_COPIED_BYTES;
    const written = inTurn({ content, encoded: isCopied ? copyOf(encoded) : encoded });
    return { taken: isCopied ? Promise.resolve() : written.catch(() => undefined), written };
  };
  return { folder, begin, write: async (content) => begin(content).written };
}

/** What is written, taken apart. */
interface Encoded {
  readonly content: CheckpointContent;
  readonly encoded: EncodedState;
}

function bytesIn({ tensors }: EncodedState): number {
  return tensors.reduce((sum, { tensor }) => sum + tensor.byteLength, 0);
}

function copyOf({ json, tensors }: EncodedState): EncodedState {
  return { json, tensors: tensors.map(({ tensor, offset }) => ({ tensor: tensor.slice(), offset })) };
}

async function writeCheckpoint(
  folder: string,
  checkpoint: Encoded,
  keep: number,
  files: FileOperations,
): Promise<void> {
  const { content } = checkpoint;
  const { step } = content;
  await orExplain(`${folder}: the checkpoint of step ${step} could not be written, earlier ones remain`, async () => {
    if (await isWhole(folder, step, files))
      for (const { path } of content.files ?? []) await files.rm(path, { force: true });
    else await addCheckpoint(folder, checkpoint, files);
  });
  await orExplain(`${folder}: checkpoints before step ${step} could not be removed`, async () => {
    const steps = await stepsIn(folder, files);
    const kept = steps.filter((other) => other <= step).slice(-keep);
    for (const old of steps) if (!kept.includes(old)) await removeCheckpoint(folder, old, files);
  });
}

async function addCheckpoint(folder: string, checkpoint: Encoded, files: FileOperations): Promise<void> {
  const { content } = checkpoint;
  const building = join(folder, temporaryName(content.step, 'tmp'));
  try {
    await buildCheckpoint(building, checkpoint, files);
    // What may be there is damaged, else it would have been kept.
    await removeCheckpoint(folder, content.step, files);
    await files.rename(building, join(folder, folderName(content.step)));
    await syncFolder(folder, files);
  } catch (cause) {
    // Where even this fails, the next to open the folder cleans up; the first failure is the one to tell.
    await files.rm(building, { recursive: true, force: true }).catch(() => undefined);
    throw cause;
  }
  if (!(await isWhole(folder, content.step, files)))
    throw new CheckpointError(`${folder}: the checkpoint of step ${content.step} reads otherwise than written`, {
      code: 'E_CHECKPOINT_WRITE',
    });
}

/** Fills the folder; all of it is on the disk on return. */
async function buildCheckpoint(
  building: string,
  { content, encoded: { json, tensors } }: Encoded,
  files: FileOperations,
): Promise<void> {
  await files.mkdir(building);
  const records = [
    await writeFile(join(building, STATE_FILE), [Buffer.from(json)], files),
    await writeFile(join(building, TENSORS_FILE), tensorPieces(tensors), files),
  ];
  for (const { name, path } of content.files ?? []) {
    if (!isAttachmentName(name)) throw new RangeError(`file of a checkpoint: expected a plain name, got "${name}"`);
    records.push(await moveFile(path, join(building, name), files));
  }
  const manifest = formatManifest({ step: content.step, about: content.about, files: records });
  await writeFile(join(building, MANIFEST_FILE), [Buffer.from(manifest)], files);
  await syncFolder(building, files);
}

/** Renames before it removes, so that no half-removed checkpoint bears a checkpoint's name. */
async function removeCheckpoint(folder: string, step: number, files: FileOperations): Promise<void> {
  const leaving = join(folder, temporaryName(step, 'old'));
  try {
    await files.rename(join(folder, folderName(step)), leaving);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw cause;
  }
  await files.rm(leaving, { recursive: true });
}

/** Passes on what `action` gives; what the system refuses becomes one line. */
async function orExplain(what: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (cause instanceof CheckpointError || code === undefined) throw cause;
    throw new CheckpointError(`${what}: ${message}; free some space or name another folder with --out`, {
      code: 'E_CHECKPOINT_WRITE',
      cause,
    });
  }
}

/**
 * The folder of a run: made before the run begins, written line by line while it goes, finished with the summary.
 *
 * Whole files are written beside their place and renamed, so that none is ever half there. Formats:
 * docs/results-format.md.
 */
import * as fs from 'node:fs';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { replaceFile, type ReplaceOperations } from '../../replace-file.ts';
import { ExperimentError } from '../experiment/errors.ts';
import { orResultsError } from './errors.ts';
import { isWriterFile, requireNoOtherWriter, writerFile } from './writer.ts';

/** What is asked of the file system where something changes. */
export type FolderOperations = ReplaceOperations &
  Pick<typeof fs, 'closeSync' | 'mkdirSync' | 'openSync' | 'truncateSync' | 'writeSync'>;

/** Files of a run's folder that grow line by line. */
export type LineFile = (typeof LINE_FILES)[number];

const LINE_FILES = ['metrics.csv', 'rounds.csv', 'outages.csv', 'events.jsonl'] as const;

/** An open folder of results. Whatever writes throws {@link ResultsError} `E_RESULTS_WRITE` where the disk refuses. */
export interface ResultsFolder {
  readonly path: string;
  /** Appends a line; it is in the operating system's hands on return, except for `events.jsonl`, which is buffered. */
  appendLine(file: LineFile, line: string): void;
  /** Lengths of the line files in bytes, with everything written so far in the operating system's hands. */
  lengths(): LineLengths;
  /** Writes a whole file, also in a subfolder, atomically. */
  writeFile(file: string, content: string | Uint8Array): void;
  /** Writes out what is buffered, closes the line files, and leaves the folder to others. */
  close(): void;
}

/** Names a run folder even when nothing else is in it yet. */
const MARKER = 'manifest.json';
const EVENT_BUFFER_BYTES = 1 << 16;

/**
 * Says whether results could go to a folder, without touching it.
 *
 * @param path - the folder.
 * @param chosen - true when the user named it (`--out`); then a folder with anything but a run in it is refused.
 * @throws {ExperimentError} `E_OUTPUT_FOLDER`, also where another run is writing to it.
 */
export function checkResultsFolder(path: string, chosen: boolean): void {
  if (!existsSync(path)) return;
  const names = listFolder(path);
  requireNoOtherWriter(path, names);
  const entries = names.filter((name) => !isWriterFile(name));
  if (entries.length === 0 || entries.includes(MARKER) || !chosen) return;
  throw new ExperimentError(`--out ${path}: the folder holds something other than a run; name a new or empty folder`, {
    code: 'E_OUTPUT_FOLDER',
    path: '--out',
  });
}

/** Bytes of each line file that there is. */
export type LineLengths = Readonly<Partial<Record<LineFile, number>>>;

/**
 * Makes the folder; an earlier run in the same place is moved aside to `<folder>.1`, `<folder>.2` ...
 *
 * @param resume - goes on with the run in the folder instead: its line files are cut to these lengths.
 * @param files - the machine's own file system by default.
 * @throws {ResultsError} `E_RESULTS_WRITE`; {ExperimentError} `E_RESUME`: lines that were there are gone;
 *   `E_OUTPUT_FOLDER`: another process is writing to it.
 */
export function openResultsFolder(path: string, resume?: LineLengths, files: FolderOperations = fs): ResultsFolder {
  // Evaluations are in the checkpoint, and `metrics.csv` is written anew.
  const lines = LINE_FILES.filter((file) => file !== 'metrics.csv');
  if (resume !== undefined) for (const file of lines) requireLines(join(path, file), resume[file] ?? 0);
  const names = existsSync(path) ? listFolder(path) : [];
  requireNoOtherWriter(path, names);
  const writer = join(path, writerFile());
  orResultsError(`${path}: expected a folder that results can go to`, () => {
    for (const name of names.filter(isWriterFile)) files.rmSync(join(path, name), { force: true });
    if (resume === undefined) makeFolder(path, files);
    else for (const file of LINE_FILES) cutLines(join(path, file), resume[file] ?? 0, files);
    files.writeFileSync(writer, '');
  });
  const open = new Map<LineFile, number>();
  let events = '';

  const append = (file: LineFile, text: string): void => {
    const target = join(path, file);
    const bytes = Buffer.from(text);
    orResultsError(`${target}: expected room for ${bytes.length} bytes more`, () => {
      const descriptor = open.get(file) ?? files.openSync(target, 'a');
      open.set(file, descriptor);
      // A disk that is nearly full takes a part and says nothing.
      for (let done = 0; done < bytes.length;) done += files.writeSync(descriptor, bytes, done);
    });
  };
  const flush = (): void => {
    const text = events;
    // What is refused is not tried again: a part of it may be there.
    events = '';
    if (text !== '') append('events.jsonl', text);
  };
  return {
    path,
    lengths() {
      flush();
      const present = LINE_FILES.filter((file) => existsSync(join(path, file)));
      return Object.fromEntries(present.map((file) => [file, statSync(join(path, file)).size]));
    },
    appendLine(file, line) {
      if (file !== 'events.jsonl') {
        append(file, `${line}\n`);
        return;
      }
      events += `${line}\n`;
      if (events.length > EVENT_BUFFER_BYTES) flush();
    },
    writeFile(file, content) {
      const target = join(path, file);
      orResultsError(`${target}: expected room for a file of ${Buffer.byteLength(content)} bytes`, () => {
        files.mkdirSync(dirname(target), { recursive: true });
        replaceFile(target, content, files);
      });
    },
    close() {
      try {
        flush();
      } finally {
        for (const descriptor of open.values()) files.closeSync(descriptor);
        open.clear();
        orResultsError(`${path}: expected to leave the folder to others`, () => {
          files.rmSync(writer, { force: true });
        });
      }
    },
  };
}

function makeFolder(path: string, files: FolderOperations): void {
  const isUsed = existsSync(path) && listFolder(path).length > 0;
  if (isUsed) files.renameSync(path, freeName(path));
  files.mkdirSync(path, { recursive: true });
}

/** A file that a power cut or somebody has shortened would be filled up with zeros. */
function requireLines(file: string, bytes: number): void {
  const found = existsSync(file) ? statSync(file).size : 0;
  if (found >= bytes) return;
  throw new ExperimentError(
    `${file}: expected the ${bytes} bytes that it held at the checkpoint, found ${found}: lines of the run are lost; run it anew, without --resume`,
    { code: 'E_RESUME', path: '--resume' },
  );
}

function cutLines(file: string, bytes: number, files: FolderOperations): void {
  if (existsSync(file)) files.truncateSync(file, bytes);
}

function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (cause) {
    throw new ExperimentError(`${path}: expected a folder for results; ${(cause as Error).message}`, {
      code: 'E_OUTPUT_FOLDER',
      path: '--out',
      cause,
    });
  }
}

function freeName(path: string): string {
  for (let number = 1; ; number++) {
    const candidate = `${path}.${number}`;
    if (!existsSync(candidate)) return candidate;
  }
}

/**
 * The folder of a run: made before the run begins, written line by line while it goes, finished with the summary.
 *
 * Whole files are written beside their place and renamed, so that none is ever half there. Formats:
 * docs/results-format.md.
 */
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, renameSync } from 'node:fs';
import { statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ExperimentError } from '../experiment/errors.ts';

/** Files of a run's folder that grow line by line. */
export type LineFile = (typeof LINE_FILES)[number];

const LINE_FILES = ['metrics.csv', 'rounds.csv', 'outages.csv', 'events.jsonl'] as const;

/** An open folder of results. */
export interface ResultsFolder {
  readonly path: string;
  /** Appends a line; it is in the operating system's hands on return, except for `events.jsonl`, which is buffered. */
  appendLine(file: LineFile, line: string): void;
  /** Lengths of the line files in bytes, with everything written so far in the operating system's hands. */
  lengths(): LineLengths;
  /** Writes a whole file, also in a subfolder, atomically. */
  writeFile(file: string, content: string | Uint8Array): void;
  /** Writes out what is buffered and closes the line files. */
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
 * @throws {ExperimentError} `E_OUTPUT_FOLDER`.
 */
export function checkResultsFolder(path: string, chosen: boolean): void {
  if (!existsSync(path)) return;
  const entries = listFolder(path);
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
 */
export function openResultsFolder(path: string, resume?: LineLengths): ResultsFolder {
  if (resume === undefined) {
    const isUsed = existsSync(path) && listFolder(path).length > 0;
    if (isUsed) renameSync(path, freeName(path));
    mkdirSync(path, { recursive: true });
  } else {
    for (const file of LINE_FILES) if (existsSync(join(path, file))) truncateSync(join(path, file), resume[file] ?? 0);
  }
  const open = new Map<LineFile, number>();
  let events = '';

  const append = (file: LineFile, text: string): void => {
    let descriptor = open.get(file);
    if (descriptor === undefined) {
      descriptor = openSync(join(path, file), 'a');
      open.set(file, descriptor);
    }
    writeSync(descriptor, text);
  };
  const flush = (): void => {
    if (events !== '') append('events.jsonl', events);
    events = '';
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
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(`${target}.part`, content);
      renameSync(`${target}.part`, target);
    },
    close() {
      flush();
      for (const descriptor of open.values()) closeSync(descriptor);
      open.clear();
    },
  };
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

/**
 * Who writes to the folder of a run: an empty file names the process, so that no two runs get mixed up in one folder.
 *
 * Used by `folder.ts`. The file of a process that is gone, killed perhaps, keeps nobody out.
 */
import { join } from 'node:path';
import { isAlive } from '../../is-alive.ts';
import { ExperimentError } from '../experiment/errors.ts';

const WRITER = /^\.writer-(\d+)$/;

/** The file that says that this process writes to the folder. */
export function writerFile(pid: number = process.pid): string {
  return `.writer-${pid}`;
}

/** Whether a file only says who writes, or wrote, to the folder. */
export function isWriterFile(name: string): boolean {
  return WRITER.test(name);
}

/**
 * @param path - the folder.
 * @param names - what is in it.
 * @throws {ExperimentError} `E_OUTPUT_FOLDER`: another process writes to it.
 */
export function requireNoOtherWriter(path: string, names: readonly string[]): void {
  for (const name of names) {
    const pid = Number(WRITER.exec(name)?.[1] ?? process.pid);
    if (pid === process.pid || !isAlive(pid)) continue;
    throw new ExperimentError(
      `${path}: process ${pid} writes a run to this folder; wait for it, or name another folder with --out (if it is something else by now, remove ${join(path, name)})`,
      { code: 'E_OUTPUT_FOLDER', path: '--out' },
    );
  }
}

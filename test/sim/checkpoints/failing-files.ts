/** A file system that fails at its n-th operation, as a full disk does or as the process's death does. */
import { truncateSync } from 'node:fs';
import * as promises from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { FileOperations } from '../../../src/sim/checkpoints/files.ts';

/** How it fails. */
export type Failure =
  /** Only what needs space fails, from the n-th operation on; half a write arrives. */
  | 'full'
  /** Nothing is done any more from the n-th operation on. */
  | 'killed'
  /** As `killed`, and what was not synced before is lost: files are empty. */
  | 'power-cut';

export interface FailingFiles {
  readonly files: FileOperations;
  /** Operations so far, e.g. `open state.json`. */
  readonly operations: readonly string[];
}

/** @param failAt - index of the first operation that fails; Infinity for none. */
export function failingFiles(failAt: number, failure: Failure): FailingFiles {
  const operations: string[] = [];
  const unsynced = new Set<string>();
  const NEEDS_SPACE = ['mkdir', 'open-wx', 'write', 'copyFile'];
  let isCut = false;

  /** Throws if the operation must not be done. */
  const step = (name: string, path: string): void => {
    operations.push(`${name} ${path.split('/').at(-1)!}`);
    if (operations.length <= failAt) return;
    if (failure === 'power-cut' && !isCut) for (const file of unsynced) truncateSync(file);
    isCut = true;
    if (failure !== 'full') throw Object.assign(new Error('EIO: the process is no more'), { code: 'EIO' });
    if (NEEDS_SPACE.includes(name))
      throw Object.assign(new Error(`ENOSPC: no space left on device, ${name} '${path}'`), { code: 'ENOSPC' });
  };
  /** Watches what is asked of an open file. */
  const watch = (handle: FileHandle, path: string): Partial<FileHandle> => {
    const write = (piece: Uint8Array, start?: number) => handle.write(piece, start);
    return {
      close: () => handle.close(),
      read: ((piece: Uint8Array, start: number, length: number, position: number) => {
        step('read', path);
        return handle.read(piece, start, length, position);
      }) as FileHandle['read'],
      // What the disk does is played here; waiting for the real one would take a minute.
      async sync() {
        step('sync', path);
        unsynced.delete(path);
        return Promise.resolve();
      },
      write: (async (piece: Uint8Array, start: number) => {
        unsynced.add(path);
        try {
          step('write', path);
        } catch (error) {
          await write(piece.subarray(start, start + piece.length / 2));
          throw error;
        }
        return write(piece, start);
      }) as FileHandle['write'],
    };
  };
  const files: Record<string, unknown> = {
    async open(path: string, flags: string) {
      step(flags === 'wx' ? 'open-wx' : 'open', path);
      return watch(await promises.open(path, flags), path);
    },
    async rename(from: string, to: string) {
      step('rename', from);
      await promises.rename(from, to);
      // A power cut finds files by the names they have then.
      for (const file of unsynced) {
        if (!file.startsWith(from)) continue;
        unsynced.delete(file);
        unsynced.add(to + file.slice(from.length));
      }
    },
  };
  for (const name of ['copyFile', 'mkdir', 'readdir', 'readFile', 'rm'] as const) {
    const operation = promises[name] as (...all: unknown[]) => Promise<unknown>;
    files[name] = async (path: string, ...rest: unknown[]) => {
      step(name, path);
      return operation(path, ...rest);
    };
  }
  return { files: files as unknown as FileOperations, operations };
}

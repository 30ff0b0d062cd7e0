/** Folders that go with their test. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';

export function temporary(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-city-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** Writes a file into a folder of its own and gives its path. */
export function fileOf(t: ExecutionContext, name: string, content: string | Uint8Array): string {
  const path = join(temporary(t), name);
  writeFileSync(path, content);
  return path;
}

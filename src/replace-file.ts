/** Whole files only: for whatever is written in one go. */
import * as fs from 'node:fs';

/** What is asked of the file system. */
export type ReplaceOperations = Pick<typeof fs, 'renameSync' | 'rmSync' | 'writeFileSync'>;

/**
 * Writes a file beside its place first, as `FILE.part`, then renames it: who reads finds what was there before or all of
 * the new, and nothing is left behind where it fails. Outlives the end of the process, not a power cut.
 *
 * @throws what the file system refuses; what was in the file before is still in it.
 */
export function replaceFile(file: string, content: string | Uint8Array, files: ReplaceOperations = fs): void {
  const part = `${file}.part`;
  try {
    files.writeFileSync(part, content);
    files.renameSync(part, file);
  } catch (cause) {
    try {
      files.rmSync(part, { force: true });
    } catch {
      // Something else of that name is in the way, which is what `cause` says.
    }
    throw cause;
  }
}

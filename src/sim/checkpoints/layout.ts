/** Names within a folder of checkpoints: one folder a step, and what is under way beside them. Pure. */

export const STATE_FILE = 'state.json';
export const TENSORS_FILE = 'tensors.bin';
export const MANIFEST_FILE = 'manifest.json';

/** Enough digits for the order of names to be the order of steps. */
const DIGITS = 12;
const STEP_FOLDER = /^\d{12}$/;
const TEMPORARY = /^\.\d{12}\.(?:tmp|old)-(\d+)$/;
const ATTACHMENT = /^[A-Za-z0-9][\w.-]*$/;

/** The folder of the checkpoint of a step, e.g. `000000000042`. */
export function folderName(step: number): string {
  return String(step).padStart(DIGITS, '0');
}

/** The step whose checkpoint this folder is; undefined for any other name. */
export function stepOf(name: string): number | undefined {
  return STEP_FOLDER.test(name) ? Number(name) : undefined;
}

/** The folder in which a checkpoint comes (`tmp`) or goes (`old`); it names the process that works in it. */
export function temporaryName(step: number, purpose: 'tmp' | 'old'): string {
  return `.${folderName(step)}.${purpose}-${process.pid}`;
}

/** The process that works, or worked, in a temporary folder; undefined for any other name. */
export function writerOf(name: string): number | undefined {
  const match = TEMPORARY.exec(name);
  return match === null ? undefined : Number(match[1]);
}

/** Whether a file may lie in a checkpoint under this name, beside those that always do. */
export function isAttachmentName(name: string): boolean {
  return ATTACHMENT.test(name) && ![STATE_FILE, TENSORS_FILE, MANIFEST_FILE].includes(name);
}

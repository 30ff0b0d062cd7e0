/** Waits for somebody to press Enter. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/**
 * Resolves with the next line, or when there will be none. Does not keep the program alive: whoever interrupts it need not
 * press Enter as well.
 */
export function nextLine(input: Readable & { unref?(): unknown }): Promise<void> {
  if (input.readableEnded || input.destroyed) return Promise.resolve();
  const lines = createInterface({ input, terminal: false });
  input.unref?.();
  return new Promise((resolve) => {
    // Closing comes after a line, too.
    lines.once('line', () => {
      lines.close();
    });
    lines.once('close', resolve);
  });
}

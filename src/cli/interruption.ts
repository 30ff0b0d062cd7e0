/** Ctrl-C as a signal: the first asks for an orderly end, the second ends at once. */
import { INTERRUPTED } from './exit.ts';

export function onInterruption(): { readonly signal: AbortSignal; stopListening(): void } {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    stopListening() {
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    },
  };
}

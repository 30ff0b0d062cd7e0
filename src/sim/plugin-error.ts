/** A module named with `--plugin` that cannot be used. Exit code 2. */
import { UsageError } from '../errors.ts';

export class PluginError extends UsageError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: 'E_PLUGIN', path: '--plugin', cause });
  }
}

/**
 * Where the user's system keeps what programs can make or fetch again. Pure: the system's traits are arguments.
 */
import { isAbsolute, join } from 'node:path';

/** What the answer depends on: `process.platform`, `process.env` and `os.homedir()`. */
export interface HostTraits {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * EdgeMLSim's own folder in the user's cache; it need not exist yet.
 *
 * Linux and the like: `$XDG_CACHE_HOME/edgemlsim`, else `~/.cache/edgemlsim`; macOS: `~/Library/Caches/edgemlsim`; Windows:
 * `%LOCALAPPDATA%\edgemlsim\Cache`.
 *
 * @see XDG Base Directory Specification 0.8: a relative path in the variable is to be ignored.
 */
export function userCacheFolder({ platform, environment, home }: HostTraits): string {
  if (platform === 'win32') {
    const local = environment['LOCALAPPDATA'];
    return join(local !== undefined && local !== '' ? local : join(home, 'AppData', 'Local'), 'edgemlsim', 'Cache');
  }
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'edgemlsim');
  const xdg = environment['XDG_CACHE_HOME'];
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, '.cache'), 'edgemlsim');
}

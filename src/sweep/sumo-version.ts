/** Which SUMO a program is: part of what decides a result, and needed before any run is started. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EdgeMLSimError } from '../errors.ts';

const TIMEOUT_MS = 10_000;

/**
 * @param binary - path of `sumo`.
 * @returns E.g. `1.15.0`.
 * @throws {EdgeMLSimError} `E_SUMO_VERSION` (kind `traffic`) if the program does not run or does not say.
 */
export async function sumoVersion(binary: string): Promise<string> {
  const output = await versionOutput(binary);
  const version = /Version (\S+)/.exec(output)?.[1];
  if (version !== undefined) return version;
  throw unknownVersion(`${binary} --version names no version; expected SUMO, got "${output.slice(0, 60).trim()}"`);
}

async function versionOutput(binary: string): Promise<string> {
  try {
    return (await promisify(execFile)(binary, ['--version'], { timeout: TIMEOUT_MS })).stdout;
  } catch (cause) {
    const reason = (cause as Error).message.split('\n')[0] ?? '';
    throw unknownVersion(`${binary} --version failed: ${reason}; edgemlsim doctor says what was found`, cause);
  }
}

function unknownVersion(message: string, cause?: unknown): EdgeMLSimError {
  return new EdgeMLSimError(message, { code: 'E_SUMO_VERSION', kind: 'traffic', cause });
}

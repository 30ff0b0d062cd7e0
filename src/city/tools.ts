/** Runs the programs that come with SUMO, and puts what they complain of into one line. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CityError, interrupted } from './errors.ts';

/** Where SUMO is. */
export interface SumoTools {
  /** Path of `sumo`; netconvert and polyconvert lie beside it. */
  readonly binary: string;
  /** SUMO_HOME for it. */
  readonly home?: string;
  /** Ends what runs. */
  readonly signal?: AbortSignal;
}

/** Options, in groups that belong together. */
type Arguments = readonly (readonly string[])[];

/** Runs a program that lies beside `sumo`. @throws {CityError} `E_CITY_TOOL`. */
export function runTool(tools: SumoTools, name: 'netconvert' | 'polyconvert', ...args: Arguments): Promise<void> {
  const path = join(dirname(tools.binary), `${name}${tools.binary.endsWith('.exe') ? '.exe' : ''}`);
  if (!existsSync(path))
    return Promise.reject(
      new CityError(`there is no ${name} beside ${tools.binary}; install all of SUMO's programs`, {
        code: 'E_CITY_TOOL',
      }),
    );
  return run(path, args.flat(), tools);
}

/** Runs SUMO to its end. @throws {CityError} `E_CITY_TOOL`. */
export function runSumo(tools: SumoTools, ...args: Arguments): Promise<void> {
  return run(tools.binary, args.flat(), tools);
}

/** A file of SUMO's own data, such as its type maps; undefined where this SUMO came without. */
export function dataFile({ home }: SumoTools, ...path: readonly string[]): string | undefined {
  const file = home === undefined ? undefined : join(home, 'data', ...path);
  return file !== undefined && existsSync(file) ? file : undefined;
}

function run(program: string, args: readonly string[], { home, signal }: SumoTools): Promise<void> {
  const env = { ...process.env, ...(home !== undefined && { SUMO_HOME: home }) };
  return new Promise((resolve, reject) => {
    execFile(program, args, { env, maxBuffer: 1 << 26, ...(signal && { signal }) }, (error, _stdout, stderr) => {
      if (error === null) resolve();
      else if (signal?.aborted === true) reject(interrupted());
      else
        reject(
          new CityError(`${basename(program)}: ${complaint(stderr) ?? error.message}`, {
            code: 'E_CITY_TOOL',
            cause: error,
          }),
        );
    });
  });
}

/** Its first line that begins with `Error:`, for what follows is mostly `Quitting (on error).` */
function complaint(stderr: string): string | undefined {
  const lines = stderr.split('\n').map((line) => line.trim());
  return lines
    .find((line) => line.startsWith('Error:'))
    ?.slice('Error:'.length)
    .trim();
}

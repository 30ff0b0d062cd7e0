/**
 * Going on from a saved state in a fresh SUMO, while the first one goes on too or has ended.
 *
 * Loading a state into a running SUMO loses every subscription and does not go on exactly; a fresh process with
 * `--load-state` goes on to the last bit like its origin where the state holds all that decides. That of SUMO 1.15 lacks
 * two things: what drivers remember of lane changes wished for, so that on roads of several lanes they may change some
 * steps earlier or later; and the speed factors of vehicles yet to come, unless their type says `speedDev="0"`.
 * Two branches of one state are always the same as each other.
 */
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createGunzip } from 'node:zlib';
import { UsageError } from '../errors.ts';
import type { TraciClient } from './client.ts';
import { launchSumo } from './launch.ts';
import type { LaunchOptions } from './launch.ts';
import { hasOption } from './sumo-options.ts';

/** What SUMO must be started with for its states to be exact: random numbers in them, and every digit. */
export const EXACT_STATE_ARGUMENTS: readonly string[] = ['--save-state.rng', '--save-state.precision', '17'];

/** SUMO writes its whole configuration before the state. */
const HEAD_BYTES = 1024 * 1024;
/** Options with a value that belong to the origin alone: where it began, and where it listens. */
const ORIGINS_OWN = ['--load-state', '--begin', '-b', '--remote-port'];

/**
 * Starts a SUMO that goes on from a saved state, with the network, the traffic and the options of its origin.
 *
 * @param origin - a client made by `launchSumo` (it may be closed by now), or what it was launched with.
 * @param stateFile - what `simulation.saveState` wrote, by a SUMO started with {@link EXACT_STATE_ARGUMENTS}.
 * @param changes - what is different: `arguments` are added to the origin's, the rest replaces it. Outputs named in the
 * origin's arguments would be written by both: give `['--output-prefix', 'branch-']`.
 * @throws {UsageError} `E_SUMO_STATE`: no state, or one saved without its random numbers; the client was not launched.
 * @throws {TraciConnectionError} as `launchSumo`.
 */
export async function branch(
  origin: TraciClient | LaunchOptions,
  stateFile: string,
  changes: Partial<LaunchOptions> = {},
): Promise<TraciClient> {
  const options = 'arguments' in origin ? origin : origin.launchOptions;
  if (options === undefined)
    throw stateError('a client that was attached does not know how its SUMO was started: give the options', stateFile);
  const file = resolve(options.cwd ?? '.', stateFile);
  const begin = await beginOf(file);
  const merged = {
    ...options,
    ...changes,
    arguments: [...branchArguments(options.arguments, file, begin), ...(changes.arguments ?? [])],
  };
  // The origin's port is its own, and so is the record of its session.
  if (changes.port === undefined) delete merged.port;
  if (changes.record === undefined) delete merged.record;
  return launchSumo(merged);
}

/** The origin's arguments, beginning with the state instead of with nothing. Pure. */
export function branchArguments(origin: readonly string[], file: string, begin: string): string[] {
  const kept: string[] = [];
  for (let index = 0; index < origin.length; index++) {
    const argument = origin[index]!;
    if (ORIGINS_OWN.includes(argument)) index++;
    else if (!ORIGINS_OWN.some((option) => argument.startsWith(`${option}=`))) kept.push(argument);
  }
  // A configuration may set another begin, at which SUMO would start with the state of a different time.
  kept.push('--load-state', file, '--begin', begin);
  if (!hasOption(kept, 'save-state.rng')) kept.push('--save-state.rng');
  if (!hasOption(kept, 'save-state.precision')) kept.push('--save-state.precision', '17');
  return kept;
}

/** The simulated time at which the state was saved, as SUMO wrote it. */
async function beginOf(file: string): Promise<string> {
  const head = await readHead(file);
  const snapshot = /<snapshot\b[^>]*\btime="([^"]+)"[^>]*>\s*(<rngState\b)?/.exec(head);
  if (snapshot === null) throw stateError('expected a state saved by SUMO, got something else', file);
  if (snapshot[2] === undefined)
    throw stateError(
      'the state was saved without its random numbers: start SUMO with EXACT_STATE_ARGUMENTS before saving',
      file,
    );
  return snapshot[1]!;
}

/** The first megabyte of a file, unpacked where its name says that it is packed. */
async function readHead(file: string): Promise<string> {
  const bytes = createReadStream(file);
  const source = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  // A pipe does not hand errors on.
  bytes.on('error', (error) => source.destroy(error));
  let head = '';
  try {
    for await (const chunk of source) {
      head += (chunk as Buffer).toString('latin1');
      if (head.length > HEAD_BYTES) break;
    }
  } catch (error) {
    throw stateError(`the state cannot be read, ${(error as Error).message}`, file, error);
  } finally {
    bytes.destroy();
  }
  return head;
}

function stateError(message: string, file: string, cause?: unknown): UsageError {
  return new UsageError(`branch: ${message}: ${file}`, { code: 'E_SUMO_STATE', cause });
}

/** Options of `run --gui`: parsed and checked before anything is started. */
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { nextLine } from './next-line.ts';
import { UsageError, type RunOptions, type SumoChoice } from '../index.ts';

/** How the window is to be, for `runExperiment`. */
type Window = NonNullable<RunOptions['gui']>;

/** Where `--break-at` stops: simulated seconds and rounds, each in ascending order. */
export interface BreakPoints {
  readonly seconds: readonly number[];
  readonly rounds: readonly number[];
}

/** What commander makes of the options. */
export interface GuiCommandOptions {
  readonly gui?: boolean;
  readonly delay?: number;
  readonly windowSize?: readonly [number, number];
  readonly windowPos?: readonly [number, number];
  readonly breakAt?: BreakPoints;
  readonly guiFollow?: string;
  readonly screenshots?: string;
  readonly screenshotEvery?: number;
}

const DEFAULT_SCREENSHOT_SECONDS = 10;

/** Adds `--gui` and what goes with it. */
export function withGuiOptions(command: Command): Command {
  return command
    .optionsGroup('The window:')
    .option('--gui', 'show the run in sumo-gui; pausing there pauses the learning')
    .option('--delay <ms>', 'with --gui: wall-clock time from step to step (default: as the scenario, or 100)', delay)
    .option('--window-size <w,h>', 'with --gui: size of the window in pixels (default: as the scenario)', size)
    .option('--window-pos <x,y>', 'with --gui: place of the window in pixels', pixels)
    .option(
      '--break-at <list>',
      'with --gui: stop at 30s or round=5, or 30s,round=5, and print the state',
      collectBreaks,
    )
    .option('--gui-follow <vehicle>', 'with --gui: let the view follow a vehicle, by its id')
    .option('--screenshots <dir>', 'with --gui: save pictures of the view as PNG files')
    .option(
      '--screenshot-every <seconds>',
      `with --screenshots: simulated time between pictures (default: ${DEFAULT_SCREENSHOT_SECONDS})`,
      positiveSeconds,
    );
}

/**
 * How the window is to be; undefined without `--gui`.
 *
 * @throws {UsageError} an option that needs another, no sumo-gui, or a folder that cannot be written to.
 */
export function guiOptions(options: GuiCommandOptions, sumo: SumoChoice | undefined): Window | undefined {
  if (options.gui !== true) {
    const lonely = ownOptions(options).find(([, value]) => value !== undefined);
    if (lonely !== undefined) throw usage(lonely[0], 'only has a meaning with --gui; add it');
    return undefined;
  }
  if (sumo === undefined) throw usage('--gui', 'there is no window on recorded traffic; run with traffic.config');
  if (sumo.guiBinary === undefined)
    throw usage('--gui', `there is no sumo-gui beside ${sumo.binary}; install it or run without --gui`);
  if (options.screenshotEvery !== undefined && options.screenshots === undefined)
    throw usage('--screenshot-every', 'only has a meaning with --screenshots DIR; add it');
  const { windowSize, windowPos, delay: delayMs, breakAt, guiFollow, screenshots } = options;
  return {
    ...(windowSize && { windowSize }),
    ...(windowPos && { windowPosition: windowPos }),
    ...(delayMs !== undefined && { delayMs }),
    ...(breakAt !== undefined && breakAt.seconds.length > 0 && { breakAt: breakAt.seconds }),
    ...(breakAt !== undefined &&
      breakAt.rounds.length > 0 && {
        breakAtRounds: { rounds: breakAt.rounds, howToGoOn: 'press Enter here', goOn: () => nextLine(process.stdin) },
      }),
    ...(guiFollow !== undefined && { follow: guiFollow }),
    ...(screenshots !== undefined && {
      screenshots: {
        folder: writableFolder(screenshots),
        everySeconds: options.screenshotEvery ?? DEFAULT_SCREENSHOT_SECONDS,
      },
    }),
  };
}

function ownOptions(options: GuiCommandOptions): readonly (readonly [string, unknown])[] {
  return [
    ['--delay', options.delay],
    ['--window-size', options.windowSize],
    ['--window-pos', options.windowPos],
    ['--break-at', options.breakAt],
    ['--gui-follow', options.guiFollow],
    ['--screenshots', options.screenshots],
    ['--screenshot-every', options.screenshotEvery],
  ];
}

function writableFolder(path: string): string {
  const folder = resolve(path);
  try {
    // Not recursive: for a folder that can never be made, as below /proc, Node would try for ever.
    if (!existsSync(folder)) mkdirSync(folder);
    if (!statSync(folder).isDirectory()) throw new Error('it is a file');
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw usage('--screenshots', `cannot write to ${folder}: ${(cause as Error).message}`, cause);
  }
  return folder;
}

function usage(option: string, message: string, cause?: unknown): UsageError {
  return new UsageError(`${option}: ${message}`, { code: 'E_GUI_OPTION', path: option, cause });
}

function delay(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 60_000))
    throw new InvalidArgumentError('expected milliseconds from 0 to 60000.');
  return value;
}

function positiveSeconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('expected seconds > 0.');
  return value;
}

const NO_BREAKS: BreakPoints = { seconds: [], rounds: [] };

/** A plain number means seconds. */
function collectBreaks(text: string, previous: BreakPoints = NO_BREAKS): BreakPoints {
  const seconds = [...previous.seconds];
  const rounds = [...previous.rounds];
  for (const part of text.split(',')) {
    const [, round, time] = /^\s*(?:round=(\d+)|([^=]*?)s?)\s*$/.exec(part) ?? [];
    const value = Number(round ?? (time === '' ? undefined : time));
    if (!(value > 0 && Number.isSafeInteger(Math.ceil(value))))
      throw new InvalidArgumentError('expected seconds > 0, as 30 or 30s, or a round >= 1, as round=5.');
    (round === undefined ? seconds : rounds).push(value);
  }
  return { seconds: seconds.sort((a, b) => a - b), rounds: rounds.sort((a, b) => a - b) };
}

function pixels(text: string): readonly [number, number] {
  const [first, second, ...more] = text.split(/[,x]/).map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (!Number.isInteger(first) || !Number.isInteger(second) || more.length > 0)
    throw new InvalidArgumentError('expected two whole numbers, e.g. 1280,860.');
  return [first!, second!];
}

function size(text: string): readonly [number, number] {
  const [width, height] = pixels(text);
  if (width < 400 || height < 300) throw new InvalidArgumentError('expected at least 400,300 pixels.');
  return [width, height];
}

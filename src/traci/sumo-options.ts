/**
 * SUMO's command line: what we add to the caller's arguments, and only where the caller has not said it already,
 * because SUMO refuses an option that is given twice, be it once by its long and once by its short name.
 *
 * Used by `launch`. Pure.
 */

/** What is known about where SUMO runs. */
export interface SumoSurroundings {
  readonly port: number;
  /** A window is opened, which waits for its play button unless told otherwise. */
  readonly gui: boolean;
  /** SUMO finds its XML schemas; without them it would look for them on the web and fail. */
  readonly hasHome: boolean;
}

/** Short options without a value, which may be bundled as in `-vS`. */
const BARE_SHORT_OPTIONS = 'vVHWtQGSDT';

/** True when `args` set the option by its long or short name, in any of the forms that SUMO understands. */
export function hasOption(args: readonly string[], long: string, short?: string): boolean {
  return args.some((argument) => {
    if (argument === `--${long}` || argument.startsWith(`--${long}=`)) return true;
    if (short === undefined || !/^-[A-Za-z]/.test(argument)) return false;
    const letters = argument.slice(1).split('');
    const firstWithValue = letters.findIndex((letter) => !BARE_SHORT_OPTIONS.includes(letter));
    const options = firstWithValue < 0 ? letters : letters.slice(0, firstWithValue + 1);
    return options.includes(short);
  });
}

/** The port that the caller's arguments fix, or undefined. */
export function portOf(args: readonly string[]): number | undefined {
  for (const [index, argument] of args.entries()) {
    const match = /^--remote-port(?:=(.*))?$/.exec(argument);
    if (match !== null) return Number(match[1] ?? args[index + 1]);
  }
  return undefined;
}

/** The whole command line, without the program. */
export function sumoArguments(args: readonly string[], surroundings: SumoSurroundings): string[] {
  const added: string[] = [];
  if (portOf(args) === undefined) added.push('--remote-port', String(surroundings.port));
  if (surroundings.gui && !hasOption(args, 'start', 'S')) added.push('--start');
  if (surroundings.gui && !hasOption(args, 'quit-on-end', 'Q')) added.push('--quit-on-end');
  if (!surroundings.hasHome && !hasOption(args, 'xml-validation', 'X')) added.push('--xml-validation', 'never');
  return [...args, ...added];
}

/** What can be chosen about the window. Plain values; `run --gui` fills them in from the command line. */

/** Width and height, or x and y, in pixels. */
export type Pixels = readonly [number, number];

/** Everything may be left out: then the scenario's own settings count, and else the defaults named here. */
export interface ViewerOptions {
  /** Of the whole window. @default 1280 x 860 */
  readonly windowSize?: Pixels;
  /** Of the window's upper left corner. @default the window manager's choice */
  readonly windowPosition?: Pixels;
  /** Wall-clock ms from one step to the next, >= 0; the slider in the window changes it. @default 100 */
  readonly delayMs?: number;
  /** Simulated s at which the window stops as if its stop button had been pressed; multiples of the step length. */
  readonly breakAt?: readonly number[];
  readonly breakAtRounds?: RoundBreaks;
  /** Id of a vehicle that the view follows while it is on the road. */
  readonly follow?: string;
  readonly screenshots?: ScreenshotOptions;
}

/**
 * Rounds after which the run waits. Nobody knows beforehand when a round ends, and sumo-gui cannot be told to stop while it
 * runs; so it is not the window that waits but the next step, and somebody has to say when it is to be made.
 */
export interface RoundBreaks {
  /** Rounds, integers >= 1; the run waits at the end of the step in which one of them is reached. */
  readonly rounds: readonly number[];
  /** What whoever watches has to do to go on, e.g. `press Enter here`. */
  readonly howToGoOn: string;
  /** Resolves when the run is to go on. */
  goOn(): Promise<void>;
}

/** PNG files of the view at regular intervals. */
export interface ScreenshotOptions {
  /** Absolute path of an existing folder. */
  readonly folder: string;
  /** Simulated s from one picture to the next, > 0. */
  readonly everySeconds: number;
}

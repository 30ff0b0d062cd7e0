/** sumo-gui's command line for a run: the caller's wish first, then the scenario's, then our defaults. Pure. */
import type { Pixels, ViewerOptions } from './options.ts';
import type { ScenarioWindow } from './scenario.ts';

const DEFAULT_SIZE: Pixels = [1280, 860];
/** Ten steps a second: fast enough to get on, slow enough to follow a vehicle. */
const DEFAULT_DELAY_MS = 100;

/** Arguments for sumo-gui, and the window's size, which sumo-gui does not tell. */
export interface WindowArguments {
  readonly arguments: readonly string[];
  readonly size: Pixels;
}

/** @param settingsFile - path of the view settings for this run. */
export function windowArguments(
  wish: ViewerOptions,
  { options, settings }: ScenarioWindow,
  settingsFile: string,
): WindowArguments {
  const size = wish.windowSize ?? parsePixels(options.get('window-size')) ?? DEFAULT_SIZE;
  const delay = wish.delayMs ?? options.get('delay') ?? settings.delay ?? DEFAULT_DELAY_MS;
  const breakpoints = wish.breakAt ?? [...listed(options.get('breakpoints')), ...settings.breakpoints];
  return {
    size,
    arguments: [
      ...['--gui-settings-file', settingsFile],
      ...['--window-size', size.join(',')],
      ...(wish.windowPosition === undefined ? [] : ['--window-pos', wish.windowPosition.join(',')]),
      ...['--delay', String(delay)],
      ...(breakpoints.length === 0 ? [] : ['--breakpoints', breakpoints.join(',')]),
    ],
  };
}

function parsePixels(text: string | undefined): Pixels | undefined {
  const [width, height] = listed(text).map(Number);
  return width !== undefined && height !== undefined && width > 0 && height > 0 ? [width, height] : undefined;
}

function listed(text = ''): readonly string[] {
  return text.split(/[,\s]+/).filter((part) => part !== '');
}

/**
 * What a scenario's own SUMO configuration says about the window, so that the run respects it.
 *
 * Source: `sumo-gui --help`, section "GUI Only".
 */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseStringPromise } from 'xml2js';
import { ExperimentError } from '../experiment/errors.ts';
import { NO_SETTINGS, parseSettings, type ScenarioSettings } from './settings.ts';

/** Options of sumo-gui as the configuration has them, by long name. */
export type GuiOptions = ReadonlyMap<string, string>;

/** A scenario's wishes for the window. */
export interface ScenarioWindow {
  readonly options: GuiOptions;
  readonly settings: ScenarioSettings;
}

const LONG_NAMES: Readonly<Record<string, string>> = {
  'gui-settings-file': 'gui-settings-file',
  g: 'gui-settings-file',
  'window-size': 'window-size',
  'window-pos': 'window-pos',
  delay: 'delay',
  d: 'delay',
  breakpoints: 'breakpoints',
  B: 'breakpoints',
};

/**
 * @param configuration - path of the .sumocfg.
 * @throws {ExperimentError} `E_TRAFFIC_FILE` if the view settings that it names cannot be read.
 */
export async function readScenarioWindow(configuration: string): Promise<ScenarioWindow> {
  const options = guiOptions(await parseStringPromise(await readFile(configuration, 'utf8')));
  const name = options.get('gui-settings-file');
  if (name === undefined) return { options, settings: NO_SETTINGS };
  const file = resolve(dirname(configuration), name);
  try {
    return { options, settings: await parseSettings(await readFile(file, 'utf8'), dirname(file)) };
  } catch (cause) {
    const reason = (cause as Error).message.split('\n')[0] ?? '';
    throw new ExperimentError(`${configuration}: gui-settings-file: expected view settings in ${file}: ${reason}`, {
      code: 'E_TRAFFIC_FILE',
      path: 'traffic.config',
      cause,
    });
  }
}

/** The options anywhere in a configuration as xml2js gives it, grouped or not. */
function guiOptions(document: unknown): GuiOptions {
  const found = new Map<string, string>();
  const visit = (name: string, element: unknown): void => {
    if (Array.isArray(element)) {
      for (const one of element) visit(name, one);
      return;
    }
    if (typeof element !== 'object' || element === null) return;
    const { $, ...children } = element as { readonly $?: Readonly<Record<string, string>> };
    const option = LONG_NAMES[name];
    const value = $?.['value'] ?? $?.['v'];
    if (option !== undefined && value !== undefined) found.set(option, value);
    for (const [childName, child] of Object.entries(children)) visit(childName, child);
  };
  visit('', document);
  return found;
}

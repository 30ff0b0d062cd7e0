/** Everything that sumo-gui must be told when it is started: its arguments, and a settings file made for this run. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { windowArguments, type WindowArguments } from './arguments.ts';
import type { ViewerOptions } from './options.ts';
import { readScenarioWindow } from './scenario.ts';
import { settingsXml } from './settings.ts';

/** A window ready to be opened. */
export interface PreparedWindow extends WindowArguments {
  /** Removes the settings file, which nobody needs once sumo-gui has read it. */
  removeSettings(): Promise<void>;
}

/**
 * @param configuration - path of the scenario's .sumocfg.
 * @throws {ExperimentError} the view settings that it names cannot be read; nothing was written.
 */
export async function prepareWindow(configuration: string, options: ViewerOptions): Promise<PreparedWindow> {
  const scenario = await readScenarioWindow(configuration);
  const folder = await mkdtemp(join(tmpdir(), 'edgemlsim-gui-'));
  const file = join(folder, 'view.xml');
  await writeFile(file, settingsXml(scenario.settings));
  return {
    ...windowArguments(options, scenario, file),
    removeSettings: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Public data that tests may use when it is at hand: EDGEMLSIM_DATA, or a folder `shared/data` beside the project. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { sumoTest } from './sumo.ts';

const FOLDER = process.env['EDGEMLSIM_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data');

/** The folder, or undefined when it lacks one of these. */
export function publicData(...names: readonly string[]): string | undefined {
  return names.every((name) => existsSync(resolve(FOLDER, name))) ? FOLDER : undefined;
}

/** A test with real SUMO and public data; skipped, with the reason in its title, where the data is absent. */
export function publicDataTest(
  title: string,
  names: readonly string[],
  implementation: (t: ExecutionContext, folder: string) => Promise<void>,
): void {
  const folder = publicData(...names);
  if (folder === undefined)
    test.skip(`${title} (no ${names.join(', ')} in EDGEMLSIM_DATA)`, (t) => {
      t.pass();
    });
  else sumoTest(title, (t) => implementation(t, folder));
}

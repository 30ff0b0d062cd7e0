/**
 * Where the package's own files are.
 *
 * The built program is bundled: no module may go by the place of its own file, which is another there than in the source.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Whether the program runs from its TypeScript source. */
export const IS_SOURCE: boolean = import.meta.filename.endsWith('.ts');

const ROOT = rootAbove(import.meta.dirname);

/** The package's version, e.g. `1.2.3`. */
export const PACKAGE_VERSION: string = (
  JSON.parse(readFileSync(ownFile('package.json'), 'utf8')) as { readonly version: string }
).version;

/** Path of a file of the package, given from its root, e.g. `scenarios/srds21/experiment.yaml`. */
export function ownFile(path: string): string {
  return join(ROOT, path);
}

/**
 * A module to be started in a process or thread of its own.
 *
 * @param name - from `src`, without extension, e.g. `sweep/run-main`; the built ones are named in `scripts/build.mjs`.
 */
export function ownModule(name: string): URL {
  return pathToFileURL(ownFile(IS_SOURCE ? `src/${name}.ts` : `dist/${name}.js`));
}

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error('package.json of edgemlsim is missing; reinstall the package');
  return rootAbove(above);
}

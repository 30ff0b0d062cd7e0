/** The loader behind `register.mjs`, on Node's thread for such things: finds TypeScript files and has them compiled. */
import { realpathSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compiled } from './compiled.mjs';

/**
 * Sources name each other by files that are there (`./x.ts`): without Node's search, half the time of an import.
 *
 * As with Node, a module is the file itself and not the link that leads there: else it would be loaded once for each.
 *
 * @type {import('node:module').ResolveHook}
 */
export function resolve(specifier, context, nextResolve) {
  const { parentURL } = context;
  if (parentURL === undefined || !/^\.{1,2}\/.*\.ts$/.test(specifier)) return nextResolve(specifier, context);
  const file = fileIfThere(new URL(specifier, parentURL));
  // Node says best what it looked for, and who wanted it.
  if (file === undefined) return nextResolve(specifier, context);
  return { url: pathToFileURL(file).href, format: 'module', shortCircuit: true };
}

/** The path of a file without links in it. */
function fileIfThere(url) {
  try {
    return realpathSync.native(fileURLToPath(url));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** @type {import('node:module').LoadHook} */
export function load(url, context, nextLoad) {
  const { protocol, pathname } = new URL(url);
  if (protocol !== 'file:' || !pathname.endsWith('.ts')) return nextLoad(url, context);
  return { format: 'module', source: compiled(fileURLToPath(url)), shortCircuit: true };
}

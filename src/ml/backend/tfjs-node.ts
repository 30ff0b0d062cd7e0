/**
 * TensorFlow's C library through `@tensorflow/tfjs-node`: the copy that `scripts/build-tfjs-node.mjs` built in the
 * user's cache folder, or the optional package where it installed by itself (docs/decisions/0012).
 *
 * It must have a process to itself: its addon is not safe in a second worker thread (tensorflow/tfjs#8388), and the
 * library takes its settings from the process's environment.
 */
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { LoadedTensorFlow, TensorFlow } from './tensorflow.ts';

const PACKAGE = '@tensorflow/tfjs-node';

/** What the script builds; another version would lie in another folder. */
const BUILT_VERSION = '4.22.0';

/**
 * Settings that the bits of a result depend on. One thread, because the library cuts sums up by their number, whose
 * default is the machine's number of cores. oneDNN, which it uses by default on some processors and not on others:
 * convolutions take 0.6 of the time with it, dense layers the same.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  TF_ENABLE_ONEDNN_OPTS: '1',
};

/** What the package exports beyond TensorFlow.js's own names. */
interface TfjsNode extends TensorFlow {
  readonly version: Readonly<Record<string, string>>;
}

/**
 * Where `scripts/build-tfjs-node.mjs` leaves its result, which it does on Linux only.
 *
 * `src/ml` may not import the search for the cache folder; a test holds this and the script's to the same place.
 */
export function builtTfjsNodeFolder(variables: NodeJS.ProcessEnv = process.env): string {
  const cache =
    variables['EDGEMLSIM_CACHE'] || join(variables['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'edgemlsim');
  return resolve(cache, `tfjs-node-${BUILT_VERSION}`);
}

/** Whether the package lies on the disk at all; it may still fail to load. */
export function isTfjsNodeInstalled(variables: NodeJS.ProcessEnv = process.env): boolean {
  return findPackage(variables) !== undefined;
}

/**
 * Loads the package in this process, whose environment it changes.
 *
 * @throws {Error} if it is not installed, its addon was not built, or libtensorflow does not load.
 */
export function loadTfjsNode(): LoadedTensorFlow {
  const place = findPackage(process.env);
  if (place === undefined) throw new Error(`${PACKAGE} is not installed; npm run build:tfjs-node builds it`);
  const require = createRequire(import.meta.url);
  restoreIsNullOrUndefined(require);
  Object.assign(process.env, SETTINGS);
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'; // warnings and errors only
  const tf = require(place) as TfjsNode;
  const { binding } = tf.backend() as unknown as { readonly binding: { readonly TF_Version: string } };
  const version = tf.version['tfjs-node'] ?? 'of unknown version';
  return { tf, detail: `TensorFlow.js ${version} on libtensorflow ${binding.TF_Version}, one thread` };
}

/** The package's entry point: the copy built on purpose goes before one whose addon may never have been downloaded. */
function findPackage(variables: NodeJS.ProcessEnv): string | undefined {
  const built = join(builtTfjsNodeFolder(variables), 'node_modules', PACKAGE);
  const { resolve: resolvePackage } = createRequire(import.meta.url);
  for (const candidate of process.platform === 'linux' ? [built, PACKAGE] : [PACKAGE]) {
    try {
      return resolvePackage(candidate);
    } catch {
      // Resolution failing is the answer, not an error: the next place.
    }
  }
  return undefined;
}

/** tfjs-node 4.22 still calls `util.isNullOrUndefined`, which Node 23 removed. */
function restoreIsNullOrUndefined(require: NodeJS.Require): void {
  const util = require('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

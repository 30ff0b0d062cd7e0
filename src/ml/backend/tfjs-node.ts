/**
 * TensorFlow's C library through `@tensorflow/tfjs-node`, where that optional package is installed.
 *
 * It must have a process to itself: its addon is not safe in a second worker thread (tensorflow/tfjs#8388).
 */
import { createRequire } from 'node:module';
import type { LoadedTensorFlow, TensorFlow } from './tensorflow.ts';

const PACKAGE = '@tensorflow/tfjs-node';

/** Whether the package lies on the disk at all; it may still fail to load. */
export function isTfjsNodeInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve(PACKAGE);
    return true;
  } catch {
    return false; // resolution failing is the answer, not an error
  }
}

/**
 * Loads the package in this process.
 *
 * @throws {Error} if it is not installed, its addon was not built, or libtensorflow does not load.
 */
export function loadTfjsNode(): LoadedTensorFlow {
  const require = createRequire(import.meta.url);
  restoreIsNullOrUndefined(require);
  const tf = require(PACKAGE) as TensorFlow & { readonly version: Readonly<Record<string, string>> };
  return { tf, detail: `TensorFlow.js ${tf.version['tfjs-node'] ?? 'of unknown version'} on libtensorflow` };
}

/** tfjs-node 4.22 still calls `util.isNullOrUndefined`, which Node 23 removed. */
function restoreIsNullOrUndefined(require: NodeJS.Require): void {
  const util = require('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

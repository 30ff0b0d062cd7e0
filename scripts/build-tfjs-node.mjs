/**
 * Builds the backend `tfjs-node` where the download host of `@tensorflow/tfjs-node` is out of reach:
 *
 *   npm run build:tfjs-node -- [--wheel FILE] [--force | --remove]
 *
 * The package comes from npm, TensorFlow's library and headers from PyPI's `tensorflow-cpu`, and the addon between them
 * is compiled here. The result lies in the user's cache folder, where `src/ml/backend/tfjs-node.ts` looks, so it
 * outlives `npm ci` and serves every checkout. For Linux on x86-64 with g++ and Python 3 (docs/decisions/0012).
 *
 * It says one line on standard error for each thing it does, and exits with 2 when something is missing or fails.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { hostMachine } from './setup/machine.mjs';
import { SetupError } from './setup/setup-error.mjs';
import { buildTfjsNode, removeTfjsNode } from './tfjs-node/build.mjs';

try {
  const { values } = readArguments();
  const machine = {
    ...hostMachine(),
    say: (/** @type {string} */ line) => process.stderr.write(`tfjs-node: ${line}\n`),
  };
  if (values.remove) removeTfjsNode(machine);
  else {
    await buildTfjsNode(machine, {
      recipe: fileURLToPath(new URL('tfjs-node/', import.meta.url)),
      node: process.execPath,
      wheel: values.wheel,
      isForced: values.force,
    });
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`tfjs-node: ${error.message}\n`);
  process.exitCode = 2;
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        wheel: { type: 'string' },
        force: { type: 'boolean', default: false },
        remove: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SetupError(`${reason}; usage: npm run build:tfjs-node -- [--wheel FILE] [--force | --remove]`);
  }
}

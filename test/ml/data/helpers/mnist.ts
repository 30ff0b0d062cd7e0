/**
 * Where real MNIST lies on this machine, if it does: `EDGEMLSIM_DATA`, else `../shared/data` beside the project.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const candidates = [process.env['EDGEMLSIM_DATA'], join(import.meta.dirname, '../../../../../shared/data')];

/** Folder that holds MNIST's four files, or undefined. */
export const mnistFolder = candidates
  .filter((folder) => folder !== undefined)
  .map((folder) => join(folder, 'mnist'))
  .find((folder) => existsSync(join(folder, 'train-images-idx3-ubyte.gz')));

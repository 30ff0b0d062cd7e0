/**
 * Loads CIFAR-10 in its binary version.
 *
 * Used by the registry of data sets. The format, per file 10,000 records:
 * ```
 * record => label:byte red:byte[1024] green:byte[1024] blue:byte[1024]     each colour 32 rows of 32
 * ```
 * Source: Krizhevsky, "Learning multiple layers of features from tiny images", 2009, and the data set's page.
 */
import { join } from 'node:path';
import type { Dataset, Examples } from '../../dataset.ts';
import { takeCount } from '../counts.ts';
import type { Counts } from '../counts.ts';
import { DataError } from '../errors.ts';
import { readRawFile } from '../raw-file.ts';
import type { RawFile } from '../raw-file.ts';
import { sharedBytes } from '../shared-memory.ts';

const CLASSES = 10;
const SIDE = 32;
const CHANNELS = 3;
const PLANE = SIDE * SIDE;
const RECORD = 1 + CHANNELS * PLANE;
/** The files hold 10,000 records each; ten times that leaves room for kin in the same format. */
const MOST_BYTES = 100_000 * RECORD;

/** Names of the files, as in the published archive. */
export const CIFAR_FILES = {
  train: [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`),
  test: ['test_batch.bin'],
} as const;
/** The folder into which the published archive unpacks; the files may also lie in the data set's folder itself. */
const ARCHIVE_FOLDER = 'cifar-10-batches-bin';

/** Where a file may lie in the data set's folder. */
export function cifarPaths(name: string): readonly string[] {
  return [name, join(ARCHIVE_FOLDER, name)];
}

/**
 * Loads the first examples of CIFAR-10.
 *
 * @param folder - holds the six `.bin` files, or `cifar-10-batches-bin/` with them.
 * @returns Images of shape [32, 32, 3], colours last, as uint8 with scale 1/255, in shared memory.
 * @throws {DataError} `E_DATA_NOT_FOUND` if a file is missing; `E_DATA_FORMAT` if one is no whole number of records or
 *   holds a label above 9; `E_DATA_REQUEST` if more examples are asked for than are stored.
 */
export async function loadCifar10(folder: string, counts: Counts): Promise<Dataset> {
  const [train, test] = await Promise.all([
    readSplit(folder, 'train', counts.train),
    readSplit(folder, 'test', counts.test),
  ]);
  return { name: 'cifar-10', classes: CLASSES, featureShape: [SIDE, SIDE, CHANNELS], train, test };
}

async function readSplit(folder: string, split: 'train' | 'test', asked: number | undefined): Promise<Examples> {
  const files = await Promise.all(CIFAR_FILES[split].map((name) => readRawFile(folder, cifarPaths(name), MOST_BYTES)));
  const stored = files.reduce((sum, file) => sum + recordsIn(file), 0);
  const count = takeCount(`${folder}: ${split}`, asked, stored);
  const features = sharedBytes(count * CHANNELS * PLANE);
  const labels = sharedBytes(count);
  let example = 0;
  for (const file of files) {
    for (let record = 0; record < recordsIn(file) && example < count; record++, example++) {
      labels[example] = labelOf(file, record);
      interleave(file.bytes, record * RECORD + 1, features.subarray(example * CHANNELS * PLANE));
    }
  }
  return { count, features, scale: 1 / 255, labels };
}

function recordsIn({ path, bytes }: RawFile): number {
  if (bytes.length === 0 || bytes.length % RECORD !== 0)
    throw new DataError('E_DATA_FORMAT', `${path}: expected records of ${RECORD} bytes, got ${bytes.length} bytes`);
  return bytes.length / RECORD;
}

function labelOf({ path, bytes }: RawFile, record: number): number {
  const label = bytes[record * RECORD]!;
  if (label >= CLASSES)
    throw new DataError('E_DATA_FORMAT', `${path}: label of record ${record}: expected 0 to 9, got ${label}`);
  return label;
}

/** Red, green and blue planes to pixels of three bytes, the order that convolutions of TensorFlow.js take. */
function interleave(bytes: Uint8Array, start: number, out: Uint8Array): void {
  for (let pixel = 0; pixel < PLANE; pixel++) {
    for (let channel = 0; channel < CHANNELS; channel++)
      out[pixel * CHANNELS + channel] = bytes[start + channel * PLANE + pixel]!;
  }
}

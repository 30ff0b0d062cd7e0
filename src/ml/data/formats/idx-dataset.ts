/**
 * Loads MNIST, Fashion-MNIST and whatever else comes as their four IDX files.
 *
 * Used by the registry of data sets; also by anyone who has such files of their own.
 */
import type { Dataset, Examples } from '../../dataset.ts';
import { takeCount } from '../counts.ts';
import type { Counts } from '../counts.ts';
import { DataError } from '../errors.ts';
import { readRawFile } from '../raw-file.ts';
import { shareBytes } from '../shared-memory.ts';
import { parseIdx } from './idx.ts';
import type { IdxArray } from './idx.ts';

/** Room for 300,000 images of 28 x 28, five times MNIST. */
const MOST_BYTES = 256 * 2 ** 20;

/** The four files, without `.gz`; some distributions write a dot for the first hyphen of `idx`. */
const FILES = {
  train: { images: fileNames('train-images', 3), labels: fileNames('train-labels', 1) },
  test: { images: fileNames('t10k-images', 3), labels: fileNames('t10k-labels', 1) },
} as const;

/** What to load. */
export interface IdxOptions extends Counts {
  /** Name of the data set, as results will show it. */
  readonly name: string;
  /** Folder that holds the four files, gzipped or not. */
  readonly folder: string;
  /** Number of classes: labels must be less. @defaultValue 10 */
  readonly classes?: number;
}

/** The four files, each under the names that are in use for it. */
export const IDX_FILES: readonly (readonly string[])[] = Object.values(FILES).flatMap(({ images, labels }) => [
  images,
  labels,
]);

/**
 * Loads the first examples of the four IDX files in a folder.
 *
 * @returns Images of shape [rows, columns, 1] as uint8 with scale 1/255, in shared memory.
 * @throws {DataError} `E_DATA_NOT_FOUND` if a file is missing; `E_DATA_FORMAT` if one is malformed or two disagree;
 *   `E_DATA_REQUEST` if more examples are asked for than are stored.
 */
export async function loadIdxDataset(options: IdxOptions): Promise<Dataset> {
  const { name, folder, classes = 10 } = options;
  // All four at once: unpacking happens in Node's thread pool.
  const [train, test] = await Promise.all([
    readSplit(folder, 'train', { classes, count: options.train }),
    readSplit(folder, 'test', { classes, count: options.test }),
  ]);
  if (train.shape.join() !== test.shape.join())
    throw new DataError(
      'E_DATA_FORMAT',
      `${folder}: test images: expected ${train.shape.join(' x ')} like the training images, got ${test.shape.join(' x ')}`,
    );
  return { name, classes, featureShape: [...train.shape, 1], train: train.examples, test: test.examples };
}

async function readSplit(
  folder: string,
  split: 'train' | 'test',
  want: { readonly classes: number; readonly count: number | undefined },
): Promise<{ readonly examples: Examples; readonly shape: readonly number[] }> {
  const [imageFile, labelFile] = await Promise.all([
    readRawFile(folder, FILES[split].images, MOST_BYTES),
    readRawFile(folder, FILES[split].labels, MOST_BYTES),
  ]);
  const images = parseIdx(imageFile, 3);
  const labels = parseIdx(labelFile, 1);
  const [stored, ...shape] = images.dimensions as [number, ...number[]];
  if (labels.dimensions[0] !== stored)
    throw new DataError(
      'E_DATA_FORMAT',
      `${labelFile.path}: expected ${stored} labels, one for each image of ${imageFile.path}, got ${labels.dimensions[0]}`,
    );
  checkLabels(labelFile.path, labels, want.classes);
  const count = takeCount(`${imageFile.path}: ${split}`, want.count, stored);
  const examples = {
    count,
    features: shareBytes(images.values.subarray(0, (count * images.values.length) / stored)),
    scale: 1 / 255,
    labels: shareBytes(labels.values.subarray(0, count)),
  };
  return { examples, shape };
}

function checkLabels(path: string, labels: IdxArray, classes: number): void {
  const index = labels.values.findIndex((label) => label >= classes);
  if (index >= 0)
    throw new DataError(
      'E_DATA_FORMAT',
      `${path}: label ${index}: expected 0 to ${classes - 1}, got ${labels.values[index]}`,
    );
}

function fileNames(stem: string, rank: number): readonly string[] {
  return [`${stem}-idx${rank}-ubyte`, `${stem}.idx${rank}-ubyte`];
}

/**
 * What there is to know about each data set without loading it, and whether this machine has it: for `edgemlsim data list` and
 * `edgemlsim data info`.
 */
import { locateData } from './locate.ts';
import type { DataPlaces } from './locate.ts';
import type { Dataset, Examples } from '../dataset.ts';
import { DIGITS_LIMITS } from './digits/generate.ts';
import { DataError } from './errors.ts';
import { sources } from './fetch/sources.ts';
import type { FetchableDataset } from './fetch/sources.ts';
import { CIFAR_FILES, cifarPaths } from './formats/cifar.ts';
import { IDX_FILES } from './formats/idx-dataset.ts';
import { hasRawFile } from './raw-file.ts';
import type { DatasetName } from './spec.ts';

/** A data set as the catalogue describes it. */
export interface CatalogueEntry {
  readonly set: Exclude<DatasetName, 'csv'>;
  /** One line. */
  readonly title: string;
  readonly classes: number;
  /** Shape of one example. */
  readonly featureShape: readonly number[];
  /** Most examples there are. */
  readonly train: number;
  readonly test: number;
  /** Who made it and where it is described. */
  readonly origin: string;
  /** Terms of use as its makers or distributors state them. */
  readonly licence: string;
  /** Whether `data fetch` can bring it; otherwise it needs no fetching. */
  readonly fetchable: boolean;
  /** Bytes to download; 0 if it is made here. */
  readonly downloadBytes: number;
}

/** All data sets that have a name. Data of one's own is loaded as `csv`, or as IDX files in the place of `mnist`. */
export const catalogue: readonly CatalogueEntry[] = [
  {
    set: 'digits',
    title: 'Handwritten-like digits, drawn by the program',
    classes: 10,
    featureShape: [28, 28, 1],
    ...DIGITS_LIMITS,
    origin: 'EdgeMLSim',
    licence: 'Apache-2.0',
    fetchable: false,
    downloadBytes: 0,
  },
  {
    set: 'mnist',
    title: 'MNIST, scanned handwritten digits',
    classes: 10,
    featureShape: [28, 28, 1],
    train: 60_000,
    test: 10_000,
    origin: 'LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to document recognition, 1998',
    licence: 'commonly stated as CC BY-SA 3.0',
    ...download('mnist'),
  },
  {
    set: 'fashion-mnist',
    title: 'Fashion-MNIST, pictures of clothes',
    classes: 10,
    featureShape: [28, 28, 1],
    train: 60_000,
    test: 10_000,
    origin: 'Xiao, Rasul, Vollgraf: Fashion-MNIST, arXiv:1708.07747, 2017',
    licence: 'MIT',
    ...download('fashion-mnist'),
  },
  {
    set: 'cifar-10',
    title: 'CIFAR-10, small colour photographs',
    classes: 10,
    featureShape: [32, 32, 3],
    train: 50_000,
    test: 10_000,
    origin: 'Krizhevsky: Learning multiple layers of features from tiny images, 2009',
    licence: 'none stated by its author',
    ...download('cifar-10'),
  },
];

/**
 * Where a data set lies on this machine.
 *
 * @returns Its folder; `built-in` if it needs none; undefined if it is in no place.
 * @throws {DataError} `E_DATA_REQUEST` if `--data` is no folder or a place cannot be looked at.
 */
export async function findDataset(entry: CatalogueEntry, places: DataPlaces): Promise<string | undefined> {
  if (!entry.fetchable) return 'built-in';
  try {
    return await locateData(entry.set, places);
  } catch (error) {
    if (error instanceof DataError && error.code === 'E_DATA_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Files of the data sets that are looked for in a folder, each under the names that are in use for it. */
const FILES: Readonly<Record<FetchableDataset, readonly (readonly string[])[]>> = {
  mnist: IDX_FILES,
  'fashion-mnist': IDX_FILES,
  'cifar-10': [...CIFAR_FILES.train, ...CIFAR_FILES.test].map(cifarPaths),
};

/**
 * Whether all files of a data set are there, as they are not while it is being fetched; nothing is read.
 *
 * @param folder - where `findDataset` found it.
 */
export async function isDatasetComplete({ set, fetchable }: CatalogueEntry, folder: string): Promise<boolean> {
  if (!fetchable) return true;
  const found = await Promise.all(FILES[set as FetchableDataset].map((names) => hasRawFile(folder, names)));
  return found.every(Boolean);
}

/** Figures of a loaded split. */
export interface SplitSummary {
  readonly count: number;
  /** Examples of each class, shape [classes]. */
  readonly histogram: readonly number[];
  /** Mean and standard deviation over all features of all examples, after scaling. */
  readonly mean: number;
  readonly standardDeviation: number;
}

/** Figures of a loaded data set, for `data info`. */
export function summarise(dataset: Dataset): { readonly train: SplitSummary; readonly test: SplitSummary } {
  return { train: summariseSplit(dataset.train, dataset.classes), test: summariseSplit(dataset.test, dataset.classes) };
}

function summariseSplit(examples: Examples, classes: number): SplitSummary {
  const { count, features, scale, labels } = examples;
  const histogram = new Array<number>(classes).fill(0);
  for (const label of labels) histogram[label]!++;
  let sum = 0;
  for (const value of features) sum += value;
  const mean = sum / features.length;
  let squares = 0;
  for (const value of features) squares += (value - mean) * (value - mean);
  return { count, histogram, mean: scale * mean, standardDeviation: scale * Math.sqrt(squares / features.length) };
}

function download(set: FetchableDataset): { readonly fetchable: true; readonly downloadBytes: number } {
  return { fetchable: true, downloadBytes: sources[set].reduce((sum, { bytes }) => sum + bytes, 0) };
}

/**
 * The data set `digits`: handwritten-like digits that the program draws itself, so that nothing has to be downloaded.
 *
 * Used by the registry of data sets. Example i of a split depends on (seed, split, i) alone: a smaller set is the
 * beginning of a larger one. Labels are drawn uniformly, so classes are about, not exactly, equally frequent.
 */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createRandom } from '../../../random.ts';
import type { Dataset, Examples } from '../../dataset.ts';
import { DataError } from '../errors.ts';
import { sharedBytes } from '../shared-memory.ts';
import { readCache, writeCache } from './cache.ts';
import { DIGIT_CLASSES, DIGIT_PIXELS, drawDigit } from './draw.ts';
import { SIDE } from './hand.ts';

/** Changes whenever the same seed would draw other bytes: it names the cache file. A test pins the bytes to it. */
export const DIGITS_VERSION = 1;

/** The most examples of each split, as in MNIST. */
export const DIGITS_LIMITS = { train: 60_000, test: 10_000 } as const;

/** Images drawn between two moments at which the program may answer to signals: some 50 ms of work. */
const BURST = 1000;

/** What to draw. */
export interface DigitsOptions {
  /** Training examples, 1 to 60,000. */
  readonly train: number;
  /** Test examples, 1 to 10,000. */
  readonly test: number;
  /** Seed of the data set (not of the run), an integer >= 0. */
  readonly seed: number;
  /** Folder in which drawn digits are kept; without it they are drawn every time. */
  readonly cacheDir?: string | undefined;
  /** Told, in one line, when the cache could not be used; the digits are drawn all the same. */
  readonly onNotice?: ((message: string) => void) | undefined;
}

/**
 * Draws the data set, or reads it from the cache if the same was drawn before.
 *
 * @returns Images of shape [28, 28, 1], uint8 with scale 1/255, white on black.
 * @throws {DataError} `E_DATA_REQUEST` if a count or the seed is out of range.
 */
export async function drawDigits(options: DigitsOptions): Promise<Dataset> {
  checkCount('train', options.train);
  checkCount('test', options.test);
  if (!Number.isSafeInteger(options.seed) || options.seed < 0)
    throw new DataError('E_DATA_REQUEST', `digits: seed: expected an integer >= 0, got ${options.seed}`);
  const train = emptyExamples(options.train);
  const test = emptyExamples(options.test);
  const arrays = [train.features, train.labels, test.features, test.labels];
  const name = `digits-v${DIGITS_VERSION}-s${options.seed}-${options.train}+${options.test}.bin`;
  const file = options.cacheDir === undefined ? undefined : join(options.cacheDir, name);
  if (file === undefined || !(await attempt('read', () => readCache(file, arrays), options))) {
    await drawSplit('train', train, options.seed);
    await drawSplit('test', test, options.seed);
    if (file !== undefined) await attempt('write', () => writeCache(file, arrays), options);
  }
  return { name: 'digits', classes: DIGIT_CLASSES, featureShape: [SIDE, SIDE, 1], train, test };
}

type DrawnExamples = Examples & { readonly features: Uint8Array };

function emptyExamples(count: number): DrawnExamples {
  return { count, features: sharedBytes(count * DIGIT_PIXELS), scale: 1 / 255, labels: sharedBytes(count) };
}

/** Draws all examples of a split, in place. */
async function drawSplit(split: 'train' | 'test', examples: DrawnExamples, seed: number): Promise<void> {
  const random = createRandom(seed);
  for (let index = 0; index < examples.count; index++) {
    const stream = random.stream('digits', split, index);
    const label = stream.integer(DIGIT_CLASSES);
    examples.labels[index] = label;
    examples.features.set(drawDigit(label, stream), index * DIGIT_PIXELS);
    if (index % BURST === BURST - 1) await setImmediate();
  }
}

/** The cache is a convenience: when the disk fails, say so and go on without it. */
async function attempt<T>(what: string, act: () => Promise<T>, options: DigitsOptions): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    options.onNotice?.(`digits: could not ${what} the cache in ${options.cacheDir}: ${(error as Error).message}`);
    return undefined;
  }
}

function checkCount(split: 'train' | 'test', count: number): void {
  const most = DIGITS_LIMITS[split];
  if (!Number.isInteger(count) || count < 1 || count > most)
    throw new DataError('E_DATA_REQUEST', `digits: ${split}: expected an integer from 1 to ${most}, got ${count}`);
}

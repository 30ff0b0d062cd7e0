/**
 * What a data set of a plugin is: a name, options, and a function that loads examples; they are checked and put into
 * memory that threads share before anybody sees them.
 */
import type { z } from 'zod';
import { parseOptions } from '../definitions.ts';
import { featureCount, type Dataset, type Examples } from '../dataset.ts';
import { DataError } from './errors.ts';
import { shareBytes, sharedFloats } from './shared-memory.ts';

/** Examples as a plugin gives them. */
export interface ExamplesContent {
  /** Shape [count x features], row by row, count >= 1; floats must be finite. Copied. */
  readonly features: Uint8Array | Float32Array;
  /** What stored values are multiplied by, dimensionless, e.g. 1 / 255 for pixels. @default 1 */
  readonly scale?: number;
  /** Shape [count]: class index in [0, classes). Copied. */
  readonly labels: ArrayLike<number>;
}

/** A data set as a plugin gives it. */
export interface DatasetContent {
  /** 2 to 256. */
  readonly classes: number;
  /** Shape of one example, e.g. [28, 28, 1]. */
  readonly featureShape: readonly number[];
  readonly train: ExamplesContent;
  readonly test: ExamplesContent;
}

/** What a plugin's loader is given beside its options. */
export interface DatasetContext {
  /**
   * Path of a file or folder in one of the places where data is looked for.
   *
   * @param path - relative; cannot lead out of these places.
   * @throws {DataError} `E_DATA_NOT_FOUND`, `E_DATA_REQUEST`.
   */
  readonly locate: (path: string) => Promise<string>;
  /** Told, in one line, of what the user may want to know though it is no error. */
  readonly onNotice?: ((message: string) => void) | undefined;
}

/** A data set that can be loaded from options. */
export interface DatasetDefinition {
  readonly name: string;
  /** One sentence for tables and help texts. */
  readonly summary: string;
  /** Strict object with defaults and descriptions; without keys `set` and `name`, which stand beside the options. */
  readonly options: z.ZodObject;
  /**
   * @throws {DataError} `E_DATA_REQUEST` if the options do not fit; `E_DATA_FORMAT` if what was loaded is no data set.
   */
  create(options: unknown, context: DatasetContext): Promise<Dataset>;
}

/**
 * Ties a schema to a loader. Draw random examples from `createRandom(seed)` with a seed among the options, so that all runs
 * see the same data.
 */
export function defineDataset<Options extends z.ZodObject>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly options: Options;
  load(options: z.infer<Options>, context: DatasetContext): DatasetContent | Promise<DatasetContent>;
}): DatasetDefinition {
  const { name, summary, options } = definition;
  return {
    name,
    summary,
    options,
    create: async (given, context) => {
      const fail = (message: string): DataError => new DataError('E_DATA_REQUEST', `data set ${message}`);
      return checkedDataset(name, await definition.load(parseOptions(definition, given, fail), context));
    },
  };
}

const MAX_CLASSES = 256; // labels are bytes

function checkedDataset(name: string, content: DatasetContent): Dataset {
  const { classes, featureShape, train, test } = content;
  if (!Number.isInteger(classes) || classes < 2 || classes > MAX_CLASSES)
    throw malformed(name, `classes: expected an integer in [2, ${MAX_CLASSES}], got ${classes}`);
  if (featureShape.length === 0 || !featureShape.every((size) => Number.isInteger(size) && size >= 1))
    throw malformed(name, `featureShape: expected integers >= 1, got [${featureShape.join(', ')}]`);
  const split = (which: 'train' | 'test', examples: ExamplesContent): Examples =>
    checkedExamples(`${name}: ${which}`, examples, { classes, features: featureCount(content) });
  return { name, classes, featureShape: [...featureShape], train: split('train', train), test: split('test', test) };
}

function checkedExamples(
  where: string,
  { features: given, scale = 1, labels: classes }: ExamplesContent,
  expected: { readonly classes: number; readonly features: number },
): Examples {
  const count = classes.length;
  if (count < 1) throw malformed(where, 'labels: expected at least one, got none');
  if (given.length !== count * expected.features)
    throw malformed(
      where,
      `features: expected ${expected.features} for each of the ${count} labels, got ${given.length} in all`,
    );
  if (!Number.isFinite(scale) || scale === 0) throw malformed(where, `scale: expected a number but 0, got ${scale}`);
  const odd = Array.from(classes).findIndex(
    (label) => !Number.isInteger(label) || label < 0 || label >= expected.classes,
  );
  if (odd >= 0)
    throw malformed(where, `labels[${odd}]: expected a class below ${expected.classes}, got ${classes[odd]!}`);
  const labels = shareBytes(Uint8Array.from(classes));
  if (given instanceof Uint8Array) return { count, features: shareBytes(given), scale, labels };
  const infinite = given.findIndex((value) => !Number.isFinite(value));
  if (infinite >= 0) throw malformed(where, `features[${infinite}]: expected a finite number, got ${given[infinite]!}`);
  const features = sharedFloats(given.length);
  features.set(given);
  return { count, features, scale, labels };
}

function malformed(where: string, message: string): DataError {
  return new DataError('E_DATA_FORMAT', `data set ${where}: ${message}; correct the plugin`);
}

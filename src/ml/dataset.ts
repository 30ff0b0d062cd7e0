/**
 * What a data set looks like once it is in memory. Loaders make one, the gradient engine and the simulator read it.
 *
 * Features and labels lie over SharedArrayBuffers, so that every computing thread reads them without a copy.
 */

/** Labelled examples, stored as they came and scaled when a batch is assembled. */
export interface Examples {
  /** Number of examples. */
  readonly count: number;
  /** Shape [count x featureCount], row by row, over a SharedArrayBuffer; a feature's value is `stored x scale`. */
  readonly features: Uint8Array | Float32Array;
  /** Dimensionless factor, e.g. 1/255 for pixels. */
  readonly scale: number;
  /** Shape [count]: class index in [0, classes), over a SharedArrayBuffer. */
  readonly labels: Uint8Array;
}

/** A classification task: examples to learn from and others to test with. */
export interface Dataset {
  readonly name: string;
  /** Number of classes, 2 to 256. */
  readonly classes: number;
  /** Shape of one example without the batch, e.g. [28, 28]; its product is the feature count. */
  readonly featureShape: readonly number[];
  readonly train: Examples;
  readonly test: Examples;
  /** Test examples with a backdoor's trigger, labelled as the adversary wants them; made by `withTrigger`. */
  readonly triggered?: Examples;
}

/** What an evaluation may be made on. */
export type Split = 'train' | 'test' | 'triggered';

/** The part of a data set that a model's shape depends on. */
export type DatasetShape = Pick<Dataset, 'classes' | 'featureShape'>;

/** Number of stored values per example: the product of `featureShape` (1 for an empty shape). */
export function featureCount(dataset: Pick<Dataset, 'featureShape'>): number {
  return dataset.featureShape.reduce((product, size) => product * size, 1);
}

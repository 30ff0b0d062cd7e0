/**
 * A dense network in plain double precision, written for reading: what the engines' results are compared with.
 *
 * It shares no code with them but the layout of the parameters.
 */
import type { Dataset, Examples } from '../../../src/ml/dataset.ts';
import { parameterLayout } from '../../../src/ml/parameters.ts';
import type { DenseModelSpec } from '../../../src/ml/model.ts';
import { createRandom } from '../../../src/random.ts';

/** Logits of one example at `parameters` (any precision). */
export function referenceLogits(
  model: DenseModelSpec,
  dataset: Dataset,
  parameters: ArrayLike<number>,
  input: readonly number[],
): readonly number[] {
  const { tensors } = parameterLayout(model, dataset);
  let values = input;
  for (let l = 0; l < tensors.length; l += 2) {
    const weights = tensors[l]!;
    const biases = tensors[l + 1]!;
    const sums = Array.from({ length: biases.size }, (_, column) => {
      let sum = parameters[biases.offset + column]!;
      for (const [row, value] of values.entries()) {
        sum += value * parameters[weights.offset + row * biases.size + column]!;
      }
      return sum;
    });
    values = l + 2 < tensors.length ? sums.map((sum) => Math.max(sum, 0)) : sums;
  }
  return values;
}

/** Mean loss of a batch in nats. */
export function referenceLoss(
  model: DenseModelSpec,
  dataset: Dataset,
  parameters: ArrayLike<number>,
  examples: readonly number[],
): number {
  const losses = examples.map((index) => {
    const logits = referenceLogits(model, dataset, parameters, inputOf(dataset.train, index, dataset));
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
    return Math.log(total) - logits[dataset.train.labels[index]!]!;
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** Central difference quotients of the batch's mean loss by the chosen coordinates. */
export function referenceGradient(
  model: DenseModelSpec,
  dataset: Dataset,
  parameters: Float32Array,
  { examples, coordinates }: { readonly examples: readonly number[]; readonly coordinates: readonly number[] },
): readonly number[] {
  // The error of the quotient is about STEP^2 and 1e-16 / STEP: both are far below float32's resolution here.
  const STEP = 1e-5;
  const point = Float64Array.from(parameters);
  return coordinates.map((coordinate) => {
    const centre = point[coordinate]!;
    point[coordinate] = centre + STEP;
    const above = referenceLoss(model, dataset, point, examples);
    point[coordinate] = centre - STEP;
    const below = referenceLoss(model, dataset, point, examples);
    point[coordinate] = centre;
    return (above - below) / (2 * STEP);
  });
}

/** Scaled features of one example. */
export function inputOf(examples: Examples, index: number, dataset: Dataset): readonly number[] {
  const features = dataset.featureShape.reduce((product, size) => product * size, 1);
  return Array.from(examples.features.subarray(index * features, (index + 1) * features), (v) => v * examples.scale);
}

/** Options of `sampleDataset`. */
export interface SampleOptions {
  readonly featureShape?: readonly number[];
  readonly classes?: number;
  readonly trainCount?: number;
  readonly testCount?: number;
  /** Bytes with scale 1/255, all columns used or most columns mostly zero, or normal deviates with scale 0.5. */
  readonly stored?: 'bytes' | 'sparse' | 'floats';
}

/** A data set of random examples in shared memory, the same at every call. */
export function sampleDataset(options: SampleOptions = {}): Dataset {
  const { featureShape = [4, 3], classes = 3, trainCount = 40, testCount = 30, stored = 'bytes' } = options;
  const features = featureShape.reduce((product, size) => product * size, 1);
  const split = (name: string, count: number): Examples => {
    const stream = createRandom(11).stream('sample', name);
    const labels = new Uint8Array(new SharedArrayBuffer(count));
    for (let index = 0; index < count; index++) labels[index] = stream.integer(classes);
    if (stored !== 'floats') {
      const bytes = new Uint8Array(new SharedArrayBuffer(count * features));
      for (let index = 0; index < bytes.length; index++) {
        const isUsed = stored === 'bytes' || (index % features) % 3 === 1 || stream.integer(10) === 0;
        if (isUsed) bytes[index] = stream.integer(256);
      }
      return { count, features: bytes, scale: 1 / 255, labels };
    }
    const floats = new Float32Array(new SharedArrayBuffer(4 * count * features));
    for (let index = 0; index < floats.length; index++) floats[index] = stream.normal();
    return { count, features: floats, scale: 0.5, labels };
  };
  return { name: 'sample', classes, featureShape, train: split('train', trainCount), test: split('test', testCount) };
}

/** Largest absolute difference divided by the largest absolute value of `expected`. */
export function relativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0;
  let largest = 0;
  for (let index = 0; index < expected.length; index++) {
    // Math.max keeps a NaN, so that one never passes for agreement.
    difference = Math.max(difference, Math.abs(actual[index]! - expected[index]!));
    largest = Math.max(largest, Math.abs(expected[index]!));
  }
  return difference / largest;
}

/**
 * What a model is made of, before any number is drawn.
 *
 * `parameters.ts` lays its tensors out in one flat vector; the engines under `engine/` compute with it.
 */
import { featureCount, type DatasetShape } from './dataset.ts';
import { UsageError } from '../errors.ts';

/**
 * Fully connected layers with ReLU between them and softmax cross-entropy at the end.
 *
 * Weights start Glorot-uniform, biases at zero. An empty `hidden` is softmax regression.
 */
export interface DenseModelSpec {
  readonly kind: 'dense';
  /** Widths of the hidden layers, first to last; each an integer >= 1. */
  readonly hidden: readonly number[];
}

/** Every kind of model; told apart by `kind`. */
export type ModelSpec = DenseModelSpec;

/** One fully connected layer: outputs = inputs x weights + biases. */
export interface DenseLayer {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
}

/** A model that cannot be built for a data set. */
export class ModelError extends UsageError {}

const MAX_CLASSES = 256; // labels are bytes

/**
 * The layers of a dense model for data of this shape, input side first.
 *
 * @returns One record for each hidden layer and one for the output layer, named `dense1`, `dense2`, ...
 * @throws {ModelError} `E_MODEL` if a width, the number of classes or the feature shape is no integer in its range.
 * @example
 * denseLayers({ kind: 'dense', hidden: [128] }, { classes: 10, featureShape: [28, 28] })
 * // -> [{ name: 'dense1', inputs: 784, outputs: 128 }, { name: 'dense2', inputs: 128, outputs: 10 }]
 */
export function denseLayers(spec: DenseModelSpec, shape: DatasetShape): readonly DenseLayer[] {
  for (const [index, width] of spec.hidden.entries()) requireWidth(width, `hidden[${index}]`);
  for (const [index, size] of shape.featureShape.entries()) requireWidth(size, `featureShape[${index}]`);
  if (!Number.isInteger(shape.classes) || shape.classes < 2 || shape.classes > MAX_CLASSES) {
    throw modelError(`classes: expected an integer in [2, ${MAX_CLASSES}], got ${shape.classes}`, 'classes');
  }
  const widths = [featureCount(shape), ...spec.hidden, shape.classes];
  return widths.slice(1).map((outputs, index) => ({ name: `dense${index + 1}`, inputs: widths[index]!, outputs }));
}

function requireWidth(width: number, path: string): void {
  if (!Number.isSafeInteger(width) || width < 1) {
    throw modelError(`${path}: expected an integer >= 1, got ${width}; correct the model or the data set`, path);
  }
}

function modelError(message: string, path: string): ModelError {
  return new ModelError(message, { code: 'E_MODEL', path });
}

/**
 * What a model is made of, before any number is drawn.
 *
 * `model-layers.ts` works out its layers and shapes, `parameters.ts` lays its tensors out in one flat vector, the
 * computers under `engine/` compute with it.
 */
import { featureCount, type DatasetShape } from './dataset.ts';
import { UsageError } from '../errors.ts';
import type { NetworkLayer } from './model-layers.ts';

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

/** What follows the sums of a layer, coordinate by coordinate. */
export type Activation = 'linear' | 'relu' | 'tanh' | 'sigmoid' | 'elu';

/** A square convolution with biases over channels-last images. */
export interface ConvolutionSpec {
  readonly type: 'convolution';
  /** Output channels, >= 1. */
  readonly filters: number;
  /** Side of the filter in pixels, >= 1. */
  readonly size: number;
  /** Pixels, >= 1. @default 1 */
  readonly stride?: number;
  /** same: as many positions as pixels at stride 1, zeros beyond the border. @default 'valid' */
  readonly padding?: 'valid' | 'same';
  /** @default 'relu' */
  readonly activation?: Activation;
}

/** Square pooling, without hanging over the border. */
export interface PoolingSpec {
  readonly type: 'pooling';
  /** @default 'max' */
  readonly pool?: 'max' | 'average';
  /** Side of the window in pixels, >= 1. @default 2 */
  readonly size?: number;
  /** Pixels, >= 1. @default `size` */
  readonly stride?: number;
}

/** A fully connected hidden layer. */
export interface FullyConnectedSpec {
  readonly type: 'dense';
  readonly units: number;
  /** @default 'relu' */
  readonly activation?: Activation;
}

/**
 * A convolutional network: the layers listed, first to last, then a fully connected one to the classes, with softmax
 * cross-entropy at the end. Images without channels, [height, width], get one.
 */
export interface CnnModelSpec {
  readonly kind: 'cnn';
  /** Convolutions and poolings before fully connected layers. */
  readonly layers: readonly (ConvolutionSpec | PoolingSpec | FullyConnectedSpec)[];
}

/** A model read from a TensorFlow.js LayersModel file; made by `readLayersModel`. */
export interface LayersModelSpec {
  readonly kind: 'layers-model';
  /** Where it came from, for messages. */
  readonly path: string;
  /** Shape of one example, without the batch. */
  readonly inputShape: readonly number[];
  /** Its layers; the last one gives logits. */
  readonly layers: readonly NetworkLayer[];
  /** The file's weights, float32 of shape [d], as the starting point; absent where it has none. */
  readonly initial?: Float32Array;
}

/** Every kind of model; told apart by `kind`. */
export type ModelSpec = DenseModelSpec | CnnModelSpec | LayersModelSpec;

/**
 * The network of LeCun et al., "Gradient-based learning applied to document recognition" (1998), figure 2, as it is built
 * today: ReLU, maximum pooling, every channel connected, softmax. 61,706 parameters for [28, 28] and 10 classes.
 */
export const LENET: CnnModelSpec = {
  kind: 'cnn',
  layers: [
    { type: 'convolution', filters: 6, size: 5, padding: 'same' },
    { type: 'pooling' },
    { type: 'convolution', filters: 16, size: 5 },
    { type: 'pooling' },
    { type: 'dense', units: 120 },
    { type: 'dense', units: 84 },
  ],
};

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
  for (const [index, width] of spec.hidden.entries()) requireSize(width, `hidden[${index}]`);
  requireDatasetShape(shape);
  const widths = [featureCount(shape), ...spec.hidden, shape.classes];
  return widths.slice(1).map((outputs, index) => ({ name: `dense${index + 1}`, inputs: widths[index]!, outputs }));
}

/** @throws {ModelError} `E_MODEL` if the number of classes or the feature shape is no integer in its range. */
export function requireDatasetShape({ classes, featureShape }: DatasetShape): void {
  for (const [index, size] of featureShape.entries()) requireSize(size, `featureShape[${index}]`);
  if (!Number.isInteger(classes) || classes < 2 || classes > MAX_CLASSES) {
    throw modelError(`classes: expected an integer in [2, ${MAX_CLASSES}], got ${classes}`, 'classes');
  }
}

/** @throws {ModelError} `E_MODEL` if it is no integer >= 1. */
export function requireSize(size: number, path: string): void {
  if (!Number.isSafeInteger(size) || size < 1) {
    throw modelError(`${path}: expected an integer >= 1, got ${size}; correct the model or the data set`, path);
  }
}

/** @param path - where in the model it lies, e.g. `layers[2].size`. */
export function modelError(message: string, path: string): ModelError {
  return new ModelError(message, { code: 'E_MODEL', path });
}

/**
 * Any kind of model as one list of layers with all shapes worked out, for parameters, computers and export alike.
 */
import { featureCount, type DatasetShape } from './dataset.ts';
import { denseLayers, modelError, requireDatasetShape, requireSize } from './model.ts';
import type { Activation, CnnModelSpec, ConvolutionSpec, LayersModelSpec, ModelSpec, PoolingSpec } from './model.ts';

/** Fields that all layers have; shapes are those of one example. */
interface LayerShapes {
  readonly name: string;
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
}

/** Over [height, width, channels]; weights [filter height, filter width, channels, filters]. */
export interface ConvolutionLayer extends LayerShapes {
  readonly type: 'convolution';
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: 'valid' | 'same';
  readonly filters: number;
  readonly useBias: boolean;
  readonly activation: Activation;
}

export interface PoolingLayer extends LayerShapes {
  readonly type: 'pooling';
  readonly pool: 'max' | 'average';
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: 'valid' | 'same';
}

/** Over [inputs]; weights [inputs, units]. */
export interface FullyConnectedLayer extends LayerShapes {
  readonly type: 'dense';
  readonly units: number;
  readonly useBias: boolean;
  readonly activation: Activation;
}

export interface ReshapeLayer extends LayerShapes {
  readonly type: 'reshape';
}

export interface ActivationLayer extends LayerShapes {
  readonly type: 'activation';
  readonly activation: Activation;
}

/** One layer; told apart by `type`. */
export type NetworkLayer = ConvolutionLayer | PoolingLayer | FullyConnectedLayer | ReshapeLayer | ActivationLayer;

/**
 * The layers of a model for data of this shape, input side first; the last one's outputs are the logits.
 *
 * @throws {ModelError} `E_MODEL` if the model does not fit the data, with the path of what does not.
 */
export function networkLayers(spec: ModelSpec, shape: DatasetShape): readonly NetworkLayer[] {
  switch (spec.kind) {
    case 'dense': {
      const dense = denseLayers(spec, shape);
      const layers = dense.map(({ name, inputs, outputs }, index): NetworkLayer => {
        const activation = index < dense.length - 1 ? 'relu' : 'linear';
        return fullyConnected({ name, inputs, units: outputs, activation });
      });
      return [...reshape('flatten', shape.featureShape, [featureCount(shape)]), ...layers];
    }
    case 'cnn':
      return cnnLayers(spec, shape);
    case 'layers-model':
      return fileLayers(spec, shape);
  }
}

function cnnLayers(spec: CnnModelSpec, shape: DatasetShape): readonly NetworkLayer[] {
  requireDatasetShape(shape);
  const image = shape.featureShape.length === 2 ? [...shape.featureShape, 1] : shape.featureShape;
  if (image.length !== 3) {
    const got = `[${shape.featureShape.join(', ')}]`;
    throw modelError(
      `model: a cnn needs images of shape [height, width] or [height, width, channels], got ${got}`,
      'kind',
    );
  }
  const layers: NetworkLayer[] = [...reshape('image', shape.featureShape, image)];
  const counts = { convolution: 0, pooling: 0, dense: 0 };
  let current = image;
  for (const [index, layer] of spec.layers.entries()) {
    const path = `layers[${index}]`;
    const name = `${layer.type}${++counts[layer.type]}`;
    if (layer.type === 'dense') {
      requireSize(layer.units, `${path}.units`);
      layers.push(...reshape('flatten', current, [volume(current)]));
      const { units, activation = 'relu' } = layer;
      layers.push(fullyConnected({ name, inputs: volume(current), units, activation }));
    } else {
      if (current.length !== 3) {
        throw modelError(`${path}: a ${layer.type} comes before all fully connected layers; move it up`, path);
      }
      layers.push(layer.type === 'convolution' ? convolution(layer, name, current, path) : pooling(layer, name, current, path)); // prettier-ignore
    }
    current = [...layers.at(-1)!.outputShape];
  }
  layers.push(...reshape('flatten', current, [volume(current)]));
  const name = `dense${counts.dense + 1}`;
  layers.push(fullyConnected({ name, inputs: volume(current), units: shape.classes, activation: 'linear' }));
  return layers;
}

function fileLayers({ path, inputShape, layers }: LayersModelSpec, shape: DatasetShape): readonly NetworkLayer[] {
  requireDatasetShape(shape);
  if (volume(inputShape) !== featureCount(shape)) {
    throw modelError(
      `${path}: expected inputs of ${featureCount(shape)} values as the data has ([${shape.featureShape.join(', ')}]), got [${inputShape.join(', ')}]`,
      'path',
    );
  }
  const outputs = layers.at(-1)?.outputShape ?? inputShape;
  if (outputs.length !== 1 || outputs[0] !== shape.classes) {
    throw modelError(
      `${path}: expected outputs of shape [${shape.classes}], one a class, got [${outputs.join(', ')}]`,
      'path',
    );
  }
  return [...reshape('input', shape.featureShape, inputShape), ...layers];
}

/** A fully connected layer with biases. */
function fullyConnected(of: {
  readonly name: string;
  readonly inputs: number;
  readonly units: number;
  readonly activation: Activation;
}): FullyConnectedLayer {
  const { name, inputs, units, activation } = of;
  return { type: 'dense', name, inputShape: [inputs], outputShape: [units], units, useBias: true, activation };
}

function convolution(spec: ConvolutionSpec, name: string, shape: readonly number[], path: string): ConvolutionLayer {
  const { filters, size, stride = 1, padding = 'valid', activation = 'relu' } = spec;
  requireSize(filters, `${path}.filters`);
  const window = windowOf({ size, stride, padding }, shape, path);
  const outputShape = [...window.outputs, filters];
  const { sides, strides } = window;
  return { type: 'convolution', name, inputShape: shape, outputShape, size: sides, strides, padding, filters, useBias: true, activation }; // prettier-ignore
}

function pooling(spec: PoolingSpec, name: string, shape: readonly number[], path: string): PoolingLayer {
  const { pool = 'max', size = 2, stride = size } = spec;
  const { outputs, sides, strides } = windowOf({ size, stride, padding: 'valid' }, shape, path);
  const outputShape = [...outputs, shape[2]!];
  return { type: 'pooling', name, inputShape: shape, outputShape, pool, size: sides, strides, padding: 'valid' };
}

/** Positions of a square window over an image. */
function windowOf(
  { size, stride, padding }: { readonly size: number; readonly stride: number; readonly padding: 'valid' | 'same' },
  shape: readonly number[],
  path: string,
): {
  readonly outputs: readonly [number, number];
  readonly sides: readonly [number, number];
  readonly strides: readonly [number, number];
} {
  // prettier-ignore
  requireSize(size, `${path}.size`);
  requireSize(stride, `${path}.stride`);
  const [height, width] = shape as [number, number];
  const outputs = [positions(height, size, stride, padding), positions(width, size, stride, padding)] as const;
  if (outputs[0] < 1 || outputs[1] < 1) {
    throw modelError(
      `${path}: a window of ${size} x ${size} does not fit into ${height} x ${width}; make it smaller or use fewer layers`,
      `${path}.size`,
    );
  }
  return { outputs, sides: [size, size], strides: [stride, stride] };
}

/** Positions of a window along one axis, 0 if it does not fit. */
export function positions(length: number, size: number, stride: number, padding: 'valid' | 'same'): number {
  return padding === 'same' ? Math.ceil(length / stride) : Math.max(0, Math.floor((length - size) / stride) + 1);
}

/** A reshape, or nothing where the shapes are the same. */
function reshape(name: string, inputShape: readonly number[], outputShape: readonly number[]): readonly ReshapeLayer[] {
  const same = inputShape.length === outputShape.length && inputShape.every((size, axis) => size === outputShape[axis]);
  return same ? [] : [{ type: 'reshape', name, inputShape, outputShape }];
}

function volume(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

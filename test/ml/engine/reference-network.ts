/**
 * Any network in plain double precision, from the definitions of its layers: what TensorFlow.js's results are compared
 * with. One example at a time, and no code shared with the engines but the list of layers.
 */
import type { Dataset } from '../../../src/ml/dataset.ts';
import { networkLayers } from '../../../src/ml/model-layers.ts';
import type { ConvolutionLayer, NetworkLayer, PoolingLayer } from '../../../src/ml/model-layers.ts';
import type { Activation, ModelSpec } from '../../../src/ml/model.ts';
import { inputOf } from './reference.ts';

type Numbers = readonly number[];

const activations: Readonly<Record<Activation, (value: number) => number>> = {
  linear: (value) => value,
  relu: (value) => Math.max(value, 0),
  tanh: Math.tanh,
  sigmoid: (value) => 1 / (1 + Math.exp(-value)),
  elu: (value) => (value >= 0 ? value : Math.exp(value) - 1),
};

/** Logits of one example. */
export function networkLogits(layers: readonly NetworkLayer[], parameters: ArrayLike<number>, input: Numbers): Numbers {
  let next = 0;
  const take = (count: number): Numbers => Array.from({ length: count }, () => parameters[next++]!);
  let values = input;
  for (const layer of layers) {
    if (layer.type === 'activation') values = values.map(activations[layer.activation]);
    if (layer.type === 'pooling') values = pool(layer, values);
    if (layer.type === 'dense') {
      const weights = take(values.length * layer.units);
      const biases = layer.useBias ? take(layer.units) : Array<number>(layer.units).fill(0);
      const inputs = values;
      values = biases.map((bias, k) =>
        inputs.reduce((sum, value, i) => sum + value * weights[i * layer.units + k]!, bias),
      );
      values = values.map(activations[layer.activation]);
    }
    if (layer.type === 'convolution') {
      const weights = take(layer.size[0] * layer.size[1] * layer.inputShape[2]! * layer.filters);
      const biases = layer.useBias ? take(layer.filters) : Array<number>(layer.filters).fill(0);
      values = convolve(layer, values, weights, biases).map(activations[layer.activation]);
    }
  }
  return values;
}

/** Mean loss of a batch in nats. */
export function networkLoss(
  model: ModelSpec,
  dataset: Dataset,
  parameters: ArrayLike<number>,
  examples: Numbers,
): number {
  const layers = networkLayers(model, dataset);
  const losses = examples.map((index) => {
    const logits = networkLogits(layers, parameters, inputOf(dataset.train, index, dataset));
    return Math.log(logits.reduce((sum, z) => sum + Math.exp(z), 0)) - logits[dataset.train.labels[index]!]!;
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** Central difference quotients of the batch's mean loss by every coordinate. */
export function networkGradient(
  model: ModelSpec,
  dataset: Dataset,
  parameters: Float32Array,
  examples: Numbers,
): Numbers {
  const STEP = 1e-5;
  const point = Float64Array.from(parameters);
  return Array.from(point, (centre, coordinate) => {
    point[coordinate] = centre + STEP;
    const above = networkLoss(model, dataset, point, examples);
    point[coordinate] = centre - STEP;
    const below = networkLoss(model, dataset, point, examples);
    point[coordinate] = centre;
    return (above - below) / (2 * STEP);
  });
}

/** Pixels before the first window: what 'same' lacks is split, the smaller half first. */
function overhang(layer: ConvolutionLayer | PoolingLayer, axis: 0 | 1): number {
  if (layer.padding === 'valid') return 0;
  const span = (layer.outputShape[axis]! - 1) * layer.strides[axis] + layer.size[axis];
  return Math.floor(Math.max(0, span - layer.inputShape[axis]!) / 2);
}

/** Calls `visit` for every output position and every pixel of the image in its window. */
function eachPixel(
  layer: ConvolutionLayer | PoolingLayer,
  visit: (
    position: number,
    at: { readonly y: number; readonly x: number; readonly dy: number; readonly dx: number },
  ) => void,
): void {
  const [height, width] = layer.inputShape as [number, number];
  const [outHeight, outWidth] = layer.outputShape as [number, number];
  for (let row = 0; row < outHeight; row++) {
    for (let column = 0; column < outWidth; column++) {
      for (let dy = 0; dy < layer.size[0]; dy++) {
        for (let dx = 0; dx < layer.size[1]; dx++) {
          const y = row * layer.strides[0] - overhang(layer, 0) + dy;
          const x = column * layer.strides[1] - overhang(layer, 1) + dx;
          if (y >= 0 && x >= 0 && y < height && x < width) visit(row * outWidth + column, { y, x, dy, dx });
        }
      }
    }
  }
}

function convolve(layer: ConvolutionLayer, values: Numbers, weights: Numbers, biases: Numbers): Numbers {
  const [outHeight, outWidth] = layer.outputShape as [number, number];
  const [, width, channels] = layer.inputShape as [number, number, number];
  const out = Array.from({ length: outHeight * outWidth }, () => biases).flat();
  eachPixel(layer, (position, { y, x, dy, dx }) => {
    for (let c = 0; c < channels; c++) {
      for (let f = 0; f < layer.filters; f++) {
        const weight = weights[((dy * layer.size[1] + dx) * channels + c) * layer.filters + f]!;
        out[position * layer.filters + f]! += values[(y * width + x) * channels + c]! * weight;
      }
    }
  });
  return out;
}

function pool(layer: PoolingLayer, values: Numbers): Numbers {
  const [outHeight, outWidth] = layer.outputShape as [number, number];
  const [, width, channels] = layer.inputShape as [number, number, number];
  const windows = Array.from({ length: outHeight * outWidth * channels }, (): number[] => []);
  eachPixel(layer, (position, { y, x }) => {
    for (let c = 0; c < channels; c++) windows[position * channels + c]!.push(values[(y * width + x) * channels + c]!);
  });
  const mean = (window: Numbers): number => window.reduce((sum, value) => sum + value, 0) / window.length;
  return windows.map((window) => (layer.pool === 'max' ? Math.max(...window) : mean(window)));
}

/**
 * Parameters as one flat float32 vector, and where each tensor lies in it.
 *
 * Aggregation rules and attacks see the vector; the layout tells those that treat weights and biases differently.
 */
import type { Random } from '../random.ts';
import type { DatasetShape } from './dataset.ts';
import { networkLayers, type NetworkLayer } from './model-layers.ts';
import type { ModelSpec } from './model.ts';

/** One tensor inside the vector, row-major. */
export interface ParameterTensor {
  /** `<layer>/weights` or `<layer>/biases`. */
  readonly name: string;
  readonly role: 'weights' | 'biases';
  /** Weights: [inputs, outputs], of a convolution [height, width, channels, filters]; biases: [outputs]. */
  readonly shape: readonly number[];
  /** Index of its first coordinate in the vector. */
  readonly offset: number;
  /** Number of coordinates. */
  readonly size: number;
}

/** All tensors of a model in vector order, without gaps. */
export interface ParameterLayout {
  /** d, the length of the vector. */
  readonly dimension: number;
  readonly tensors: readonly ParameterTensor[];
}

/**
 * Layout of a model's vector: each layer's weights, then its biases, input side first.
 *
 * @throws {ModelError} `E_MODEL` if the model does not fit the data.
 */
export function parameterLayout(spec: ModelSpec, shape: DatasetShape): ParameterLayout {
  const tensors: ParameterTensor[] = [];
  let dimension = 0;
  const append = (name: string, role: ParameterTensor['role'], tensorShape: readonly number[]): void => {
    const size = tensorShape.reduce((product, length) => product * length, 1);
    tensors.push({ name, role, shape: tensorShape, offset: dimension, size });
    dimension += size;
  };
  for (const layer of networkLayers(spec, shape)) {
    const weights = weightShape(layer);
    if (weights === undefined) continue;
    append(`${layer.name}/weights`, 'weights', weights);
    if ('useBias' in layer && layer.useBias) append(`${layer.name}/biases`, 'biases', [weights.at(-1)!]);
  }
  return { dimension, tensors };
}

/** Shape of a layer's weights; undefined if it has none. */
function weightShape(layer: NetworkLayer): readonly number[] | undefined {
  if (layer.type === 'dense') return [...layer.inputShape, layer.units];
  if (layer.type === 'convolution') return [...layer.size, layer.inputShape[2]!, layer.filters];
  return undefined;
}

/**
 * Starting point theta_0: weights uniform in [-limit, limit) with limit = sqrt(6 / (inputs + outputs)), biases zero; a
 * convolution's inputs and outputs count once for each of its filter's pixels. A file's own weights come first.
 *
 * Each tensor draws from its own stream ('parameters', name), so that a layer added later moves no other layer's draws.
 *
 * @returns New float32 vector of shape [d].
 * @throws {ModelError} `E_MODEL` if the model does not fit the data.
 * @see Glorot & Bengio, AISTATS 2010, equation 16 (normalized initialization)
 */
export function initialParameters(spec: ModelSpec, shape: DatasetShape, random: Random): Float32Array {
  const { dimension, tensors } = parameterLayout(spec, shape);
  if (spec.kind === 'layers-model' && spec.initial !== undefined) return spec.initial.slice();
  const parameters = new Float32Array(dimension);
  for (const { name, role, shape: tensorShape, offset, size } of tensors) {
    if (role === 'biases') continue;
    const pixels = tensorShape.slice(0, -2).reduce((product, side) => product * side, 1);
    const [inputs, outputs] = tensorShape.slice(-2) as [number, number];
    const limit = Math.sqrt(6 / (pixels * (inputs + outputs)));
    const stream = random.stream('parameters', name);
    for (let index = offset; index < offset + size; index++) parameters[index] = (2 * stream.uniform() - 1) * limit;
  }
  return parameters;
}

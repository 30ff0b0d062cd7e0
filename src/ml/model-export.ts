/**
 * Trained parameters as a TensorFlow.js LayersModel: the two files that `tf.loadLayersModel` reads.
 *
 * Only makes the bytes; the simulator writes them into a run's `model/` folder.
 */
import type { DatasetShape, Examples } from './dataset.ts';
import { networkLayers, type NetworkLayer } from './model-layers.ts';
import type { ModelSpec } from './model.ts';
import { parameterLayout } from './parameters.ts';

/** What of a data set goes into the model file: its shape, and the factor on stored features. */
export type ExportShape = DatasetShape & { readonly train: Pick<Examples, 'scale'> };

/** File name to contents. */
export type ModelFiles = ReadonlyMap<'model.json' | 'weights.bin', Uint8Array>;

const WEIGHTS_FILE = 'weights.bin';

/**
 * The model with softmax at its end, for inputs of shape [batch, ...featureShape] that are scaled already.
 *
 * The scale is noted in the file's metadata, for whoever feeds the model. Numbers are float32, little-endian, in vector order; the layers keep the names of the parameter layout.
 *
 * @param parameters - shape [d]. Not modified.
 * @throws {ModelError} `E_MODEL` if the model does not fit the shape.
 * @throws {RangeError} if the vector has another length than the model.
 * @see https://github.com/tensorflow/tfjs/blob/master/tfjs-core/src/io/types.ts (`ModelJSON`)
 */
export function exportLayersModel(spec: ModelSpec, shape: ExportShape, parameters: Float32Array): ModelFiles {
  const { dimension, tensors } = parameterLayout(spec, shape);
  if (parameters.length !== dimension) {
    throw new RangeError(`parameters: expected a vector of length ${dimension}, got ${parameters.length}`);
  }
  const weights = tensors.map(({ name, shape: tensorShape }) => ({
    name: name.replace('/weights', '/kernel').replace('/biases', '/bias'),
    shape: tensorShape,
    dtype: 'float32',
  }));
  const model = {
    format: 'layers-model',
    generatedBy: 'EdgeMLSim',
    convertedBy: null,
    modelTopology: {
      class_name: 'Sequential',
      config: { name: 'edgemlsim', layers: layerConfigs(networkLayers(spec, shape), shape.featureShape) },
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
    weightsManifest: [{ paths: [WEIGHTS_FILE], weights }],
    userDefinedMetadata: { featureScale: shape.train.scale, classes: shape.classes },
  };
  return new Map([
    ['model.json', new TextEncoder().encode(`${JSON.stringify(model, null, 2)}\n`)],
    [WEIGHTS_FILE, littleEndianBytes(parameters)],
  ]);
}

/** Keras's description of the layers; softmax comes after the logits, the shape of an example into the first. */
function layerConfigs(layers: readonly NetworkLayer[], featureShape: readonly number[]): readonly object[] {
  const input = { batch_input_shape: [null, ...featureShape], dtype: 'float32' };
  const configs = layers.map((layer, index) => {
    const { className, config } = describe(layer, index === layers.length - 1);
    return { class_name: className, config: { name: layer.name, ...config, ...(index === 0 ? input : {}) } };
  });
  const last = layers.at(-1)!;
  const ends = last.type === 'dense' && last.activation === 'linear';
  return ends
    ? configs
    : [...configs, { class_name: 'Activation', config: { name: 'softmax', activation: 'softmax' } }];
}

/** A layer under Keras's names; a linear dense layer at the end takes softmax in. */
function describe(layer: NetworkLayer, isLast: boolean): { readonly className: string; readonly config: object } {
  switch (layer.type) {
    case 'dense': {
      const activation = isLast && layer.activation === 'linear' ? 'softmax' : layer.activation;
      return { className: 'Dense', config: { units: layer.units, activation, use_bias: layer.useBias } };
    }
    case 'convolution': {
      const { filters, size, strides, padding, activation, useBias } = layer;
      const window = { kernel_size: size, strides, padding, data_format: 'channels_last' };
      return { className: 'Conv2D', config: { filters, ...window, activation, use_bias: useBias } };
    }
    case 'pooling': {
      const className = layer.pool === 'max' ? 'MaxPooling2D' : 'AveragePooling2D';
      const { size, strides, padding } = layer;
      return { className, config: { pool_size: size, strides, padding, data_format: 'channels_last' } };
    }
    case 'reshape':
      return layer.outputShape.length === 1
        ? { className: 'Flatten', config: {} }
        : { className: 'Reshape', config: { target_shape: layer.outputShape } };
    case 'activation':
      return { className: 'Activation', config: { activation: layer.activation } };
  }
}

function littleEndianBytes(parameters: Float32Array): Uint8Array {
  const bytes = new Uint8Array(parameters.length * Float32Array.BYTES_PER_ELEMENT);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of parameters.entries()) view.setFloat32(4 * index, value, true);
  return bytes;
}

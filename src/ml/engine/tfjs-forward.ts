/** The forward pass of any model in TensorFlow.js operations, which differentiates it. */
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../backend/tensorflow.ts';
import type { Activation } from '../model.ts';
import type { NetworkLayer } from '../model-layers.ts';

/**
 * Logits of a batch.
 *
 * @param inputs - shape [batch, ...feature shape].
 * @param tensors - the parameters in the order of the layout.
 * @returns Shape [batch, classes].
 */
export function forward(
  tf: TensorFlow,
  layers: readonly NetworkLayer[],
  inputs: Tensor,
  tensors: readonly Tensor[],
): Tensor2D {
  let values = inputs;
  let next = 0;
  for (const layer of layers) {
    switch (layer.type) {
      case 'reshape':
        values = tf.reshape(values, [values.shape[0], ...layer.outputShape]);
        break;
      case 'activation':
        values = activate(tf, values, layer.activation);
        break;
      case 'pooling': {
        const pool = layer.pool === 'max' ? tf.maxPool : tf.avgPool;
        values = pool(values as Tensor4D, [...layer.size], [...layer.strides], layer.padding);
        break;
      }
      case 'dense':
      case 'convolution': {
        const weights = tensors[next++]!;
        const sums =
          layer.type === 'dense'
            ? tf.matMul(values, weights)
            : tf.conv2d(values as Tensor4D, weights as Tensor4D, [...layer.strides], layer.padding);
        values = activate(tf, layer.useBias ? tf.add<Tensor>(sums, tensors[next++]!) : sums, layer.activation);
        break;
      }
    }
  }
  return values as Tensor2D;
}

function activate(tf: TensorFlow, values: Tensor, activation: Activation): Tensor {
  switch (activation) {
    case 'linear':
      return values;
    case 'relu':
      return tf.relu(values);
    case 'tanh':
      return tf.tanh(values);
    case 'sigmoid':
      return tf.sigmoid(values);
    case 'elu':
      return tf.elu(values);
  }
}

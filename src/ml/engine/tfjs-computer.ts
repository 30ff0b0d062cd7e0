/**
 * A computer that builds the model out of TensorFlow.js operations and lets it derive the gradient.
 *
 * The reference that the dense engine is compared with, and the road for kinds of models that it does not know.
 */
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../backend/tensorflow.ts';
import { featureCount, type Examples } from '../dataset.ts';
import { networkLayers } from '../model-layers.ts';
import { parameterLayout } from '../parameters.ts';
import { alteredFeatures, gatherFeatures, gatherLabels, indicesOf, type Batch } from './batch.ts';
import type { Computer, ComputerSetup } from './computer.ts';
import { addPredictions } from './softmax.ts';
import { forward } from './tfjs-forward.ts';

/** Makes a computer on the calling thread's TensorFlow.js; no tensor outlives a call. */
export function createTfjsComputer(setup: ComputerSetup, tf: TensorFlow): Computer {
  const { dataset, model, lossReduction } = setup;
  const layers = networkLayers(model, dataset);
  const layout = parameterLayout(model, dataset);
  const features = featureCount(dataset);

  const parameterTensors = (parameters: Float32Array): Tensor[] =>
    layout.tensors.map(({ shape, offset, size }) => tf.tensor(parameters.slice(offset, offset + size), [...shape]));

  const imageTensor = (values: Float32Array): Tensor =>
    tf.tensor(values, [values.length / features, ...dataset.featureShape]);
  const inputTensor = (examples: Examples, indices: Uint32Array): Tensor =>
    imageTensor(gatherFeatures(examples, indices, features));
  const batchInputs = (batch: Batch): Tensor => {
    const altered = alteredFeatures(batch);
    return altered === undefined ? inputTensor(dataset.train, indicesOf(batch)) : imageTensor(altered);
  };

  const logitsOf = (inputs: Tensor, tensors: readonly Tensor[]): Tensor2D => forward(tf, layers, inputs, tensors);

  return {
    gradient: (parameters, batch, gradient) =>
      tf.tidy(() => {
        const inputs = batchInputs(batch);
        const labels = batch instanceof Uint32Array ? gatherLabels(dataset.train, batch) : batch.labels;
        const targets = tf.oneHot(tf.tensor1d(labels, 'int32'), dataset.classes);
        const loss = (...tensors: Tensor[]): Scalar => {
          const logLikelihood = tf.mul(tf.logSoftmax(logitsOf(inputs, tensors)), targets);
          const summed = tf.neg(tf.sum<Scalar>(logLikelihood));
          return lossReduction === 'sum' ? summed : tf.div(summed, labels.length);
        };
        const { value, grads } = tf.valueAndGrads(loss)(parameterTensors(parameters));
        for (const [index, { offset }] of layout.tensors.entries()) gradient.set(grads[index]!.dataSync(), offset);
        const lossValue = value.dataSync()[0]!;
        return lossReduction === 'sum' ? lossValue / labels.length : lossValue;
      }),
    evaluate: (parameters, examples, { start, end }, sums) => {
      const indices = Uint32Array.from({ length: end - start }, (_, row) => start + row);
      const logits = tf.tidy(() =>
        logitsOf(inputTensor(examples, indices), parameterTensors(parameters)).dataSync<'float32'>(),
      );
      addPredictions(logits, examples.labels.subarray(start, end), dataset.classes, sums);
    },
    hold: () => {
      // Nothing is kept between calls.
    },
    dispose: () => {
      // Nothing is kept between calls.
    },
  };
}

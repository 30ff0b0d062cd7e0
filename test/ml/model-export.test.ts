import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { loadWasm } from '../../src/ml/backend/wasm.ts';
import { exportLayersModel } from '../../src/ml/model-export.ts';
import { readLayersModel } from '../../src/ml/model-file.ts';
import { networkLayers } from '../../src/ml/model-layers.ts';
import type { ModelSpec } from '../../src/ml/model.ts';
import { initialParameters, parameterLayout } from '../../src/ml/parameters.ts';
import { createRandom } from '../../src/random.ts';
import { networkLogits } from './engine/reference-network.ts';
import { inputOf, referenceLogits, sampleDataset } from './engine/reference.ts';

await loadWasm(undefined);

for (const { what, featureShape, hidden } of [
  { what: 'images and hidden layers', featureShape: [4, 3], hidden: [7, 5] },
  { what: 'vectors and softmax regression', featureShape: [6], hidden: [] },
]) {
  test.serial(`model-export - TensorFlow.js loads and predicts with it: ${what}`, async (t) => {
    const dataset = sampleDataset({ featureShape });
    const model = { kind: 'dense', hidden } as const;
    // Biases too, so that a bias in the wrong place would show.
    const parameters = initialParameters(model, dataset, createRandom(4)).map((value, index) => value || index / 100);
    const files = exportLayersModel(model, dataset, parameters);
    const description = JSON.parse(new TextDecoder().decode(files.get('model.json'))) as tf.io.ModelJSON;
    t.deepEqual(description.userDefinedMetadata, { featureScale: 1 / 255, classes: 3 });
    const { modelTopology, weightsManifest } = description;
    t.deepEqual(weightsManifest[0]!.paths, ['weights.bin']);

    const weightData = files.get('weights.bin')!.slice().buffer;
    const weightSpecs = weightsManifest[0]!.weights;
    const loaded = await loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
    const indices = [0, 1, 2, 3, 4];
    const inputs = indices.flatMap((index) => inputOf(dataset.test, index, dataset));
    const predictions = loaded.predict(tf.tensor(inputs, [indices.length, ...featureShape])) as tf.Tensor;
    const values = predictions.dataSync();
    for (const index of indices) {
      const logits = referenceLogits(model, dataset, parameters, inputOf(dataset.test, index, dataset));
      const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
      for (const [k, logit] of logits.entries()) {
        t.true(Math.abs(values[index * 3 + k]! - Math.exp(logit) / total) < 1e-6);
      }
    }
  });
}

for (const { what, featureShape, layers } of [
  {
    what: 'pictures without channels',
    featureShape: [8, 7],
    layers: [
      { type: 'convolution', filters: 3, size: 3, padding: 'same' },
      { type: 'pooling' },
      { type: 'dense', units: 5, activation: 'tanh' },
    ],
  },
  {
    what: 'colours, average pooling, strides',
    featureShape: [9, 9, 2],
    layers: [
      { type: 'convolution', filters: 4, size: 3, stride: 2, activation: 'elu' },
      { type: 'pooling', pool: 'average', stride: 1 },
    ],
  },
] as const) {
  test.serial(`model-export - a CNN goes to a file, through TensorFlow.js and back: ${what}`, async (t) => {
    const dataset = sampleDataset({ featureShape });
    const model: ModelSpec = { kind: 'cnn', layers };
    const parameters = initialParameters(model, dataset, createRandom(4)).map((value, index) => value || index / 100);
    const files = exportLayersModel(model, dataset, parameters);
    const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(files.get('model.json'))) as tf.io.ModelJSON; // prettier-ignore
    const weightData = files.get('weights.bin')!.slice().buffer;
    const loaded = await loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0]!.weights, weightData })); // prettier-ignore
    const input = inputOf(dataset.test, 1, dataset);
    const predictions = (loaded.predict(tf.tensor([...input], [1, ...featureShape])) as tf.Tensor).dataSync();
    const logits = networkLogits(networkLayers(model, dataset), parameters, input);
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
    for (const [k, logit] of logits.entries()) t.true(Math.abs(predictions[k]! - Math.exp(logit) / total) < 1e-6);

    const folder = await mkdtemp(join(tmpdir(), 'edgemlsim-model-'));
    t.teardown(() => rm(folder, { recursive: true }));
    for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
    const read = await readLayersModel(join(folder, 'model.json'));
    t.deepEqual(read.initial, parameters);
    t.deepEqual(parameterLayout(read, dataset), parameterLayout(model, dataset));
    t.deepEqual(initialParameters(read, dataset, createRandom(1)), parameters);
    t.deepEqual(networkLogits(networkLayers(read, dataset), parameters, input), logits);
    t.deepEqual(exportLayersModel(read, dataset, parameters), files);
  });
}

test('model-export - a vector of another length is refused', (t) => {
  const dataset = sampleDataset();
  t.throws(() => exportLayersModel({ kind: 'dense', hidden: [2] }, dataset, new Float32Array(5)), {
    instanceOf: RangeError,
    message: 'parameters: expected a vector of length 35, got 5',
  });
});

import test from 'ava';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { loadWasm } from '../../src/ml/backend/wasm.ts';
import { exportLayersModel } from '../../src/ml/model-export.ts';
import { initialParameters } from '../../src/ml/parameters.ts';
import { createRandom } from '../../src/random.ts';
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

test('model-export - a vector of another length is refused', (t) => {
  const dataset = sampleDataset();
  t.throws(() => exportLayersModel({ kind: 'dense', hidden: [2] }, dataset, new Float32Array(5)), {
    instanceOf: RangeError,
    message: 'parameters: expected a vector of length 35, got 5',
  });
});

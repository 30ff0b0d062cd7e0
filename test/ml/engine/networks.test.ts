/** Models that are no dense stacks, on TensorFlow.js: gradients, predictions, leaks, and the same bits on any threads. */
import test from 'ava';
import * as tf from '@tensorflow/tfjs-core';
import { findOpenBlas } from '../../../src/ml/backend/openblas.ts';
import { loadWasm } from '../../../src/ml/backend/wasm.ts';
import type { EvaluationSums } from '../../../src/ml/engine/computer.ts';
import { createGradientEngine } from '../../../src/ml/engine/engine.ts';
import { createTfjsComputer } from '../../../src/ml/engine/tfjs-computer.ts';
import { networkLayers } from '../../../src/ml/model-layers.ts';
import { LENET, type CnnModelSpec } from '../../../src/ml/model.ts';
import { initialParameters, parameterLayout } from '../../../src/ml/parameters.ts';
import { createRandom } from '../../../src/random.ts';
import { networkGradient, networkLogits, networkLoss } from './reference-network.ts';
import { inputOf, relativeDifference, sampleDataset } from './reference.ts';

const { openblas, reason } = await findOpenBlas();
if (openblas === undefined) test.skip(`networks - OpenBLAS is not tested: ${reason}`, () => undefined);
const libraries = openblas === undefined ? [undefined] : [undefined, openblas];

const networks: readonly { what: string; featureShape: readonly number[]; layers: CnnModelSpec['layers'] }[] = [
  {
    what: 'two convolutions, both poolings, a hidden layer',
    featureShape: [9, 8],
    layers: [
      { type: 'convolution', filters: 3, size: 3, padding: 'same' },
      { type: 'pooling' },
      { type: 'convolution', filters: 2, size: 2 },
      { type: 'pooling', pool: 'average', stride: 1 },
      { type: 'dense', units: 4 },
    ],
  },
  {
    what: 'colours, strides, overlapping windows, smooth activations',
    featureShape: [8, 7, 3],
    layers: [
      { type: 'convolution', filters: 4, size: 3, stride: 2, padding: 'same', activation: 'tanh' },
      { type: 'pooling', size: 3, stride: 1 },
      { type: 'convolution', filters: 2, size: 1, activation: 'elu' },
      { type: 'dense', units: 3, activation: 'sigmoid' },
    ],
  },
  {
    what: 'one linear convolution',
    featureShape: [5, 5, 2],
    layers: [{ type: 'convolution', filters: 2, size: 4, activation: 'linear' }],
  },
];

for (const library of libraries) {
  const on = library === undefined ? 'XNNPACK' : 'OpenBLAS';
  for (const { what, featureShape, layers } of networks) {
    test.serial(`networks - ${on}: ${what}: gradients agree with finite differences in double precision`, async (t) => {
      const { tf: tensorflow } = await loadWasm(library);
      const model = { kind: 'cnn', layers } as const;
      const dataset = sampleDataset({ featureShape, stored: 'floats' });
      const parameters = randomParameters(model, dataset);
      const examples = [3, 17, 3, 39, 0];
      const expected = networkGradient(model, dataset, parameters, examples);
      const gradient = new Float32Array(parameters.length).fill(NaN);
      const computer = createTfjsComputer({ model, dataset, lossReduction: 'mean' }, tensorflow);
      const loss = computer.gradient(parameters, Uint32Array.from(examples), gradient);
      t.true(Math.abs(loss / networkLoss(model, dataset, parameters, examples) - 1) < 1e-6);
      t.true(relativeDifference(gradient, expected) < 4e-6, `${relativeDifference(gradient, expected)}`);

      const sums: EvaluationSums = { confusion: new Uint32Array(9), lossSum: 0 };
      computer.evaluate(parameters, dataset.test, { start: 0, end: 30 }, sums);
      const confusion = new Uint32Array(9);
      for (let index = 0; index < 30; index++) {
        const logits = networkLogits(networkLayers(model, dataset), parameters, inputOf(dataset.test, index, dataset));
        confusion[dataset.test.labels[index]! * 3 + logits.indexOf(Math.max(...logits))]!++;
      }
      t.deepEqual(sums.confusion, confusion);
    });
  }

  test.serial(`networks - ${on}: no tensor and no memory is kept after a gradient`, async (t) => {
    await loadWasm(library);
    const model = { kind: 'cnn', layers: networks[0]!.layers } as const;
    const dataset = sampleDataset({ featureShape: [9, 8] });
    const computer = createTfjsComputer({ model, dataset, lossReduction: 'mean' }, tf);
    const parameters = randomParameters(model, dataset);
    const gradient = new Float32Array(parameters.length);
    const counts = (): unknown => [tf.memory().numTensors, tf.engine().backend.numDataIds()];
    const before = counts();
    computer.gradient(parameters, Uint32Array.of(1, 2, 3), gradient);
    t.deepEqual(counts(), before);
  });
}

test('networks - LeNet has the layers and the number of parameters that it is known for', (t) => {
  const shape = { classes: 10, featureShape: [28, 28] };
  t.deepEqual(
    networkLayers(LENET, shape).map(({ name, outputShape }) => [name, ...outputShape]),
    [
      ['image', 28, 28, 1],
      ['convolution1', 28, 28, 6],
      ['pooling1', 14, 14, 6],
      ['convolution2', 10, 10, 16],
      ['pooling2', 5, 5, 16],
      ['flatten', 400],
      ['dense1', 120],
      ['dense2', 84],
      ['dense3', 10],
    ],
  );
  const { dimension, tensors } = parameterLayout(LENET, shape);
  t.is(dimension, 61_706);
  t.deepEqual(tensors[2], {
    name: 'convolution2/weights',
    role: 'weights',
    shape: [5, 5, 6, 16],
    offset: 156,
    size: 2400,
  });
  const parameters = initialParameters(LENET, shape, createRandom(1));
  const weights = parameters.subarray(156, 2556);
  const limit = Math.sqrt(6 / (25 * 22)); // fans of 5 x 5 x 6 and 5 x 5 x 16
  const largest = Math.max(...weights.map(Math.abs));
  t.true(largest <= limit && largest > 0.99 * limit);
});

test.serial('networks - LeNet: OpenBLAS and XNNPACK agree, over several blocks of patches', async (t) => {
  const dataset = sampleDataset({ featureShape: [28, 28], classes: 10, trainCount: 60 });
  const examples = Uint32Array.from({ length: 50 }, (_, index) => index);
  const results: Float32Array[] = [];
  for (const library of libraries) {
    const { tf: tensorflow } = await loadWasm(library);
    const gradient = new Float32Array(61_706);
    const computer = createTfjsComputer({ model: LENET, dataset, lossReduction: 'sum' }, tensorflow);
    computer.gradient(initialParameters(LENET, dataset, createRandom(2)), examples, gradient);
    results.push(gradient);
  }
  for (const result of results.slice(1)) t.true(relativeDifference(result, results[0]!) < 1e-5);
});

test.serial('networks - 1 and 3 threads give the same bits, and the direct engine is passed over', async (t) => {
  const dataset = sampleDataset({ featureShape: [12, 12], classes: 10, trainCount: 100 });
  const model = { kind: 'cnn', layers: networks[0]!.layers } as const;
  const start = initialParameters(model, dataset, createRandom(1));
  const run = async (threads: number): Promise<unknown> => {
    const engine = await createGradientEngine({ model, dataset, lossReduction: 'sum', threads, backend: 'wasm' });
    const theta = engine.allocateParameters();
    theta.set(start);
    const batches = Array.from({ length: 12 }, (_, b) => Uint32Array.from({ length: 1 + ((b * 7) % 30) }, (_, i) => (b * 31 + i) % 100)); // prettier-ignore
    const results = await Promise.all([...batches.map((batch) => engine.gradient(theta, batch)), engine.evaluate(theta, 'test')]); // prettier-ignore
    await engine.close();
    return results;
  };
  t.deepEqual(await run(3), await run(1));
  await t.throwsAsync(createGradientEngine({ model, dataset, lossReduction: 'sum', threads: 1, backend: 'openblas' }), {
    code: 'E_BACKEND',
    message: /backend openblas: computes models of kind dense only, not cnn; use wasm/,
  });
});

/** Initial weights and small random biases, so that no derivative is zero by symmetry. */
function randomParameters(model: CnnModelSpec, dataset: Parameters<typeof parameterLayout>[1]): Float32Array {
  const parameters = initialParameters(model, dataset, createRandom(3));
  const stream = createRandom(3).stream('biases');
  return parameters.map((value) => (value === 0 ? 0.1 * stream.normal() : value));
}

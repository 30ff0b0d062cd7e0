import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import * as layers from '@tensorflow/tfjs-layers';
import { loadWasm } from '../../src/ml/backend/wasm.ts';
import { readLayersModel } from '../../src/ml/model-file.ts';
import { networkLayers } from '../../src/ml/model-layers.ts';
import { ModelError } from '../../src/ml/model.ts';
import { initialParameters, parameterLayout } from '../../src/ml/parameters.ts';
import { createRandom } from '../../src/random.ts';
import { networkLogits } from './engine/reference-network.ts';

const tf = (await loadWasm(undefined)).tf;
const shape = { classes: 3, featureShape: [6, 6] };

async function write(t: ExecutionContext, files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'edgemlsim-model-'));
  t.teardown(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return join(folder, 'model.json');
}

test.serial('model-file - a model that TensorFlow.js saved predicts as it does there', async (t) => {
  const model = layers.sequential();
  const conv = { filters: 4, kernelSize: [3, 2] as [number, number], activation: 'relu', useBias: false } as const;
  model.add(layers.layers.conv2d({ inputShape: [6, 6, 1], ...conv }));
  model.add(layers.layers.averagePooling2d({ poolSize: 2, padding: 'same' }));
  model.add(layers.layers.activation({ activation: 'tanh' }));
  model.add(layers.layers.flatten());
  model.add(layers.layers.dense({ units: 5, activation: 'sigmoid' }));
  model.add(layers.layers.dense({ units: 3, activation: 'softmax' }));
  let saved: { json: object; weights: ArrayBuffer } | undefined;
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      const { modelTopology, weightSpecs, weightData } = artifacts;
      const json = { modelTopology, weightsManifest: [{ paths: ['w.bin'], weights: weightSpecs }] };
      saved = { json, weights: weightData as ArrayBuffer };
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    }),
  );
  const path = await write(t, { 'model.json': JSON.stringify(saved!.json), 'w.bin': new Uint8Array(saved!.weights) });
  const spec = await readLayersModel(path);
  const parameters = initialParameters(spec, shape, createRandom(1));
  t.is(parameterLayout(spec, shape).dimension, model.countParams());
  const stream = createRandom(2).stream('input');
  const input = Array.from({ length: 36 }, () => stream.normal());
  const expected = (model.predict(tf.tensor(input, [1, 6, 6, 1])) as { dataSync(): Float32Array }).dataSync();
  const logits = networkLogits(networkLayers(spec, shape), parameters, input);
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
  for (const [k, logit] of logits.entries()) t.true(Math.abs(expected[k]! - Math.exp(logit) / total) < 1e-6);
  model.dispose();
});

test('model-file - without weights the starting point is drawn', async (t) => {
  const dense = { class_name: 'Dense', config: { name: 'out', units: 3, batch_input_shape: [null, 36] } };
  const path = await write(t, { 'model.json': JSON.stringify(topology([dense])) });
  const spec = await readLayersModel(path);
  t.is(spec.initial, undefined);
  t.true(initialParameters(spec, shape, createRandom(1)).some((value) => value !== 0));
});

const first = { batch_input_shape: [null, 6, 6, 1] };
const flatten = { class_name: 'Flatten', config: { name: 'flat', ...first } };
const dense = { class_name: 'Dense', config: { name: 'out', units: 3 } };
const layerOf = (class_name: string, config: object): object => ({
  class_name,
  config: { name: 'it', ...first, ...config },
});
const refusals: readonly { what: string; file: string | object; message: RegExp }[] = [
  { what: 'no JSON', file: '{', message: /is no JSON/ },
  {
    what: 'a functional model',
    file: { modelTopology: { class_name: 'Model', config: {} } },
    message: /expected a Sequential model, got Model/,
  },
  {
    what: 'a layer with chance in it',
    file: topology([flatten, layerOf('Dropout', { rate: 0.5 }), dense]),
    message: /layer 'it': cannot train a Dropout; it may have InputLayer, Dense/,
  },
  {
    what: 'running statistics',
    file: topology([layerOf('BatchNormalization', {})]),
    message: /cannot train a BatchNormalization/,
  },
  { what: "a prototype's name", file: topology([layerOf('constructor', {})]), message: /cannot train a constructor/ },
  {
    what: 'channels first',
    file: topology([layerOf('Conv2D', { filters: 1, kernel_size: 3, data_format: 'channels_first' })]),
    message: /layer 'it': data_format/,
  },
  {
    what: 'a dilated filter',
    file: topology([layerOf('Conv2D', { filters: 1, kernel_size: 3, dilation_rate: [2, 2] })]),
    message: /layer 'it': dilation_rate/,
  },
  {
    what: 'an unknown activation',
    file: topology([layerOf('Activation', { activation: 'swish' })]),
    message: /layer 'it': activation/,
  },
  {
    what: 'softmax in the middle',
    file: topology([flatten, { class_name: 'Dense', config: { name: 'it', units: 3, activation: 'softmax' } }, dense]),
    message: /softmax is possible at the end only/,
  },
  {
    what: 'a dense layer over images',
    file: topology([layerOf('Dense', { units: 3 })]),
    message: /input of 1 axes, got \[6, 6, 1\]; put a Flatten before it/,
  },
  {
    what: 'a window larger than the image',
    file: topology([layerOf('MaxPooling2D', { pool_size: 7 })]),
    message: /a window of 7 does not fit into 6 pixels/,
  },
  { what: 'no input shape', file: topology([dense]), message: /first layer to have a batch_input_shape/ },
  { what: 'a missing weight file', file: topology([flatten, dense], ['float32']), message: /cannot read .*w\.bin/ },
];

for (const { what, file, message } of refusals) {
  test(`model-file - ${what} is refused`, async (t) => {
    const path = await write(t, { 'model.json': typeof file === 'string' ? file : JSON.stringify(file) });
    const error = await t.throwsAsync(readLayersModel(path), { instanceOf: ModelError, message });
    t.is(error.code, 'E_MODEL');
    t.true(error.message.startsWith(path));
  });
}

test('model-file - weights of the wrong type, number or shape are refused', async (t) => {
  const cases = [
    { dtypes: ['int32', 'float32'], bytes: 444, message: /'out\/kernel': expected plain float32, got int32/ },
    { dtypes: ['float32', 'float32'], bytes: 440, message: /'out\/bias' lie beyond the end of w\.bin/ },
    { dtypes: ['float32'], bytes: 432, message: /'out\/bias': expected the shape \[3\], got none/ },
  ];
  for (const { dtypes, bytes, message } of cases) {
    const path = await write(t, { 'model.json': JSON.stringify(topology([flatten, dense], dtypes)), 'w.bin': new Uint8Array(bytes) }); // prettier-ignore
    await t.throwsAsync(readLayersModel(path), { message });
  }
});

test('model-file - a model for other data is refused', async (t) => {
  const spec = await readLayersModel(await write(t, { 'model.json': JSON.stringify(topology([flatten, dense])) }));
  t.throws(() => networkLayers(spec, { classes: 3, featureShape: [5, 5] }), {
    message: /inputs of 25 values .* got \[6, 6, 1\]/,
  });
  t.throws(() => networkLayers(spec, { classes: 4, featureShape: [6, 6] }), {
    message: /outputs of shape \[4\], .* got \[3\]/,
  });
});

function topology(records: readonly object[], dtypes?: readonly string[]): object {
  const modelTopology = { class_name: 'Sequential', config: { layers: records } };
  if (dtypes === undefined) return { modelTopology };
  const names = [['out/kernel', [36, 3]], ['out/bias', [3]]] as const; // prettier-ignore
  const weights = dtypes.map((dtype, index) => ({ name: names[index]![0], shape: names[index]![1], dtype }));
  return { modelTopology, weightsManifest: [{ paths: ['w.bin'], weights }] };
}

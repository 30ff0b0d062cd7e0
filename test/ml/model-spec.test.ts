import test from 'ava';
import { networkLayers } from '../../src/ml/model-layers.ts';
import { modelOptions, resolveModel } from '../../src/ml/model-spec.ts';
import { LENET, ModelError } from '../../src/ml/model.ts';

test('model-spec - the paper model is the default', (t) => {
  t.deepEqual(modelOptions.parse({}), { kind: 'dense', hidden: [128, 64] });
  t.deepEqual(modelOptions.parse({ hidden: [] }), { kind: 'dense', hidden: [] });
});

test('model-spec - a CNN passes through as it is', async (t) => {
  const model = await resolveModel(modelOptions.parse(structuredClone(LENET)), '/');
  t.deepEqual(model, LENET);
  t.is(networkLayers(model, { classes: 10, featureShape: [28, 28] }).length, 9);
});

test('model-spec - a file is looked for from the folder given', async (t) => {
  const options = modelOptions.parse({ kind: 'layers-model', path: 'models/model.json' });
  await t.throwsAsync(resolveModel(options, '/nowhere'), {
    instanceOf: ModelError,
    message: /^\/nowhere\/models\/model\.json: cannot read/,
  });
});

test('model-spec - what fits no kind is refused', (t) => {
  for (const options of [
    { kind: 'transformer' },
    { kind: 'dense', hidden: [0] },
    { kind: 'cnn' },
    { kind: 'cnn', layers: [{ type: 'convolution', filters: 3 }] },
    { kind: 'cnn', layers: [{ type: 'pooling', units: 3 }] },
    { kind: 'layers-model' },
    { kind: 'dense', path: 'model.json' },
  ]) {
    t.false(modelOptions.safeParse(options).success, JSON.stringify(options));
  }
});

import test from 'ava';
import { z } from 'zod';
import { defineModel } from '../../src/ml/model-definition.ts';
import { ModelError, type ModelSpec } from '../../src/ml/model.ts';
import { modelOptions, resolveModel } from '../../src/ml/model-spec.ts';

const define = (create: (depth: number) => ModelSpec) =>
  defineModel({
    name: 'deep',
    summary: 'As many convolutions as asked for.',
    options: z.strictObject({ depth: z.int().min(1).default(2).describe('layers') }),
    create: ({ depth }) => create(depth),
  });

const deep = define((depth) => ({
  kind: 'cnn',
  layers: Array.from({ length: depth }, () => ({ type: 'convolution', filters: 2, size: 3 })),
}));

const surroundings = { models: new Map([['deep', deep]]), shape: { classes: 10, featureShape: [8, 8] } };

test('model definition - options come from the experiment, defaults from the schema', async (t) => {
  const make = async (options: object) => {
    const model = await resolveModel(
      modelOptions.parse({ kind: 'custom', name: 'deep', ...options }),
      '/',
      surroundings,
    );
    return model.kind === 'cnn' ? model.layers.length : undefined;
  };
  t.is(await make({}), 2);
  t.is(await make({ depth: 3 }), 3);
});

test('model definition - what does not fit is refused by name', async (t) => {
  const refused = async (options: object, message: RegExp, given = surroundings): Promise<void> => {
    const spec = modelOptions.parse({ kind: 'custom', ...options });
    await t.throwsAsync(resolveModel(spec, '/', given), { instanceOf: ModelError, code: 'E_MODEL', message });
  };
  await refused({ name: 'deap' }, /^model\.name: unknown model "deap", expected one of deep; name its module/);
  await refused({ name: 'deep' }, /expected one of none/, { ...surroundings, models: new Map() });
  await refused({ name: 'deep', depth: 0 }, /^model deep: options do not fit: depth: /);
  await refused({ name: 'deep', width: 1 }, /options do not fit: .*width/);
  // Four 3 x 3 convolutions leave nothing of 8 x 8 pixels: the model is checked like one that is written out.
  await refused({ name: 'deep', depth: 4 }, /layers\[3\]/);
});

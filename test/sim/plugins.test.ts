import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { z } from 'zod';
import {
  defineDataAttack,
  defineDataset,
  defineModel,
  defineRule,
  loadDataset,
  resolveModel,
  statelessRule,
} from '../../src/ml/index.ts';
import { parseExperiment } from '../../src/sim/experiment/load.ts';
import { BUILT_IN, extendRegistries, loadPlugins } from '../../src/sim/plugins.ts';
import { PluginError } from '../../src/sim/plugin-error.ts';
import { experimentContent } from '../helpers/experiments.ts';

/** The first vector, whatever the others say. */
const first = defineRule({
  name: 'first',
  summary: 'the first vector',
  options: z.strictObject({ scale: z.number().default(1) }),
  create: ({ scale }) =>
    statelessRule({
      name: 'first',
      f: 0,
      condition: { text: 'n >= 1', holds: (n) => n >= 1 },
      aggregate: (gradients) => gradients[0]!.map((coordinate) => coordinate * scale),
    }),
});

test('plugins - a rule of a plugin can be named like a built-in one, its options checked the same way', (t) => {
  const registries = extendRegistries(BUILT_IN, { rules: [first] }, 'mine.ts');
  const content = (rule: unknown) => experimentContent({ learning: { edgeServer: { rule } } });
  t.deepEqual(parseExperiment(content('first'), 'x', registries).learning.edgeServer.rule, { name: 'first', scale: 1 });
  t.throws(() => parseExperiment(content({ name: 'first', scael: 2 }), 'x', registries), {
    message: /learning\.edgeServer\.rule\.scael: unknown key "scael"; did you mean "scale"\?/,
  });
  t.throws(() => parseExperiment(content('first')), { message: /unknown rule "first"/ });
  t.false(BUILT_IN.rules.has('first'));
});

const wrong: readonly (readonly [string, Readonly<Record<string, unknown>>, RegExp])[] = [
  ['exports nothing', {}, /exports nothing/],
  ['exports an unknown list', { rulez: [] }, /unknown export "rulez"/],
  ['exports something other than a list', { rules: first }, /rules: expected a list/],
  ['takes a name that is taken', { rules: [{ ...first, name: 'mean' }] }, /rules\[0\]: the name "mean" is taken/],
  ['has a name that is none', { rules: [{ ...first, name: 'My Rule' }] }, /rules\[0\]: expected a name/],
  [
    'has a plain function in place of a definition',
    { attacks: [{ name: 'mine', create: () => null }] },
    /attacks\[0\] \("mine"\)/,
  ],
];

const flipOne = defineDataAttack({
  name: 'flip-one',
  summary: 'the first label becomes 0',
  options: z.strictObject({}),
  create:
    () =>
    ({ batch }) => ({ ...batch, labels: Uint8Array.of(0, ...batch.labels.subarray(1)) }),
});

test('plugins - models, data sets and attacks on data are taken in like rules', async (t) => {
  const wide = defineModel({
    name: 'wide',
    summary: 'one hidden layer',
    options: z.strictObject({ factor: z.int().min(1).default(8) }),
    create: ({ factor }, { classes }) => ({ kind: 'dense', hidden: [factor * classes] }),
  });
  const stripes = defineDataset({
    name: 'stripes',
    summary: 'two pixels',
    options: z.strictObject({}),
    load: () => {
      const examples = { features: Uint8Array.of(0, 255, 255, 0), scale: 1 / 255, labels: [0, 1] };
      return { classes: 2, featureShape: [2], train: examples, test: examples };
    },
  });
  const registries = extendRegistries(
    BUILT_IN,
    { models: [wide], datasets: [stripes], dataAttacks: [flipOne] },
    'mine.ts',
  );
  t.true(registries.dataAttacks.has('flip-one'));
  t.true(registries.dataAttacks.has('label-flip'));
  const content = experimentContent({
    data: { set: 'custom', name: 'stripes' },
    model: { kind: 'custom', name: 'wide', factor: 3 },
  });
  const { data, model } = parseExperiment(content, 'x', registries);
  t.deepEqual(model, { kind: 'custom', name: 'wide', factor: 3 });
  t.throws(() => parseExperiment(content, 'x'), { message: 'x: data: unknown data set "stripes"; known: none' });
  const misspelt = { ...content, model: { kind: 'custom', name: 'wide', facter: 3 } };
  t.throws(() => parseExperiment(misspelt, 'x', registries), { message: /model\.facter: .*did you mean "factor"/ });
  const dataset = await loadDataset(data, { places: { cacheDir: '/nowhere' }, datasets: registries.datasets });
  t.is(dataset.train.count, 2);
  const spec = await resolveModel(model, '/nowhere', { models: registries.models, shape: dataset });
  t.deepEqual(spec, { kind: 'dense', hidden: [6] });
});

test('plugins - an attack on gradients and one on data may not share a name', (t) => {
  const both = { dataAttacks: [{ ...flipOne, name: 'mimic' }] };
  t.throws(() => extendRegistries(BUILT_IN, both, 'mine.ts'), {
    instanceOf: PluginError,
    message: /"mimic" is taken: attacks and dataAttacks share/,
  });
});

for (const [name, plugin, message] of wrong) {
  test(`plugins - a module that ${name} is refused`, (t) => {
    t.throws(() => extendRegistries(BUILT_IN, plugin, 'mine.ts'), { instanceOf: PluginError, message });
  });
}

test('plugins - modules are imported by path; an absent and a broken one are refused', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-plugin-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const definition = "{ name: 'own', options: { safeParse: (data) => ({ success: true, data }) }, create: () => ({}) }";
  const registries = await loadPlugins([file('good.mjs', `export const attacks = [${definition}];`)]);
  t.true(registries.attacks.has('own'));
  await t.throwsAsync(loadPlugins([join(folder, 'none.mjs')]), { code: 'E_PLUGIN', message: /no such file/ });
  await t.throwsAsync(loadPlugins([file('broken.mjs', 'throw new Error("broken");')]), {
    code: 'E_PLUGIN',
    message: /cannot be imported: broken/,
  });
});

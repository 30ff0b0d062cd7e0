import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { z } from 'zod';
import { defineRule, statelessRule } from '../../src/ml/index.ts';
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

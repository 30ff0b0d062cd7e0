/** The examples of docs/extending.md are modules that load and fit. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'ava';
import { loadDataset, parameterLayout } from '../src/ml/index.ts';
import { createRandom } from '../src/random.ts';
import { parseExperiment } from '../src/sim/experiment/load.ts';
import { loadPlugins } from '../src/sim/plugins.ts';
import { experimentContent } from './helpers/experiments.ts';

const ROOT = resolve(import.meta.dirname, '..');
const page = readFileSync(resolve(ROOT, 'docs/extending.md'), 'utf8');
const blocks = [...page.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => match[1]!);

test('extending - every example of the page is a plugin that loads', async (t) => {
  t.is(blocks.length, 5);
  // Beside the sources, as the page's import expects.
  const folder = mkdtempSync(join(ROOT, 'node_modules', '.edgemlsim-docs-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const files = blocks.map((block, index) => {
    const file = join(folder, `example-${index}.ts`);
    writeFileSync(file, block.replaceAll("'../src/index.ts'", JSON.stringify(resolve(ROOT, 'src/index.ts'))));
    return file;
  });
  const registries = await loadPlugins(files);
  t.deepEqual(
    registries.rules
      .get('first')
      ?.create({ scale: 3 })
      .apply([Float32Array.of(2)], null).aggregate,
    Float32Array.of(6),
  );
  t.is(registries.attacks.get('echo')?.create({}).knowledge, 'own');
  const model = registries.models.get('pyramid')!.create({ levels: 1 }, { classes: 10, featureShape: [28, 28] });
  t.is(parameterLayout(model, { classes: 10, featureShape: [28, 28] }).tensors.length, 6);
  const { data } = parseExperiment(
    experimentContent({ data: { set: 'custom', name: 'rings', examples: 20 } }),
    'x',
    registries,
  );
  const rings = await loadDataset(data, { places: { cacheDir: folder }, datasets: registries.datasets });
  t.is(rings.train.count, 20);
  for (const [index, label] of rings.train.labels.entries())
    t.is(Math.floor(Math.hypot(...rings.train.features.subarray(2 * index, 2 * index + 2))), label);
  const fog = registries.dataAttacks.get('fog')!.create({ density: 1 });
  const batch = { features: Float32Array.of(0, 1), labels: Uint8Array.of(0) };
  const { features } = fog.apply({ batch, shape: rings, random: createRandom(1).stream('fog') });
  t.is(features[0], features[1]);
});

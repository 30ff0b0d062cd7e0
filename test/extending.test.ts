/** The examples of docs/extending.md are modules that load and fit. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'ava';
import { loadPlugins } from '../src/sim/plugins.ts';

const ROOT = resolve(import.meta.dirname, '..');
const page = readFileSync(resolve(ROOT, 'docs/extending.md'), 'utf8');
const blocks = [...page.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => match[1]!);

test('extending - every example of the page is a plugin that loads', async (t) => {
  t.true(blocks.length >= 2);
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
});

/** That a run without a window has nothing to do with this folder. */
import { readFileSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import test from 'ava';

const SOURCE = resolve(import.meta.dirname, '../../../src');

/** Files that are loaded with a file, by the imports and exports of values in them. */
function loadedWith(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, path] of text.matchAll(/^(?:import|export) (?!type )[^;]*? from '(\.[^']+)';$/gm))
    loadedWith(resolve(dirname(file), path!), found);
  return found;
}

test('viewer - nothing of it is loaded unless there is a window', (t) => {
  const viewer = resolve(SOURCE, 'sim/viewer') + sep;
  const isViewer = (file: string): boolean => file.startsWith(viewer);
  const program = [...loadedWith(resolve(SOURCE, 'cli/main.ts'))];
  t.true(program.includes(resolve(SOURCE, 'sim/traffic.ts')), 'the whole program is looked at');
  t.deepEqual(program.filter(isViewer), []);
  t.true([...loadedWith(resolve(viewer, 'index.ts'))].filter(isViewer).length > 15);
});

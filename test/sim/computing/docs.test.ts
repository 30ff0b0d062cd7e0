/** What docs/workers.md says is what the program does. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'ava';
import { parse } from 'yaml';
import type { z } from 'zod';
import { driftSpec, partitionSpec } from '../../../src/ml/index.ts';
import { collectionSpec } from '../../../src/sim/batches/spec.ts';
import { DEVICES } from '../../../src/sim/computing/devices.ts';
import { energySpec } from '../../../src/sim/computing/energy-spec.ts';
import { computingSpec } from '../../../src/sim/computing/spec.ts';
import { createSelection, selectionPolicies, selectionSpec } from '../../../src/sim/selection/index.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/workers.md'), 'utf8');

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  computing: computingSpec,
  energy: energySpec,
  selection: selectionSpec,
  division: partitionSpec,
  drift: driftSpec,
  collection: collectionSpec,
};

test('workers.md - every example is one that the program takes', (t) => {
  const examples = [...page.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text]) => parse(text!) as object);
  const seen = new Set<string>();
  for (const [key, value] of examples.flatMap((example) => Object.entries(example))) {
    seen.add(key);
    t.is(SCHEMAS[key]!.safeParse(value).error, undefined, key);
    if (key !== 'selection') continue;
    const { name, ...options } = value as { readonly name: string };
    t.notThrows(() => createSelection(name, options));
  }
  t.deepEqual([...seen].sort(), Object.keys(SCHEMAS).sort());
});

test('workers.md - the table of devices has them all, with their figures', (t) => {
  const rows = [...page.matchAll(/^\| `([a-z0-9-]+)` +\| ([\d.]+) +\| (peak|measured)/gm)];
  t.deepEqual(rows.map(([, name]) => name), Object.keys(DEVICES)); // prettier-ignore
  for (const [, name, gigaflops, figure] of rows) {
    const device = DEVICES[name as keyof typeof DEVICES];
    t.true(Math.abs(device.flopsPerSecond / 1e9 - Number(gigaflops)) < 0.5, name);
    t.true(figure === device.figure, name);
  }
});

test('workers.md - the table of policies has them all', (t) => {
  for (const name of selectionPolicies.keys()) t.true(page.includes(`| \`${name}\``), name);
});

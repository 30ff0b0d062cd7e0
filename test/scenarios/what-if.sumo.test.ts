/** Every what-if script, at its small size: it runs, and says what can be relied on even so. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { addOrWiden } from '../../scenarios/what-if/add-or-widen.ts';
import { choosingWorkers } from '../../scenarios/what-if/choosing-workers.ts';
import { convoyOfLiars } from '../../scenarios/what-if/convoy.ts';
import { localOrGlobal } from '../../scenarios/what-if/local-or-global.ts';
import { priceOfRobustness } from '../../scenarios/what-if/price-of-robustness.ts';
import { rushHour } from '../../scenarios/what-if/rush-hour.ts';
import type { WhatIf } from '../../scenarios/what-if/script.ts';
import type { ComparisonRow } from '../../src/index.ts';
import { sumoTest } from '../helpers/sumo.ts';

const FOLDER = resolve(import.meta.dirname, '../../scenarios/what-if');
const TIMEOUT_MS = 300_000;

type Rows = readonly ComparisonRow[];

/** What holds at any size, by script. */
const HOLDS: Readonly<Record<string, readonly [WhatIf, (t: ExecutionContext, rows: Rows) => void]>> = {
  'rush-hour': [
    rushHour,
    (t, [rush, failed, back]) => {
      t.not(failed!.digest, rush!.digest);
      // Longer than what is left of the small run.
      t.is(back!.used, failed!.used);
    },
  ],
  'add-or-widen': [
    addOrWiden,
    (t, [two, , , wide]) => {
      t.true(wide!.gradients > two!.gradients, 'more vehicles in range, more gradients');
    },
  ],
  convoy: [
    convoyOfLiars,
    (t, rows) => {
      t.deepEqual(
        rows.map(({ faulted }) => faulted > 0),
        [false, true, true, false, true, true],
      );
      t.true(rows[2]!.faulted <= rows[1]!.faulted, 'a convoy is near one edge server at a time');
    },
  ],
  'local-or-global': [
    localOrGlobal,
    (t, [honest, one, local, global]) => {
      t.is(honest!.faulted, 0);
      t.true(one!.faulted <= local!.faulted && local!.faulted <= global!.faulted);
    },
  ],
  'price-of-robustness': [
    priceOfRobustness,
    (t, rows) => {
      t.true(rows.every(({ faulted }) => faulted === 0));
      t.is(
        new Set(rows.map(({ used, rounds }) => `${used} ${rounds}`)).size,
        1,
        'a rule does not change who comes when',
      );
    },
  ],
  'choosing-workers': [
    choosingWorkers,
    (t, rows) => {
      t.true(rows.every(({ gradients }) => gradients > 0));
    },
  ],
};

for (const [name, [script, holds]] of Object.entries(HOLDS)) {
  sumoTest(`what-if - ${name}`, async (t) => {
    t.timeout(TIMEOUT_MS);
    const rows = await script.ask({ small: true, seed: 1 });
    holds(t, rows);
    t.false(script.verdict(rows).includes('undefined'));
  });
}

test('what-if - every script is run here, and says what it asks, expects and found', (t) => {
  const scripts = readdirSync(FOLDER).filter((file) => file.endsWith('.ts') && file !== 'script.ts');
  t.deepEqual(
    scripts.sort(),
    Object.keys(HOLDS)
      .map((name) => `${name}.ts`)
      .sort(),
  );
  for (const file of scripts) {
    const text = readFileSync(resolve(FOLDER, file), 'utf8');
    for (const heading of ['Question: ', 'Expected: ', 'Found: ', 'Run time: '])
      t.regex(text, new RegExp(`^ \\* ${heading}\\w`, 'm'), `${file}: ${heading}`);
    const imports = [...text.matchAll(/from '([^']+)'/g)].map((match) => match[1]!);
    t.deepEqual(
      imports.filter((target) => !['../../src/index.ts', './script.ts'].includes(target)),
      [],
      file,
    );
  }
});

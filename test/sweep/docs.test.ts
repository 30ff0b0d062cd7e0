/** What docs/sweeps.md shows is what there is. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'ava';
import { parse } from 'yaml';
import { parseExperiment } from '../../src/sim/index.ts';
import { expand } from '../../src/sweep/expand.ts';
import { readSweep } from '../../src/sweep/notation.ts';

const PAGE = readFileSync(resolve(import.meta.dirname, '../../docs/sweeps.md'), 'utf8');

test('sweeps.md - its experiment makes 18 runs, all of them valid', (t) => {
  const example = /```yaml\n([\s\S]*?)```/.exec(PAGE)![1]!;
  const { dimensions, runs } = expand(parse(example), 'sweep.yaml');
  t.deepEqual(dimensions, ['seed', 'rule', 'attack']);
  t.is(runs.length, 18);
  for (const { content } of runs) t.notThrows(() => parseExperiment(content, 'sweep.yaml'));
  t.deepEqual(runs.at(-1)?.labels, { seed: '3', rule: 'marginal-median', attack: 'sign-flip' });
});

test('sweeps.md - every form in its table can be read', (t) => {
  const forms = [...PAGE.matchAll(/^\| `(\{sweep: .*\})` /gm)].map((match) => match[1]!);
  t.is(forms.length, 4);
  for (const form of forms) t.true(readSweep(parse(form), ['value']).values.length > 1, form);
});

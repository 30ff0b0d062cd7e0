import { readFileSync } from 'node:fs';
import test from 'ava';
import { parse } from 'yaml';
import { attacks, dataAttacks } from '../../../src/ml/index.ts';
import { faultSpec, planFaults } from '../../../src/sim/faults/index.ts';

const page = readFileSync(new URL('../../../docs/faults.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => parse(text!) as { faults: unknown[] });

test('faults - every example of the manual is valid', (t) => {
  t.true(examples.length >= 9);
  for (const { faults } of examples) {
    const plans = planFaults(
      faults.map((fault) => faultSpec.parse(fault)),
      { edgeServers: ['rsu1', 'rsu2'], attacks, dataAttacks, source: 'docs/faults.md' },
    );
    t.is(plans.length, faults.length);
  }
});

test('faults - the manual shows every kind, tier and key', (t) => {
  const shown = new Set(
    examples
      .flatMap(({ faults }) => faults.flatMap((fault) => Object.entries(fault as object)))
      .flatMap(([key, value]) => [key, `${key}: ${value}`]),
  );
  for (const option of faultSpec.options) for (const key of Object.keys(option.shape)) t.true(shown.has(key), key);
  for (const kind of ['crash', 'omission', 'delay']) t.true(shown.has(`kind: ${kind}`), kind);
  for (const node of ['edge-server', 'cloud-link']) t.true(shown.has(`node: ${node}`), node);
});

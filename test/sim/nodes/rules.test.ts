import test from 'ava';
import { createRandom } from '../../../src/random.ts';
import type { TierSpec } from '../../../src/sim/experiment/schema.ts';
import { BUILT_IN } from '../../../src/sim/plugins.ts';
import { createRuleChooser } from '../../../src/sim/nodes/rules.ts';

const context = { random: createRandom(1), registries: BUILT_IN };

function choose(spec: Partial<TierSpec>, inputs: number) {
  return createRuleChooser({ rule: 'mean', preAggregations: [], tooFew: 'skip', ...spec }, context).choose(inputs);
}

const trimmed = { name: 'trimmed-mean', f: 3 };

test('rules - enough vectors: the rule as declared', (t) => {
  t.like(choose({ rule: trimmed }, 7), { kind: 'aggregate', adaptation: 'as-declared' });
});

test('rules - skip and wait say so', (t) => {
  t.deepEqual(choose({ rule: trimmed, tooFew: 'skip' }, 6), { kind: 'skip' });
  t.deepEqual(choose({ rule: trimmed, tooFew: 'wait' }, 6), { kind: 'wait' });
});

for (const [inputs, expected] of [
  // f = 2 of five values leaves the median; f = 1 of four the mean of the middle two; f = 0 of one the value.
  [5, 3],
  [4, 2.5],
  [1, 1],
] as const) {
  test(`rules - relax uses the largest f that ${inputs} vectors allow`, (t) => {
    const choice = choose({ rule: trimmed, tooFew: 'relax' }, inputs);
    if (choice.kind !== 'aggregate') {
      t.fail(choice.kind);
      return;
    }
    t.is(choice.adaptation, 'relaxed');
    const vectors = [1, 2, 3, 4, 5].slice(0, inputs).map((value) => Float32Array.of(value));
    t.deepEqual(choice.rule.apply(vectors, choice.rule.init(1)).aggregate, Float32Array.of(expected));
  });
}

test('rules - relax reaches into pre-aggregations too', (t) => {
  const spec = {
    preAggregations: [{ name: 'nearest-neighbour-mixing', f: 3 }],
    rule: trimmed,
    tooFew: 'relax' as const,
  };
  t.like(choose(spec, 3), { kind: 'aggregate', adaptation: 'relaxed' });
});

test('rules - fallback uses the other rule', (t) => {
  const choice = choose({ rule: trimmed, tooFew: { fallback: 'marginal-median' } }, 2);
  t.like(choice, { kind: 'aggregate', adaptation: 'fallback' });
  t.is(choice.kind === 'aggregate' ? choice.rule.name : '', 'marginal-median');
});

test('rules - each rule of a node has a key of its own, the same after a restart', (t) => {
  const keys = (spec: Partial<TierSpec>, counts: readonly number[]) =>
    counts.map((inputs) => {
      const choice = choose(spec, inputs);
      return choice.kind === 'aggregate' ? choice.key : choice.kind;
    });
  t.deepEqual(keys({ rule: trimmed, tooFew: 'relax' }, [7, 6, 5, 3]), ['declared', 'f=2', 'f=2', 'f=1']);
  t.deepEqual(keys({ rule: trimmed, tooFew: { fallback: 'mean' } }, [7, 6]), ['declared', 'fallback']);
});

test('rules - an adapted rule is the same object each time, so that its state can be kept', (t) => {
  const chooser = createRuleChooser({ rule: trimmed, preAggregations: [], tooFew: 'relax' }, context);
  const [first, second] = [chooser.choose(5), chooser.choose(5)];
  t.is(first.kind === 'aggregate' && first.rule, second.kind === 'aggregate' && second.rule);
});

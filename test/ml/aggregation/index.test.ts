import test from 'ava';
import { AggregationError, aggregationRules, createRule } from '../../../src/ml/aggregation/index.ts';

const vectors = (...rows: readonly (readonly number[])[]): Float32Array[] => rows.map((row) => Float32Array.from(row));

test('aggregation - an unknown name is refused with the known ones', (t) => {
  const error = t.throws(() => createRule('medain'), { instanceOf: AggregationError, code: 'E_UNKNOWN_RULE' });
  t.regex(error.message, /'medain'.*marginal-median/);
});

test('aggregation - unknown and ill-typed options are refused by name', (t) => {
  t.throws(() => createRule('mean', { g: 1 }), { code: 'E_RULE_OPTIONS', message: /mean.*"g"/ });
  t.throws(() => createRule('marginal-median', { f: -1 }), { code: 'E_RULE_OPTIONS', message: /marginal-median.*f: / });
});

test('aggregation - a rule refuses an empty list, unequal lengths and too many faults', (t) => {
  const rule = createRule('marginal-median', { f: 1 });
  const state = rule.init(2);
  const empty = t.throws(() => rule.apply([], state), { instanceOf: AggregationError, code: 'E_NO_GRADIENTS' });
  t.like(empty.details, { rule: 'marginal-median', n: 0, f: 1 });
  const shape = t.throws(() => rule.apply(vectors([1, 2], [1, 2], [1]), state), {
    instanceOf: AggregationError,
    code: 'E_SHAPE_MISMATCH',
  });
  t.is(shape.details.index, 2);
  t.regex(shape.message, /gradient 2 has 1 coordinates, expected 2/);
  const faults = t.throws(() => rule.apply(vectors([1, 2], [3, 4]), state), {
    instanceOf: AggregationError,
    code: 'E_TOO_MANY_FAULTS',
  });
  t.like(faults.details, { n: 2, f: 1 });
  t.regex(faults.message, /needs 2f < n, got n = 2, f = 1/);
  t.false(rule.condition.holds(2));
  t.true(rule.condition.holds(3));
});

test('aggregation - every definition describes each of its options', (t) => {
  for (const [name, definition] of aggregationRules) {
    t.is(definition.name, name);
    t.regex(definition.summary, /^.{20,160}\.$/s, name);
    for (const [option, schema] of Object.entries(definition.options.shape)) {
      const described = (schema as { description?: string }).description;
      t.truthy(described, `${name}.${option}`);
    }
  }
});

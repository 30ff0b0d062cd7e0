import test from 'ava';
import { z } from 'zod';
import { byName, findByName, parseOptions } from '../../src/ml/definitions.ts';

const fail = (message: string): RangeError => new RangeError(message);

test('definitions - a registry keeps the order in which its parts were given', (t) => {
  t.deepEqual([...byName([{ name: 'b' }, { name: 'a' }]).keys()], ['b', 'a']);
});

test('definitions - a part is found by its name; for one that is unknown all that are known are named', (t) => {
  const parts = byName([{ name: 'mean' }, { name: 'krum' }]);
  t.deepEqual(findByName(parts, { kind: 'rule', name: 'krum' }, fail), { name: 'krum' });
  t.throws(() => findByName(parts, { kind: 'rule', name: 'median' }, fail), {
    instanceOf: RangeError,
    message: "rule 'median' is unknown; expected one of mean, krum",
  });
});

test('definitions - defaults are filled in, also where nothing is given', (t) => {
  const part = { name: 'part', options: z.strictObject({ f: z.int().default(2) }) };
  for (const given of [undefined, null, {}]) t.deepEqual(parseOptions(part, given, fail), { f: 2 });
  t.deepEqual(parseOptions(part, { f: 3 }, fail), { f: 3 });
});

test('definitions - every option that does not fit is named, and what is wrong with the whole has no path', (t) => {
  const options = z
    .object({ low: z.int(), high: z.int() })
    .refine(({ low, high }) => low <= high, { message: 'low is above high' });
  const part = { name: 'part', options };
  t.throws(() => parseOptions(part, { low: 0.5, high: 'x' }, fail), {
    message: /^part: options do not fit: low: .*; high: .*$/,
  });
  t.throws(() => parseOptions(part, { low: 2, high: 1 }, fail), {
    message: 'part: options do not fit: low is above high',
  });
});

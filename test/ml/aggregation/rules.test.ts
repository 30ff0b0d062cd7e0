/** Hand-worked cases of the rules that ByzFL's values do not cover, and of chains. */
import test from 'ava';
import { chain, createPreAggregation, createRule } from '../../../src/ml/aggregation/index.ts';
import { createRandom } from '../../../src/random.ts';

type Rows = readonly (readonly number[])[];
const vectors = (rows: Rows): Float32Array[] => rows.map((row) => Float32Array.from(row));

const aggregate = (name: string, options: object, rows: Rows): number[] => {
  const rule = createRule(name, options);
  return [...rule.apply(vectors(rows), rule.init(rows[0]!.length)).aggregate];
};

test('bulyan - seven numbers, one of them far off', (t) => {
  // Six lie in 0..10, one at 1000; five are selected, then the three nearest to their median are averaged.
  const [value] = aggregate('bulyan', { f: 1 }, [[0], [2], [4], [5], [7], [10], [1000]]);
  t.true(value! >= 2 && value! <= 7, `got ${value}`);
  t.deepEqual(aggregate('bulyan', { f: 1 }, [[3], [3], [3], [3], [3], [9], [-9]]), [3]);
});

test('multi-krum - averages as many as asked for', (t) => {
  const rows: Rows = [[0], [1], [2], [3], [4], [100]];
  t.deepEqual(aggregate('multi-krum', { f: 1, count: 1 }, rows), aggregate('krum', { f: 1 }, rows));
  t.deepEqual(aggregate('multi-krum', { f: 1 }, rows), [2]);
  t.throws(() => aggregate('multi-krum', { f: 1, count: 6 }, rows), {
    code: 'E_TOO_MANY_FAULTS',
    message: /n >= f \+ 6/,
  });
});

test('monna - follows the vector that is trusted', (t) => {
  const rows: Rows = [[0], [1], [10], [11], [12]];
  t.deepEqual(aggregate('monna', { f: 2 }, rows), [Math.fround(11 / 3)]);
  t.deepEqual(aggregate('monna', { f: 2, trusted: 4 }, rows), [11]);
  t.throws(() => aggregate('monna', { f: 2, trusted: 5 }, rows), { code: 'E_TOO_MANY_FAULTS', message: /n > 5/ });
});

test('centered-clipping - a state of another model is refused', (t) => {
  const rule = createRule('centered-clipping');
  t.throws(() => rule.apply(vectors([[1, 2]]), rule.init(3)), { code: 'E_SHAPE_MISMATCH', message: /state has 3/ });
});

test('norm-clipping - shortens to the bound, or to the median norm', (t) => {
  t.deepEqual(
    aggregate('norm-clipping', { bound: 5 }, [
      [3, 4],
      [30, 40],
    ]),
    [3, 4],
  );
  // Norms 1, 2, 100: the third is shortened to 2.
  t.deepEqual(
    aggregate('norm-clipping', {}, [
      [1, 0],
      [0, 2],
      [0, 100],
    ]),
    [Math.fround(1 / 3), Math.fround(4 / 3)],
  );
  t.deepEqual(
    aggregate('norm-clipping', { bound: 1 }, [
      [NaN, 0],
      [Infinity, 1],
    ]),
    [0, 0],
  );
});

test('comparative-elimination - drops the longest, averages or adds the rest', (t) => {
  const rows: Rows = [
    [3, 0],
    [0, 1],
    [-9, 9],
  ];
  t.deepEqual(aggregate('comparative-elimination', { f: 1 }, rows), [1.5, 0.5]);
  t.deepEqual(aggregate('comparative-elimination', { f: 1, reduce: 'sum' }, rows), [3, 1]);
});

test('sign-majority - votes in each coordinate; zeros and NaN abstain, even votes give zero', (t) => {
  const rows: Rows = [
    [5, -1, 0, NaN, 2],
    [1, -7, 0, -3, -2],
    [-9, 4, 1, 0, 0],
  ];
  t.deepEqual(aggregate('sign-majority', { scale: 0.5 }, rows), [0.5, -0.5, 0.5, -0.5, 0]);
});

test('fltrust - weighs by the cosine to the trusted one, at its length', (t) => {
  // Trusted (2, 0). (3, 4): cosine 0.6, as long as the trusted: (1.2, 1.6). (-1, 0): opposite, out. (5, 0): cosine 1.
  const [x, y] = aggregate('fltrust', {}, [
    [2, 0],
    [3, 4],
    [-1, 0],
    [5, 0],
  ]);
  t.true(Math.abs(x! - (0.6 * 1.2 + 2) / 1.6) < 1e-6, `${x}`);
  t.true(Math.abs(y! - (0.6 * 1.6) / 1.6) < 1e-6, `${y}`);
  t.deepEqual(
    aggregate('fltrust', {}, [
      [2, 0],
      [-1, 0],
      [0, 0],
      [NaN, 1],
    ]),
    [0, 0],
  );
  t.throws(() => aggregate('fltrust', {}, [[1]]), { code: 'E_TOO_MANY_FAULTS', message: /n >= 2/ });
});

test('geometric-median - fulfils its optimality condition', (t) => {
  // Sum of unit vectors from the median to the points is zero.
  const rows: Rows = [
    [1, 2, 3],
    [-1, 4, -1],
    [2, 2, 3],
    [3, 1, 3],
  ];
  const point = aggregate('geometric-median', { smoothing: 1e-9, iterations: 2000 }, rows);
  const sum = [0, 0, 0];
  for (const row of rows) {
    const gap = row.map((value, k) => value - point[k]!);
    const norm = Math.hypot(...gap);
    for (const k of [0, 1, 2]) sum[k]! += gap[k]! / norm;
  }
  t.true(Math.hypot(...sum) < 1e-3, sum.join(' '));
});

test('bucketing - averages every vector once, in the order drawn for the call', (t) => {
  const link = createPreAggregation('bucketing', { size: 2 }, { random: createRandom(3) });
  const given = vectors([[1], [2], [4], [8], [16]]);
  let state = link.init();
  const seen = new Set<string>();
  for (let call = 0; call < 6; call++) {
    const result = link.apply(given, state);
    state = result.state;
    const [first, second, last] = result.vectors.map((vector) => vector[0]!);
    t.is(2 * first! + 2 * second! + last!, 31);
    seen.add(`${first} ${second} ${last}`);
  }
  t.true(seen.size > 1);
});

test('chain - passes vectors and states along, and knows its condition', (t) => {
  const random = createRandom(3);
  const rule = chain(
    [createPreAggregation('bucketing', { size: 2 }, { random }), createPreAggregation('static-clipping', { bound: 1 })],
    createRule('centered-clipping', { f: 1, threshold: 10 }),
  );
  t.is(rule.name, 'bucketing > static-clipping > centered-clipping');
  t.false(rule.condition.holds(4), 'two buckets cannot outvote one');
  t.true(rule.condition.holds(5));
  t.regex(rule.condition.text, /2f < n \(centered-clipping\)/);
  const given = vectors([
    [0.5, 0],
    [0, 0.5],
    [0.5, 0.5],
    [0, 0],
    [90, 90],
    [-1, 0],
  ]);
  const first = rule.apply(given, rule.init(2));
  t.true(Math.hypot(...first.aggregate) <= 1);
  const second = rule.apply(given, first.state);
  t.notDeepEqual(second.aggregate, first.aggregate, 'another draw of buckets, from the first centre');
  t.deepEqual(rule.apply(given, structuredClone(first.state)), second);
  t.throws(() => rule.apply(given.slice(0, 4), rule.init(2)), {
    code: 'E_TOO_MANY_FAULTS',
    message: /centered-clipping.*n = 2/,
  });
});

test('chain - without pre-aggregations is the rule itself', (t) => {
  const rule = createRule('trimmed-mean', { f: 1 });
  const given = vectors([[1], [5], [3], [90]]);
  const chained = chain([], rule);
  t.deepEqual(chained.apply(given, chained.init(1)).aggregate, rule.apply(given, null).aggregate);
});

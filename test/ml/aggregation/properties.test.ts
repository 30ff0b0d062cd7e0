/**
 * Properties of every rule, by one macro. What a rule does not promise is said in its row, with the reason.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test from 'ava';
import {
  aggregationRules,
  createRule,
  preAggregations,
  createPreAggregation,
} from '../../../src/ml/aggregation/index.ts';
import type { AggregationRule } from '../../../src/ml/aggregation/index.ts';
import { createKernels } from '../../../src/ml/kernels/index.ts';
import { createRandom, permutation } from '../../../src/random.ts';

type Vectors = readonly Float32Array[];

interface Row {
  readonly name: string;
  readonly options: object;
  /** Faults that it tolerates among `n`. */
  readonly f: number;
  readonly n: number;
  /** Result after reordering: the same bits (default), or within rounding. */
  readonly order?: 'rounding' | 'no';
  /** rule(g + c) = rule(g) + c. */
  readonly translation?: false;
  /** rule(c g) = c rule(g), c > 0. */
  readonly scaling?: false;
  /** rule(v, ..., v) = v. */
  readonly agreement?: false;
  /** f + 1 colluding vectors (of n = 2f + 1) move the result beyond all honest values. */
  readonly breakdown?: false;
}

const f = 2;
const n = 7;
const context = { random: createRandom(5), kernels: createKernels() };

/** Clipping and signs bound what any number of faulty vectors can do; distances from 0 are not translated. */
const bounded = { translation: false, breakdown: false } as const;

const table: readonly Row[] = [
  { name: 'mean', options: {}, f: 0, n, order: 'rounding' },
  { name: 'marginal-median', options: { f }, f, n },
  { name: 'trimmed-mean', options: { f }, f, n },
  { name: 'mean-around-median', options: { f }, f, n },
  // Three steps from 0 with a fixed smoothing: neither translated nor scaled, and not quite at a common point.
  { name: 'geometric-median', options: { f }, f, n, order: 'rounding', translation: false, scaling: false },
  {
    name: 'geometric-median',
    options: { f, smoothing: 1e-9, iterations: 500 },
    f,
    n,
    order: 'rounding',
  },
  { name: 'krum', options: { f }, f, n },
  { name: 'krum', options: { f, variant: 'byzfl' }, f, n },
  { name: 'krum', options: { f, variant: 'garfield' }, f, n },
  { name: 'krum', options: { f, variant: 'blades' }, f, n },
  { name: 'multi-krum', options: { f }, f, n, order: 'rounding' },
  { name: 'multi-krum', options: { f, count: 2 }, f, n, order: 'rounding' },
  { name: 'bulyan', options: { f: 1 }, f: 1, n },
  // Several subsets may share the least diameter, of which the first is taken.
  { name: 'minimum-diameter-averaging', options: { f }, f, n, order: 'no' },
  // Its trusted vector has a place in the order.
  { name: 'monna', options: { f }, f, n, order: 'no' },
  { name: 'centered-clipping', options: { f, threshold: 1e9 }, f: 0, n, order: 'rounding' },
  {
    name: 'centered-clipping',
    options: { f, threshold: 1 },
    f,
    n,
    order: 'rounding',
    scaling: false,
    agreement: false,
    ...bounded,
  },
  { name: 'norm-clipping', options: { f }, f, n, order: 'rounding', translation: false },
  {
    name: 'norm-clipping',
    options: { f, bound: 1 },
    f,
    n,
    order: 'rounding',
    scaling: false,
    agreement: false,
    ...bounded,
  },
  // Faulty vectors that are short are kept: what breaks it are short ones, not the long ones used here.
  { name: 'comparative-elimination', options: { f }, f, n, order: 'rounding', translation: false },
  { name: 'divide-and-conquer', options: { f, coordinates: 40 }, f, n, order: 'rounding' },
  { name: 'caf', options: { f }, f, n, order: 'rounding' },
  { name: 'smea', options: { f }, f, n, order: 'rounding' },
  { name: 'sign-majority', options: { f }, f, n, scaling: false, agreement: false, ...bounded },
  { name: 'fltrust', options: {}, f, n, order: 'no', ...bounded },
];

const dimension = 60;

/** Vectors around a common direction, as gradients of one model are: N(2, 1) in each coordinate. */
function honestVectors(count: number, seed: number): Float32Array[] {
  const stream = createRandom(seed).stream('honest');
  return Array.from({ length: count }, () => Float32Array.from({ length: dimension }, () => 2 + stream.normal()));
}

const once = (rule: AggregationRule, vectors: Vectors): Float32Array =>
  rule.apply(vectors, rule.init(vectors[0]!.length)).aggregate;

const relativeError = (actual: Float32Array, wanted: Float32Array): number => {
  const norm = (values: Float32Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return norm(actual.map((value, k) => value - wanted[k]!)) / Math.max(1e-12, norm(wanted));
};

/** Largest distance of any coordinate from the interval that honest values span there, in their spans. */
function escape(result: Float32Array, honest: Vectors): number {
  return result.reduce((worst, value, k) => {
    const values = honest.map((vector) => vector[k]!);
    const [low, high] = [Math.min(...values, 0), Math.max(...values, 0)];
    const outside = Math.max(low - value, value - high, 0) / (high - low);
    return Number.isNaN(value) ? Infinity : Math.max(worst, outside);
  }, 0);
}

for (const row of table) {
  const title = `${row.name} ${JSON.stringify(row.options)}`;
  const make = (): AggregationRule => createRule(row.name, row.options, context);

  test(`${title} - order of inputs`, (t) => {
    if (row.order === 'no') {
      t.pass();
      return;
    }
    const vectors = honestVectors(row.n, 1);
    const wanted = once(make(), vectors);
    const stream = createRandom(2).stream('order');
    for (let trial = 0; trial < 5; trial++) {
      const order = permutation(row.n, stream);
      const actual = once(
        make(),
        Array.from(order, (index) => vectors[index]!),
      );
      if (row.order === 'rounding') t.true(relativeError(actual, wanted) < 1e-6, `order ${order.join(' ')}`);
      else t.deepEqual(actual, wanted, `order ${order.join(' ')}`);
    }
  });

  test(`${title} - translation`, (t) => {
    const vectors = honestVectors(row.n, 3);
    const holds = [5, -2, 100].map((shift) => {
      const moved = once(
        make(),
        vectors.map((vector) => vector.map((value) => value + shift)),
      );
      const wanted = once(make(), vectors).map((value) => value + shift);
      return relativeError(moved, wanted) < 1e-4;
    });
    // What is not promised is shown not to hold, so that the table stays true.
    t.is(holds.every(Boolean), row.translation ?? true, holds.join(' '));
  });

  test(`${title} - scaling`, (t) => {
    const vectors = honestVectors(row.n, 4);
    const holds = [2 ** -10, 2 ** 10].map((factor) => {
      const scaled = once(
        make(),
        vectors.map((vector) => vector.map((value) => value * factor)),
      );
      const wanted = once(make(), vectors).map((value) => value * factor);
      return relativeError(scaled, wanted) < 1e-4;
    });
    t.is(holds.every(Boolean), row.scaling ?? true, holds.join(' '));
  });

  test(`${title} - agreement without faults`, (t) => {
    const [vector] = honestVectors(1, 5);
    const same = Array.from({ length: row.n }, () => vector!);
    t.is(relativeError(once(make(), same), vector!) < 1e-6, row.agreement ?? true);
  });

  test(`${title} - f faulty vectors of any size do not break it`, (t) => {
    const honest = honestVectors(row.n - row.f, 6);
    for (const value of [1e3, -1e3, 1e20, -1e20, 3e38]) {
      for (const direction of [1, -1]) {
        const faulty = Array.from({ length: row.f }, (_, index) =>
          new Float32Array(dimension).fill(value * direction ** index),
        );
        // Honest ones first, for the rules that trust the first.
        const result = once(make(), [...honest, ...faulty]);
        t.true(escape(result, honest) < 1, `value ${value}: ${escape(result, honest)} spans outside`);
      }
    }
  });

  test(`${title} - f vectors that are not finite do not break it`, (t) => {
    const honest = honestVectors(row.n - row.f, 7);
    const spoilt = honest[0]!.slice();
    spoilt[3] = NaN;
    for (const bad of [spoilt, new Float32Array(dimension).fill(NaN), new Float32Array(dimension).fill(Infinity)]) {
      for (const negated of [false, true]) {
        const faulty = Array.from({ length: row.f }, () => (negated ? bad.map((value) => -value) : bad));
        const result = once(make(), [...honest, ...faulty]);
        t.true(escape(result, honest) < 1, `value ${bad[3]}: ${escape(result, honest)} spans outside`);
      }
    }
  });

  test(`${title} - a majority of faulty vectors breaks it`, (t) => {
    const count = Math.floor(row.n / 2) + 1;
    const honest = honestVectors(row.n - count, 8);
    const faulty = Array.from({ length: row.name === 'mean' ? 1 : count }, () =>
      new Float32Array(dimension).fill(-1e4),
    );
    const rest = row.name === 'mean' ? honestVectors(row.n - 1, 8) : honest;
    const result = once(make(), [...rest, ...faulty]);
    t.is(escape(result, rest) > 1, row.breakdown ?? true, `${escape(result, rest)} spans outside`);
  });

  test(`${title} - inputs and state are never changed, the result is new`, (t) => {
    const vectors = honestVectors(row.n, 9);
    const copies = vectors.map((vector) => vector.slice());
    const rule = make();
    const state = rule.init(dimension);
    const stateBefore = structuredClone(state);
    const { aggregate, state: next } = rule.apply(vectors, state);
    t.deepEqual(vectors, copies);
    t.deepEqual(state, stateBefore);
    t.true(vectors.every((vector) => vector.buffer !== aggregate.buffer));
    const nextBefore = structuredClone(next);
    aggregate.fill(7);
    t.deepEqual(next, nextBefore, 'the state does not lie in the result');
  });

  test(`${title} - no hidden state: the same input and state give the same bits, whatever came between`, (t) => {
    const rule = make();
    const vectors = honestVectors(row.n, 10);
    const first = rule.apply(vectors, rule.init(dimension));
    rule.apply(honestVectors(row.n, 11), first.state);
    t.deepEqual(rule.apply(vectors, rule.init(dimension)), first);
    t.deepEqual(make().apply(vectors, make().init(dimension)), first);
    t.deepEqual(structuredClone(first.state), first.state, 'the state is plain data');
  });

  test(`${title} - its condition is checked`, (t) => {
    const rule = make();
    for (let count = 1; count < 12; count++) {
      const attempt = () => once(rule, honestVectors(count, 12));
      if (rule.condition.holds(count)) t.notThrows(attempt, `n = ${count}`);
      else t.throws(attempt, { code: 'E_TOO_MANY_FAULTS', message: new RegExp(`^${row.name}: .*n = ${count}`) });
    }
    t.throws(() => once(rule, [...honestVectors(row.n - 1, 13), new Float32Array(3)]), {
      code: 'E_SHAPE_MISMATCH',
      message: new RegExp(`gradient ${row.n - 1} has 3 coordinates, expected ${dimension}`),
    });
    t.throws(() => rule.apply([], rule.init(dimension)), { code: 'E_NO_GRADIENTS' });
  });
}

test('properties - the table holds every rule', (t) => {
  t.deepEqual(new Set(table.map(({ name }) => name)), new Set(aggregationRules.keys()));
});

test('properties - memory stays flat over many aggregations', (t) => {
  const rules = table.map(({ name, options }) => {
    const rule = createRule(name, options, { random: context.random });
    return { rule, state: rule.init(dimension) };
  });
  const vectors = honestVectors(n, 14);
  const run = (rounds: number): void => {
    for (let round = 0; round < rounds; round++) {
      for (const entry of rules) entry.state = entry.rule.apply(vectors, entry.state).state;
    }
  };
  const bytes = (): number => {
    const { heapUsed, arrayBuffers, external } = process.memoryUsage();
    return heapUsed + arrayBuffers + external;
  };
  run(20);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = bytes();
  run(400);
  collect();
  // Ten thousand aggregations of 7 x 60 float32: 4 MB if their results stayed.
  const grown = bytes() - before;
  t.true(grown < 1.5e6, `grew by ${grown} bytes`);
});

for (const [name, options] of [
  ['nearest-neighbour-mixing', { f }],
  ['bucketing', { size: 2 }],
  ['static-clipping', { bound: 3 }],
  ['adaptive-clipping', { f }],
] as const) {
  test(`${name} - inputs are never changed, no hidden state, as many outputs as promised`, (t) => {
    const link = createPreAggregation(name, options, context);
    const vectors = honestVectors(n, 15);
    const copies = vectors.map((vector) => vector.slice());
    const first = link.apply(vectors, link.init());
    t.deepEqual(vectors, copies);
    t.is(first.vectors.length, link.outputs(n));
    link.apply(honestVectors(n, 16), first.state);
    t.deepEqual(link.apply(vectors, link.init()), first);
    t.throws(() => link.apply([], link.init()), { code: 'E_NO_GRADIENTS' });
    t.throws(() => link.apply([...vectors, new Float32Array(1)], link.init()), { code: 'E_SHAPE_MISMATCH' });
  });

  test(`${name} - f vectors that are not finite spoil at most f outputs`, (t) => {
    const link = createPreAggregation(name, options, context);
    const vectors = [
      ...honestVectors(n - f, 17),
      ...[NaN, Infinity].map((value) => new Float32Array(dimension).fill(value)),
    ];
    const { vectors: outputs } = link.apply(vectors, link.init());
    t.true(outputs.filter((vector) => !vector.every(Number.isFinite)).length <= f);
  });
}

test('properties - every pre-aggregation is tried', (t) => {
  t.deepEqual(
    [...preAggregations.keys()],
    ['nearest-neighbour-mixing', 'bucketing', 'static-clipping', 'adaptive-clipping'],
  );
});

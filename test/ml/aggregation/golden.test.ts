/**
 * Values that other implementations gave: all of ByzFL's where the data folder is there, and a committed handful.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { chain, createPreAggregation, createRule } from '../../../src/ml/aggregation/index.ts';

type Rows = readonly (readonly number[])[];

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = process.env['EDGEMLSIM_DATA'] ?? join(root, '..', 'shared', 'data');
const file = join(folder, 'golden', 'byzfl.json');

interface Golden {
  readonly X1: Rows;
  readonly X2: Rows;
  readonly X3: Rows;
  readonly results: Readonly<Record<string, unknown>>;
}

const vectors = (rows: Rows): Float32Array[] => rows.map((row) => Float32Array.from(row));

function aggregate(name: string, options: object, rows: Rows, calls = 1): number[] {
  const rule = createRule(name, options);
  let state = rule.init(rows[0]!.length);
  let result: Float32Array | undefined;
  for (let call = 0; call < calls; call++) ({ aggregate: result, state } = rule.apply(vectors(rows), state));
  return [...result!];
}

const mixed = (name: string, options: object, rows: Rows): number[][] => {
  const link = createPreAggregation(name, options);
  return link.apply(vectors(rows), link.init()).vectors.map((vector) => [...vector]);
};

function chained(f: number, bound: number | undefined, rows: Rows): number[] {
  const links = [createPreAggregation('nearest-neighbour-mixing', { f })];
  if (bound !== undefined) links.unshift(createPreAggregation('static-clipping', { bound }));
  const rule = chain(links, createRule('trimmed-mean', { f }));
  return [...rule.apply(vectors(rows), rule.init(rows[0]!.length)).aggregate];
}

const close = (actual: readonly number[], wanted: readonly number[], tolerance = 1e-6): boolean =>
  actual.length === wanted.length &&
  actual.every((value, k) => Math.abs(value - wanted[k]!) <= tolerance * Math.max(1, Math.abs(wanted[k]!)));

/** ByzFL's keys, and what they are called here. */
const byzflRules: Readonly<Record<string, (f: number, rows: Rows) => number[]>> = {
  Average: (_f, rows) => aggregate('mean', {}, rows),
  Median: (f, rows) => aggregate('marginal-median', { f }, rows),
  'TrMean(f=F)': (f, rows) => aggregate('trimmed-mean', { f }, rows),
  'Meamed(f=F)': (f, rows) => aggregate('mean-around-median', { f }, rows),
  'GeometricMedian(nu=0.1,T=3)': (f, rows) => aggregate('geometric-median', { f }, rows),
  'GeometricMedian(nu=0.1,T=100)': (f, rows) => aggregate('geometric-median', { f, iterations: 100 }, rows),
  'GeometricMedian(nu=1e-6,T=1000)': (f, rows) =>
    aggregate('geometric-median', { f, smoothing: 1e-6, iterations: 1000 }, rows),
  'Krum(f=F)': (f, rows) => aggregate('krum', { f, variant: 'byzfl' }, rows),
  'MultiKrum(f=F)': (f, rows) => aggregate('multi-krum', { f, variant: 'byzfl' }, rows),
  'MDA(f=F)': (f, rows) => aggregate('minimum-diameter-averaging', { f }, rows),
  'MoNNA(f=F,idx=1)': (f, rows) => aggregate('monna', { f, trusted: 1 }, rows),
  'CenteredClipping(m=0,L=1,tau=100)': (f, rows) => aggregate('centered-clipping', { f }, rows),
  'CenteredClipping(m=0,L=1,tau=1)': (f, rows) => aggregate('centered-clipping', { f, threshold: 1 }, rows),
  'CenteredClipping(m=0,L=5,tau=1)': (f, rows) =>
    aggregate('centered-clipping', { f, threshold: 1, iterations: 5 }, rows),
  'CenteredClipping(L=1,tau=1) called twice (stateful m)': (f, rows) =>
    aggregate('centered-clipping', { f, threshold: 1 }, rows, 2),
  'NNM(f=F)': (f, rows) => mixed('nearest-neighbour-mixing', { f }, rows).flat(),
  'Clipping(c=2)': (_f, rows) => mixed('static-clipping', { bound: 2 }, rows).flat(),
  'ARC(f=F)': (f, rows) => mixed('adaptive-clipping', { f }, rows).flat(),
  'NNM(f=F)>TrMean(f=F)': (f, rows) => chained(f, undefined, rows),
  'Clipping(2)>NNM>TrMean': (f, rows) => chained(f, 2, rows),
};

const infiniteRules: Readonly<Record<string, (rows: Rows) => number[]>> = {
  Average: (rows) => aggregate('mean', {}, rows),
  Median: (rows) => aggregate('marginal-median', { f: 1 }, rows),
  'TrMean(1)': (rows) => aggregate('trimmed-mean', { f: 1 }, rows),
  GeometricMedian: (rows) => aggregate('geometric-median', { f: 1 }, rows),
  'Krum(1)': (rows) => aggregate('krum', { f: 1, variant: 'byzfl' }, rows),
  'MultiKrum(1)': (rows) => aggregate('multi-krum', { f: 1, variant: 'byzfl' }, rows),
  'Meamed(1)': (rows) => aggregate('mean-around-median', { f: 1 }, rows),
  'MDA(1)': (rows) => aggregate('minimum-diameter-averaging', { f: 1 }, rows),
};

if (existsSync(file)) {
  const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;
  const matrices = [
    { key: 'X1', rows: golden.X1, f: 1 },
    { key: 'X2', rows: golden.X2, f: 2 },
    { key: 'X3', rows: golden.X3, f: 1 },
  ] as const;
  const numbers = (value: unknown): number[] => (value as readonly unknown[]).flat().map(Number);

  for (const { key, rows, f } of matrices) {
    for (const [rule, compute] of Object.entries(byzflRules)) {
      const entry = `${key}/${rule.replaceAll('F', String(f))}`;
      const wanted = golden.results[entry];
      // Not every rule was run on every matrix.
      if (wanted === undefined && rule.startsWith('MoNNA')) continue;
      test(`golden - ByzFL's ${entry}`, (t) => {
        t.not(wanted, undefined, 'the golden file holds this entry');
        const actual = compute(f, rows);
        t.true(close(actual, numbers(wanted)), `got ${actual.join(' ')}, expected ${numbers(wanted).join(' ')}`);
      });
    }
  }

  for (const [rule, compute] of Object.entries(infiniteRules)) {
    const entry = `X3 with row4=+inf/${rule}`;
    test(`golden - ByzFL's ${entry}`, (t) => {
      const wanted = numbers(golden.results[entry]);
      const actual = compute([...golden.X3.slice(0, 4), [Infinity, Infinity]]);
      t.true(
        actual.every((value, k) => value === wanted[k] || Math.abs(value - wanted[k]!) < 1e-6),
        `got ${actual.join(' ')}, expected ${wanted.join(' ')}`,
      );
    });
  }
} else {
  test.skip(`golden - ByzFL's values (no ${file}; set EDGEMLSIM_DATA)`, () => undefined);
}

const X2: Rows = [
  [1, 2, -1, 0.5],
  [1.2, 1.8, -0.9, 0.4],
  [0.9, 2.2, -1.1, 0.7],
  [1.1, 1.9, -1.3, 0.6],
  [0.8, 2.1, -0.8, 0.3],
  [10, -12, 9, -7],
  [-6, 8, 5, 4],
];

const committed: readonly (readonly [title: string, actual: () => number[], wanted: readonly number[]])[] = [
  [
    'geometric median of X2',
    () => aggregate('geometric-median', { f: 2 }, X2),
    [0.985445121785, 1.99121920509, -0.937639452449, 0.478381239181],
  ],
  ['multi-Krum of X2', () => aggregate('multi-krum', { f: 2, variant: 'byzfl' }, X2), [1, 2, -1.02, 0.5]],
  ['MDA of X2', () => aggregate('minimum-diameter-averaging', { f: 2 }, X2), [1, 2, -1.02, 0.5]],
  ['SMEA of X2', () => aggregate('smea', { f: 2 }, X2), [1, 2, -1.02, 0.5]],
  [
    'CAF of three collinear vectors',
    () =>
      aggregate('caf', { f: 1 }, [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ]),
    [4, 5, 6],
  ],
  [
    'SMEA of three collinear vectors',
    () =>
      aggregate('smea', { f: 1 }, [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ]),
    [2.5, 3.5, 4.5],
  ],
  [
    'Bulyan, Flower: f = 0 is the mean',
    () => aggregate('bulyan', { f: 0 }, [[0.2], [0.5], [0.7], [12], [0.1], [0.1]]),
    [13.6 / 6],
  ],
  [
    'trimmed mean, Blades: f = 1 of Y',
    () =>
      aggregate('trimmed-mean', { f: 1 }, [
        [1, 2, 3],
        [-1, 4, -1],
        [2, 2, 3],
        [3, 1, 3],
      ]),
    [1.5, 2, 3],
  ],
];

for (const [title, actual, wanted] of committed) {
  test(`golden - ${title}`, (t) => {
    const values = actual();
    t.true(close(values, wanted), `got ${values.join(' ')}, expected ${wanted.join(' ')}`);
  });
}

/** Seven vectors, f = 2, on which the field's Krums disagree. */
const witness: Rows = [
  [-3.1, 1.4],
  [-0.4, -0.4],
  [1.1, -4],
  [-0.3, 1.7],
  [0.5, -4.6],
  [0.4, -4.1],
  [-0.3, 0.1],
];

const layout = {
  dimension: 2,
  tensors: [0, 1].map((offset) => ({ name: `w${offset}`, role: 'weights', shape: [1], offset, size: 1 }) as const),
};

const winners = { blanchard: 6, byzfl: 1, garfield: 5, blades: 3, 'federated-scope': 5 } as const;

for (const [variant, winner] of Object.entries(winners)) {
  test(`golden - Krum as in ${variant} picks row ${winner} of the witness`, (t) => {
    const rule = createRule('krum', { f: 2, variant }, { layout });
    const picked = [...rule.apply(vectors(witness), null).aggregate];
    t.deepEqual(picked, [...Float32Array.from(witness[winner]!)]);
  });
}

/** Values that other people's programs gave for rules, pre-aggregations and attacks. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chain, createAttack, createPreAggregation, createRule } from '../../src/ml/index.ts';
import { createRandom } from '../../src/random.ts';
import { difference, expectThat, isClose, type Check } from './check.ts';

/** One row a vector. */
export type Rows = readonly (readonly number[])[];

/** Where ByzFL's values are: beside other shared data, unless somebody says otherwise. */
export function goldenFile(folder = process.env['EDGEMLSIM_DATA']): string {
  const shared = fileURLToPath(new URL('../../../shared/data', import.meta.url));
  return join(folder ?? shared, 'golden', 'byzfl.json');
}

const vectors = (rows: Rows): Float32Array[] => rows.map((row) => Float32Array.from(row));

function aggregate(name: string, options: object, rows: Rows, calls = 1): number[] {
  const rule = createRule(name, options);
  let state = rule.init(rows[0]!.length);
  let result = new Float32Array();
  for (let call = 0; call < calls; call++) {
    const next = rule.apply(vectors(rows), state);
    result = Float32Array.from(next.aggregate);
    state = next.state;
  }
  return [...result];
}

function mixed(name: string, options: object, rows: Rows): number[] {
  const link = createPreAggregation(name, options);
  return link.apply(vectors(rows), link.init()).vectors.flatMap((vector) => [...vector]);
}

function chained(f: number, bound: number | undefined, rows: Rows): number[] {
  const links = [createPreAggregation('nearest-neighbour-mixing', { f })];
  if (bound !== undefined) links.unshift(createPreAggregation('static-clipping', { bound }));
  const rule = chain(links, createRule('trimmed-mean', { f }));
  return [...rule.apply(vectors(rows), rule.init(rows[0]!.length)).aggregate];
}

/** ByzFL's defence in its own examples of attacks that are optimised. */
const byzflDefence = (f: number) =>
  chain(
    [createPreAggregation('nearest-neighbour-mixing', { f }), createPreAggregation('static-clipping', { bound: 2 })],
    createRule('trimmed-mean', { f }),
  );

/** What the last f of the participants send when the first are honest; their own gradients are large, so that using one shows. */
function forged(name: string, options: object, honest: Rows, f: number): number[] {
  const dimension = honest[0]!.length;
  const rows = [...honest, ...Array.from({ length: f }, () => honest[0]!.map(() => 1000))];
  const tensor = { name: 'w', role: 'weights', shape: [dimension], offset: 0, size: dimension } as const;
  const sent = createAttack(name, options).apply({
    gradients: vectors(rows),
    faulty: Array.from({ length: f }, (_, index) => honest.length + index),
    layout: { dimension, tensors: [tensor] },
    random: createRandom(1).stream('attack'),
    rule: byzflDefence(f),
  });
  return [...sent.at(-1)!];
}

type Compute = (f: number, rows: Rows) => number[];

/** ByzFL's names of rules, with F for its f; what they are called here; how to compute them. */
const byzflRules: readonly (readonly [byzfl: string, subject: string, compute: Compute])[] = [
  ['Average', 'mean', (_f, rows) => aggregate('mean', {}, rows)],
  ['Median', 'marginal-median', (f, rows) => aggregate('marginal-median', { f }, rows)],
  ['TrMean(f=F)', 'trimmed-mean', (f, rows) => aggregate('trimmed-mean', { f }, rows)],
  ['Meamed(f=F)', 'mean-around-median', (f, rows) => aggregate('mean-around-median', { f }, rows)],
  ['GeometricMedian(nu=0.1,T=3)', 'geometric-median', (f, rows) => aggregate('geometric-median', { f }, rows)],
  [
    'GeometricMedian(nu=0.1,T=100)',
    'geometric-median',
    (f, rows) => aggregate('geometric-median', { f, iterations: 100 }, rows),
  ],
  [
    'GeometricMedian(nu=1e-6,T=1000)',
    'geometric-median',
    (f, rows) => aggregate('geometric-median', { f, smoothing: 1e-6, iterations: 1000 }, rows),
  ],
  ['Krum(f=F)', 'krum', (f, rows) => aggregate('krum', { f, variant: 'byzfl' }, rows)],
  ['MultiKrum(f=F)', 'multi-krum', (f, rows) => aggregate('multi-krum', { f, variant: 'byzfl' }, rows)],
  ['MDA(f=F)', 'minimum-diameter-averaging', (f, rows) => aggregate('minimum-diameter-averaging', { f }, rows)],
  ['MoNNA(f=F,idx=1)', 'monna', (f, rows) => aggregate('monna', { f, trusted: 1 }, rows)],
  ['CenteredClipping(m=0,L=1,tau=100)', 'centered-clipping', (f, rows) => aggregate('centered-clipping', { f }, rows)],
  [
    'CenteredClipping(m=0,L=1,tau=1)',
    'centered-clipping',
    (f, rows) => aggregate('centered-clipping', { f, threshold: 1 }, rows),
  ],
  [
    'CenteredClipping(m=0,L=5,tau=1)',
    'centered-clipping',
    (f, rows) => aggregate('centered-clipping', { f, threshold: 1, iterations: 5 }, rows),
  ],
  [
    'CenteredClipping(L=1,tau=1) called twice (stateful m)',
    'centered-clipping',
    (f, rows) => aggregate('centered-clipping', { f, threshold: 1 }, rows, 2),
  ],
  ['NNM(f=F)', 'nearest-neighbour-mixing', (f, rows) => mixed('nearest-neighbour-mixing', { f }, rows)],
  ['Clipping(c=2)', 'static-clipping', (_f, rows) => mixed('static-clipping', { bound: 2 }, rows)],
  ['ARC(f=F)', 'adaptive-clipping', (f, rows) => mixed('adaptive-clipping', { f }, rows)],
  ['NNM(f=F)>TrMean(f=F)', 'nearest-neighbour-mixing', (f, rows) => chained(f, undefined, rows)],
  ['Clipping(2)>NNM>TrMean', 'static-clipping', (f, rows) => chained(f, 2, rows)],
];

/** The same with a vector that is infinite. */
const byzflInfinite: readonly (readonly [byzfl: string, subject: string, compute: (rows: Rows) => number[]])[] = [
  ['Average', 'mean', (rows) => aggregate('mean', {}, rows)],
  ['Median', 'marginal-median', (rows) => aggregate('marginal-median', { f: 1 }, rows)],
  ['TrMean(1)', 'trimmed-mean', (rows) => aggregate('trimmed-mean', { f: 1 }, rows)],
  ['GeometricMedian', 'geometric-median', (rows) => aggregate('geometric-median', { f: 1 }, rows)],
  ['Krum(1)', 'krum', (rows) => aggregate('krum', { f: 1, variant: 'byzfl' }, rows)],
  ['MultiKrum(1)', 'multi-krum', (rows) => aggregate('multi-krum', { f: 1, variant: 'byzfl' }, rows)],
  ['Meamed(1)', 'mean-around-median', (rows) => aggregate('mean-around-median', { f: 1 }, rows)],
  ['MDA(1)', 'minimum-diameter-averaging', (rows) => aggregate('minimum-diameter-averaging', { f: 1 }, rows)],
];

const byzflAttacks: readonly (readonly [byzfl: string, subject: string, options: object])[] = [
  ['SignFlipping', 'byzfl-sign-flip', {}],
  ['IPM(tau=2)', 'inner-product-manipulation', { tau: 2 }],
  ['ALIE(tau=1.5)', 'a-little-is-enough', { tau: 1.5 }],
  ['Mimic(0)', 'mimic', {}],
  ['OptIPM(TrMean(f=F),[NNM(f=F),Clipping(2)],f=F)', 'optimal-inner-product-manipulation', {}],
  ['OptALIE(TrMean(f=F),[NNM(f=F),Clipping(2)],f=F)', 'optimal-a-little-is-enough', {}],
];

/** Entries that are no reference: random starts there, and what we do otherwise on purpose (docs/decisions/0004). */
const NO_REFERENCE = /^X\d\/(?:CAF|SMEA)|CenteredClipping\(tau=1\)$|mutates caller array$/;

interface Golden {
  readonly X1: Rows;
  readonly X2: Rows;
  readonly X3: Rows;
  readonly results: Readonly<Record<string, unknown>>;
}

/**
 * All of ByzFL's values.
 *
 * @param file - from `goldenFile`.
 * @returns Undefined where there is no such file.
 */
export function byzflChecks(file: string): readonly Check[] | undefined {
  if (!existsSync(file)) return undefined;
  const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;
  const { X1, X2, X3, results } = golden;
  const used = new Set<string>();
  const check = (subject: string, entry: string, compute: () => number[]): Check[] => {
    const wanted = results[entry];
    if (wanted === undefined) return [];
    used.add(entry);
    return [comparison(subject, `ByzFL's ${entry}`, compute, (wanted as readonly unknown[]).flat().map(Number))];
  };
  const matrices = Object.entries({ X1: { rows: X1, f: 1 }, X2: { rows: X2, f: 2 }, X3: { rows: X3, f: 1 } });
  const honest = Object.entries({ X1: { rows: X1, f: 1 }, H: { rows: X2.slice(0, 5), f: 2 } });
  const infinite = [...X3.slice(0, 4), [Infinity, Infinity]];
  const checks = [
    ...matrices.flatMap(([key, { rows, f }]) =>
      byzflRules.flatMap(([byzfl, subject, compute]) =>
        check(subject, `${key}/${byzfl.replaceAll('F', String(f))}`, () => compute(f, rows)),
      ),
    ),
    ...byzflInfinite.flatMap(([byzfl, subject, compute]) =>
      check(subject, `X3 with row4=+inf/${byzfl}`, () => compute(infinite)),
    ),
    ...honest.flatMap(([key, { rows, f }]) =>
      byzflAttacks.flatMap(([byzfl, subject, options]) =>
        check(subject, `${key}/atk ${byzfl.replaceAll('=F', `=${f}`)}`, () => forged(subject, options, rows, f)),
      ),
    ),
  ];
  const unread = Object.keys(results).filter((entry) => !used.has(entry) && !NO_REFERENCE.test(entry));
  return [...checks, coverage(unread, used.size)];
}

/** A value that is read by nobody proves nothing, however many others are. */
function coverage(unread: readonly string[], used: number): Check {
  return {
    subject: 'golden file',
    kind: 'golden',
    title: `each of ByzFL's entries is compared (${used})`,
    run: () => expectThat(unread.length === 0, () => `not compared: ${unread.join('; ')}`),
  };
}

const X1: Rows = [
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
];
const X2: Rows = [
  [1, 2, -1, 0.5],
  [1.2, 1.8, -0.9, 0.4],
  [0.9, 2.2, -1.1, 0.7],
  [1.1, 1.9, -1.3, 0.6],
  [0.8, 2.1, -0.8, 0.3],
  [10, -12, 9, -7],
  [-6, 8, 5, 4],
];
const H = X2.slice(0, 5);
/** Of Blades' tests. */
const Y: Rows = [
  [1, 2, 3],
  [-1, 4, -1],
  [2, 2, 3],
  [3, 1, 3],
];
/** What the longest row of Y is shortened by: to the median norm. Blades' test has the result to four digits: 1.9596, ... */
const CUT = (Math.sqrt(17) + Math.sqrt(18)) / 2 / Math.sqrt(19);
/** Of Flower's tests. */
const FLOWER: Rows = [[0.2], [0.5], [0.7], [12], [0.1], [0.1]];

type Committed = readonly [subject: string, title: string, compute: () => number[], wanted: readonly number[]];

const rule = (name: string, title: string, options: object, rows: Rows, wanted: readonly number[]): Committed => [
  name,
  title,
  () => aggregate(name, options, rows),
  wanted,
];
const attack = (name: string, options: object, honest: Rows, f: number, wanted: readonly number[]): Committed => [
  name,
  `ByzFL's ${name} ${JSON.stringify(options)} among ${honest.length} honest`,
  () => forged(name, options, honest, f),
  wanted,
];

const committed: readonly Committed[] = [
  rule('geometric-median', 'geometric median of X2', { f: 2 }, X2, [0.985445121785, 1.99121920509, -0.937639452449, 0.478381239181]), // prettier-ignore
  rule('multi-krum', 'multi-Krum of X2', { f: 2, variant: 'byzfl' }, X2, [1, 2, -1.02, 0.5]),
  rule('minimum-diameter-averaging', 'MDA of X2', { f: 2 }, X2, [1, 2, -1.02, 0.5]),
  rule('smea', 'SMEA of X2', { f: 2 }, X2, [1, 2, -1.02, 0.5]),
  rule('caf', 'CAF of three collinear vectors', { f: 1 }, X1, [4, 5, 6]),
  rule('smea', 'SMEA of three collinear vectors', { f: 1 }, X1, [2.5, 3.5, 4.5]),
  rule('bulyan', 'Bulyan, Flower: f = 0 is the mean', { f: 0 }, FLOWER, [13.6 / 6]),
  rule('trimmed-mean', 'trimmed mean, Blades: f = 1 of Y', { f: 1 }, Y, [1.5, 2, 3]),
  rule('clipped-clustering', 'clipped clustering, Blades: of Y', {}, Y, [1 + CUT, (4 + CUT) / 3, 2 + CUT]),
  attack('byzfl-sign-flip', {}, X1, 1, [-4, -5, -6]),
  attack('byzfl-sign-flip', {}, H, 2, [-1, -2, 1.02, -0.5]),
  attack('inner-product-manipulation', { tau: 2 }, X1, 1, [-8, -10, -12]),
  attack('inner-product-manipulation', {}, H, 2, [-2, -4, 2.04, -1]),
  attack('a-little-is-enough', { tau: 1.5 }, X1, 1, [8.5, 9.5, 10.5]),
  attack('a-little-is-enough', {}, H, 2, [1.23717082451, 2.23717082451, -0.731469239075, 0.737170824513]),
  attack('mimic', {}, X1, 1, [1, 2, 3]),
  attack('mimic', { honest: 2 }, H, 2, [0.9, 2.2, -1.1, 0.7]),
  attack('infinity', {}, X1, 1, [Infinity, Infinity, Infinity]),
  attack('optimal-inner-product-manipulation', {}, X1, 1, [-2.74877906944, -3.4359738368, -4.12316860416]),
  attack('optimal-inner-product-manipulation', {}, H, 2, [0, 0, 0, 0]),
  attack('optimal-a-little-is-enough', {}, X1, 1, [12.9198511627, 13.9198511627, 14.9198511627]),
  attack('optimal-a-little-is-enough', {}, H, 2, [2.58113883008, 3.58113883008, 0.903538406167, 2.08113883008]),
];

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

const witnessLayout = {
  dimension: 2,
  tensors: [0, 1].map((offset) => ({ name: `w${offset}`, role: 'weights', shape: [1], offset, size: 1 }) as const),
};

const winners = { blanchard: 6, byzfl: 1, garfield: 5, blades: 3, 'federated-scope': 5 } as const;

/** The handful that is here whatever folder of data there is. */
export function committedChecks(): readonly Check[] {
  const krums = Object.entries(winners).map(([variant, winner]): Check => {
    const compute = (): number[] => {
      const krum = createRule('krum', { f: 2, variant }, { layout: witnessLayout });
      return [...krum.apply(vectors(witness), null).aggregate];
    };
    return comparison('krum', `Krum as in ${variant} picks row ${winner} of the witness`, compute, witness[winner]!);
  });
  return [
    ...committed.map(([subject, title, compute, wanted]) => comparison(subject, title, compute, wanted)),
    ...krums,
  ];
}

function comparison(subject: string, title: string, compute: () => number[], wanted: readonly number[]): Check {
  return {
    subject,
    kind: 'golden',
    title,
    run: () => {
      const actual = compute().map((value) => value + 0); // no minus zero
      const positive = wanted.map((value) => value + 0);
      return expectThat(isClose(actual, positive), () => difference(actual, positive));
    },
  };
}

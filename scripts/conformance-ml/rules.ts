/**
 * Every rule and every pre-aggregation with options to try it with. What a rule does not promise is said in its row, with
 * the reason; `rule-properties.ts` shows it not to hold, so that the table stays true.
 */

/** A rule with options. */
export interface RuleRow {
  readonly name: string;
  readonly options: object;
  /** Faults that it tolerates among `n`. */
  readonly f: number;
  readonly n: number;
  /** Result after reordering: the same bits (default), or within rounding; `no`: nothing is promised. */
  readonly order?: 'rounding' | 'no';
  /** rule(g + c) = rule(g) + c. */
  readonly translation?: false;
  /** rule(c g) = c rule(g), c > 0. */
  readonly scaling?: false;
  /** rule(v, ..., v) = v. */
  readonly agreement?: false;
  /** A majority of colluding vectors moves the result beyond all honest values. */
  readonly breakdown?: false;
}

const f = 2;
const n = 7;

/** Clipping and signs bound what any number of faulty vectors can do; distances from 0 are not translated. */
const bounded = { translation: false, breakdown: false } as const;

export const ruleRows: readonly RuleRow[] = [
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
  { name: 'clipped-clustering', options: { f }, f, n, order: 'rounding', translation: false },
  { name: 'clipped-clustering', options: { f, linkage: 'single' }, f, n, order: 'rounding', translation: false },
  { name: 'sign-guard', options: { f }, f, n, order: 'rounding', translation: false },
  { name: 'fltrust', options: {}, f, n, order: 'no', ...bounded },
];

/** Every pre-aggregation, for seven vectors of which two are faulty. */
export const preAggregationRows = [
  { name: 'nearest-neighbour-mixing', options: { f } },
  { name: 'bucketing', options: { size: 2 } },
  { name: 'static-clipping', options: { bound: 3 } },
  { name: 'adaptive-clipping', options: { f } },
] as const;

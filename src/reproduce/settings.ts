/** The settings of the paper's two figures, and how each is said in an experiment file. Pure. */

/** Figures that can be reproduced. */
export const FIGURES = ['3a', '3b'] as const;
export type Figure = (typeof FIGURES)[number];

/** `program`: what the authors' program did, from which the figures came. `paper`: what the paper's text says. */
export const VARIANTS = ['program', 'paper'] as const;
export type Variant = (typeof VARIANTS)[number];

/** One curve of a figure. */
export interface Setting {
  readonly id: string;
  readonly figure: Figure;
  readonly title: string;
  /** Beginning of the names of the authors' files, which end in `-<run>.csv`. */
  readonly published: string;
  readonly edgeServers: 1 | 2 | 3;
  readonly rule: 'mean' | 'marginal-median';
  readonly attack: 'none' | 'bit-flip' | 'sign-flip';
}

const NO_ATTACK = { figure: '3a', rule: 'mean', attack: 'none' } as const;
const ATTACKED = { figure: '3b', edgeServers: 3 } as const;

/** In the order of the paper's legends. */
export const SETTINGS: readonly Setting[] = [
  { ...NO_ATTACK, id: 'mean-1', title: 'mean, 1 edge server', published: 'rsu1-mean-no_byz', edgeServers: 1 },
  { ...NO_ATTACK, id: 'mean-2', title: 'mean, 2 edge servers', published: 'rsu2-mean-no_byz', edgeServers: 2 },
  { ...NO_ATTACK, id: 'mean-3', title: 'mean, 3 edge servers', published: 'rsu3-mean-no_byz', edgeServers: 3 },
  {
    ...ATTACKED,
    id: 'mean-bit-flip',
    title: 'mean, bit-flip',
    published: 'mnist-mean-bitflip_attack',
    rule: 'mean',
    attack: 'bit-flip',
  },
  {
    ...ATTACKED,
    id: 'median-bit-flip',
    title: 'marginal median, bit-flip',
    published: 'mnist-marginal_median-bitflip_attack',
    rule: 'marginal-median',
    attack: 'bit-flip',
  },
  {
    ...ATTACKED,
    id: 'mean-sign-flip',
    title: 'mean, sign-flip',
    published: 'mnist-mean-signflip_attack',
    rule: 'mean',
    attack: 'sign-flip',
  },
  {
    ...ATTACKED,
    id: 'median-sign-flip',
    title: 'marginal median, sign-flip',
    published: 'mnist-marginal_median-signflip_attack',
    rule: 'marginal-median',
    attack: 'sign-flip',
  },
];

/** What the authors' program sent for the faulty ones, anew among the 10 gradients of each aggregation. */
const ATTACKS = {
  none: [],
  'bit-flip': [{ attack: 'bit-flip', count: 2, identities: 'per-buffer' }],
  'sign-flip': [{ attack: { name: 'sign-flip', magnitude: 5 }, count: 2, identities: 'per-buffer' }],
} as const;

/** Ten gradients and ten aggregates, whichever edge servers they come from, and their mean; or rounds and a sum. */
const VARIANT_OVERRIDES: Readonly<Record<Variant, readonly string[]>> = {
  program: ['learning.mode=buffered', 'learning.cloud.aggregates=10', 'learning.cloud.step=mean'],
  paper: ['learning.mode=synchronous', 'learning.cloud.step=sum'],
};

/**
 * The changes to the experiment file for one setting.
 *
 * @param edgeServers - those of the file; the first ones are used.
 */
export function overridesFor(setting: Setting, variant: Variant, edgeServers: readonly unknown[]): readonly string[] {
  return [
    ...VARIANT_OVERRIDES[variant],
    `edgeServers=${JSON.stringify(edgeServers.slice(0, setting.edgeServers))}`,
    'learning.edgeServer.gradients=10',
    `learning.edgeServer.rule=${setting.rule}`,
    `learning.cloud.rule=${setting.rule}`,
    `faults=${JSON.stringify(ATTACKS[setting.attack])}`,
  ];
}

/**
 * Seeds of the first `count` runs: 2 first, since its initial parameters lie nearest to those that all of the authors'
 * runs shared (docs/decisions/0009), then the others in order.
 */
export function seedsFor(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => (index === 0 ? 2 : index === 1 ? 1 : index + 1));
}

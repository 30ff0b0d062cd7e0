/** Ours beside the published, figure by figure: the table of a reproduction. Pure. */
import { accuracyBand, epochsNeeded, meanSeconds, timeBand, type Band } from './bands.ts';
import { meanAccuracy, secondsTo, type Curve } from './curves.ts';
import type { Setting, Variant } from './settings.ts';

/** Epochs after which accuracies are compared. */
export const EPOCHS = [5, 10, 20] as const;
/** Accuracies until which simulated seconds are compared. */
export const ACCURACIES = [0.8, 0.85, 0.88] as const;

/** All runs of one setting in one variant. */
export interface Measured {
  readonly setting: Setting;
  readonly variant: Variant;
  /** One curve a seed. */
  readonly curves: readonly Curve[];
  /** The authors' runs; none where their results are not at hand. */
  readonly published: readonly Curve[];
}

/** `none`: there is nothing to judge by, or the runs were not long enough. */
export type Verdict = 'inside' | 'missed' | 'none';

/** One figure. */
export interface Comparison {
  readonly quantity: 'accuracy' | 'seconds';
  /** The epoch, or the accuracy. */
  readonly at: number;
  /** Mean over our runs; `never` when none of them reached the accuracy, undefined when they were too short to tell. */
  readonly ours: number | 'never' | undefined;
  readonly published: number | 'never' | undefined;
  readonly band: Band | 'never' | undefined;
  readonly verdict: Verdict;
}

/**
 * Compares one setting.
 *
 * The published figures came from the authors' program, so runs that follow the paper's text are shown and not judged.
 */
export function compare({ variant, curves, published }: Measured): readonly Comparison[] {
  const isJudged = variant === 'program' && published.length > 0;
  const all = [
    ...EPOCHS.map((epoch) => compareAccuracy(curves, published, epoch)),
    ...ACCURACIES.map((accuracy) => compareSeconds(curves, published, accuracy)),
  ];
  return isJudged ? all : all.map((one) => ({ ...one, verdict: 'none' }));
}

function compareAccuracy(curves: readonly Curve[], published: readonly Curve[], epoch: number): Comparison {
  const isReached = curves.length > 0 && curves.every((curve) => curve.length >= epoch);
  const ours = isReached ? meanAccuracy(curves, epoch) : undefined;
  const band = accuracyBand(published, epoch);
  const verdict = ours === undefined || band === undefined ? 'none' : isInside(ours, band) ? 'inside' : 'missed';
  return { quantity: 'accuracy', at: epoch, ours, published: meanAccuracy(published, epoch), band, verdict };
}

function compareSeconds(curves: readonly Curve[], published: readonly Curve[], accuracy: number): Comparison {
  const reached = secondsTo(curves, accuracy);
  const band = published.length === 0 ? undefined : timeBand(published, accuracy);
  const isLongEnough = band === 'never' || hasTime(curves, published, accuracy);
  return {
    quantity: 'seconds',
    at: accuracy,
    ours: meanSeconds(reached) ?? (isLongEnough ? 'never' : undefined),
    published: published.length === 0 ? undefined : (meanSeconds(secondsTo(published, accuracy)) ?? 'never'),
    band,
    verdict: judgeSeconds(reached, band, isLongEnough),
  };
}

function judgeSeconds(
  reached: readonly (number | undefined)[],
  band: Band | 'never' | undefined,
  isLongEnough: boolean,
): Verdict {
  if (band === undefined || reached.length === 0) return 'none';
  const ours = meanSeconds(reached);
  if (band === 'never') return ours === undefined ? 'inside' : 'missed';
  if (reached.includes(undefined)) return isLongEnough ? 'missed' : 'none';
  return isInside(ours!, band) ? 'inside' : 'missed';
}

/** True when our runs were long enough that they should have reached the accuracy. */
function hasTime(curves: readonly Curve[], published: readonly Curve[], accuracy: number): boolean {
  const needed = epochsNeeded(published, accuracy);
  return needed !== undefined && curves.every((curve) => curve.length >= needed);
}

function isInside(value: number, { low, high }: Band): boolean {
  return value >= low && value <= high;
}

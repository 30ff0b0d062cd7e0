/**
 * How near to the published results is near enough, from the authors' raw curves alone. Pure.
 *
 * All of their runs of a setting began with the same initial parameters, so their spread (0.003 in accuracy) says nothing
 * about other initial parameters; ours draws them from the seed. What other initial parameters do is to move a curve to
 * the left or the right. So the yardstick is an epoch: a figure is inside the band if one of the published curves shows it
 * no more than an epoch (five updates of the model) earlier or later, and a margin more.
 */
import { mean, type Curve } from './curves.ts';

/** Least and greatest value that counts as the published one. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

/** Epochs to either side. */
const SHIFT = 1;
/** Accuracy is measured on 10,000 images: at 0.86 its standard error is 0.0035. */
const ACCURACY_MARGIN = 0.005;
/** The authors' clock counted real seconds while their processes computed, so their times bear the speed of their hosts. */
const TIME_MARGIN = 0.15;

/** Accuracy of a model that knows nothing: whoever always names the same digit is right in 8.9 to 11.4 % of MNIST's test. */
const GUESSING: Band = { low: 0.08, high: 0.15 };

/** True when no published run ever learned anything: it does not matter then at what it guessed. */
function isBroken(published: readonly Curve[]): boolean {
  return published.every((curve) => curve.every(({ accuracy }) => accuracy <= GUESSING.high));
}

/**
 * Around the published accuracies after an epoch: from the worst run an epoch early to the best run an epoch late.
 *
 * @returns Undefined if no published run got so far.
 */
export function accuracyBand(published: readonly Curve[], epoch: number): Band | undefined {
  if (!published.some((curve) => curve.length >= epoch)) return undefined;
  const near = published.flatMap((curve) => curve.slice(Math.max(0, epoch - 1 - SHIFT), epoch + SHIFT));
  const accuracies = near.map(({ accuracy }) => accuracy);
  if (isBroken(published)) return GUESSING;
  return { low: Math.min(...accuracies) - ACCURACY_MARGIN, high: Math.max(...accuracies) + ACCURACY_MARGIN };
}

/**
 * Around the published seconds to an accuracy: from the quickest run an epoch early to the slowest run an epoch late.
 *
 * @returns `never` when no published run reached it.
 */
export function timeBand(published: readonly Curve[], accuracy: number): Band | 'never' {
  const reached = published
    .map((curve) => ({ curve, at: curve.findIndex((point) => point.accuracy >= accuracy) }))
    .filter(({ at }) => at >= 0);
  if (reached.length === 0) return 'never';
  const early = reached.map(({ curve, at }) => curve[Math.max(0, at - SHIFT)]!.seconds);
  const late = reached.map(({ curve, at }) => curve[Math.min(curve.length - 1, at + SHIFT)]!.seconds);
  return { low: Math.min(...early) * (1 - TIME_MARGIN), high: Math.max(...late) * (1 + TIME_MARGIN) };
}

/** The last epoch in which one of the published runs first had the accuracy, an epoch more; undefined if none did. */
export function epochsNeeded(published: readonly Curve[], accuracy: number): number | undefined {
  const epochs = published.flatMap((curve) => curve.find((point) => point.accuracy >= accuracy)?.epoch ?? []);
  return epochs.length === 0 ? undefined : Math.max(...epochs) + SHIFT;
}

/** Mean of the runs that reached it. */
export function meanSeconds(seconds: readonly (number | undefined)[]): number | undefined {
  return mean(seconds.filter((value) => value !== undefined));
}

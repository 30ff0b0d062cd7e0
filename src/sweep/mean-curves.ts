/** Curves of repetitions as one: the mean at every moment of simulated time, and how sure it is. Pure. */
import { estimate } from './statistics.ts';

/** An evaluation of one run. */
export interface Evaluation {
  readonly seconds: number;
  /** Share of the test set classified rightly, [0, 1]. */
  readonly accuracy: number;
}

/** The mean of several runs at one moment. */
export interface MeanPoint {
  readonly seconds: number;
  readonly mean: number;
  /** Half the width of the 95 % confidence interval (Student's t); undefined for a single run. */
  readonly halfWidth: number | undefined;
}

/**
 * The mean over runs at every moment at which one of them was evaluated, between evaluations by straight lines.
 *
 * Begins when all have been evaluated once, and goes on to the end of the longest: a run that is over has the model that
 * it ended with. So nothing jumps where a run ends, and the last point is the mean of the ends.
 *
 * @param curves - at least one evaluation each, in the order of time.
 * @returns At least one point.
 */
export function meanCurve(curves: readonly (readonly Evaluation[])[]): readonly MeanPoint[] {
  const from = Math.max(...curves.map((curve) => curve[0]!.seconds));
  const moments = new Set(curves.flatMap((curve) => curve.map(({ seconds }) => seconds)));
  return [...moments]
    .filter((seconds) => seconds >= from)
    .sort((a, b) => a - b)
    .map((seconds) => {
      const { mean, halfWidth } = estimate(curves.map((curve) => accuracyAt(curve, seconds)));
      return { seconds, mean, halfWidth };
    });
}

/** Linear between evaluations; after the last, what that was. @param seconds - not before the first. */
function accuracyAt(curve: readonly Evaluation[], seconds: number): number {
  const after = curve.findIndex((evaluation) => evaluation.seconds >= seconds);
  if (after < 0) return curve.at(-1)!.accuracy;
  const { seconds: end, accuracy } = curve[after]!;
  if (end === seconds) return accuracy;
  const start = curve[after - 1]!;
  const share = (seconds - start.seconds) / (end - start.seconds);
  return start.accuracy + share * (accuracy - start.accuracy);
}

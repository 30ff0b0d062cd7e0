/**
 * Worst cases over two swept dimensions: for each pair of values, the least mean accuracy whatever the others are. Pure.
 *
 * A robust rule is as good as it is under its worst attack; so the cell of (rule, f) takes the least over the attacks,
 * as ByzFL's heat maps do.
 */
import { groupBySeed, meanOf, SEED, type MeasuredRun } from './tables.ts';

/** One cell. */
export interface WorstCell {
  readonly x: string;
  readonly y: string;
  /** Least mean accuracy over the seeds; null when some run of the cell has none. */
  readonly accuracy: number | null;
  /** Where that is: the labels on the other dimensions. */
  readonly at: Readonly<Record<string, string>>;
}

/** A map over two dimensions. */
export interface WorstCaseMap {
  readonly x: { readonly dimension: string; readonly labels: readonly string[] };
  readonly y: { readonly dimension: string; readonly labels: readonly string[] };
  readonly cells: readonly WorstCell[];
}

/** One map for every two dimensions that take at least two values, the seed apart; first dimension across. */
export function worstCaseMaps(
  dimensions: readonly string[],
  measured: readonly MeasuredRun[],
): readonly WorstCaseMap[] {
  const swept = dimensions.filter((dimension) => dimension !== SEED && labelsOf(dimension, measured).length > 1);
  return swept.flatMap((x, index) => swept.slice(index + 1).map((y) => worstCaseMap(x, y, dimensions, measured)));
}

function worstCaseMap(
  x: string,
  y: string,
  dimensions: readonly string[],
  measured: readonly MeasuredRun[],
): WorstCaseMap {
  const cells = new Map<string, WorstCell>();
  for (const { labels, runs } of groupBySeed(dimensions, measured)) {
    const { [x]: atX, [y]: atY, ...at } = labels;
    if (atX === undefined || atY === undefined) continue;
    const accuracy = meanOf(runs, 'accuracy')?.mean ?? null;
    const key = JSON.stringify([atX, atY]);
    const known = cells.get(key);
    if (known === undefined || isWorse(accuracy, known.accuracy)) cells.set(key, { x: atX, y: atY, accuracy, at });
  }
  return {
    x: { dimension: x, labels: labelsOf(x, measured) },
    y: { dimension: y, labels: labelsOf(y, measured) },
    cells: [...cells.values()],
  };
}

/** Nothing is worse than not to have got anywhere. */
function isWorse(accuracy: number | null, than: number | null): boolean {
  return than !== null && (accuracy === null || accuracy < than);
}

function labelsOf(dimension: string, measured: readonly MeasuredRun[]): readonly string[] {
  return [...new Set(measured.flatMap(({ run }) => run.labels[dimension] ?? []))];
}

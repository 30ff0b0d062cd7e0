/**
 * From a confusion matrix to the figures that a run reports: accuracy, precision, recall, F1 and loss.
 *
 * Pure; the gradient engine makes the matrix, the simulator's metrics call this.
 */
import type { Evaluation } from './engine/types.ts';

/** Figures of one class taken against all others, each in [0, 1]. */
export interface ClassScores {
  /** Of the examples predicted as this class, the share that is; 0 where none was predicted. */
  readonly precision: number;
  /** Of the examples of this class, the share predicted so; 0 where the class has none. */
  readonly recall: number;
  /** Harmonic mean of the two; 0 where both are 0. */
  readonly f1: number;
  /** Number of examples of this class. */
  readonly support: number;
}

/** Figures of a whole evaluation. */
export interface Scores {
  /** Share predicted rightly, in [0, 1]. */
  readonly accuracy: number;
  /** Unweighted mean over all classes, in [0, 1]. */
  readonly precision: number;
  /** Unweighted mean over all classes, in [0, 1]. */
  readonly recall: number;
  /** Unweighted mean of the classes' F1 (not the F1 of the means), in [0, 1]. */
  readonly f1: number;
  /** Mean loss per example in nats. */
  readonly loss: number;
  /** One record a class, in class order. */
  readonly classes: readonly ClassScores[];
}

/**
 * Scores of an evaluation. What would be 0 / 0 counts as 0, so that a class never predicted lowers the macro means.
 *
 * @throws {RangeError} if the confusion matrix is not square, is empty, or does not hold `count` examples.
 * @see Sokolova & Lapalme, Information Processing & Management 45 (2009), table 3 (macro averages)
 * @example
 * scores({ confusion: Uint32Array.of(1, 1, 0, 2), lossSum: 2, count: 4 }).accuracy // -> 0.75
 */
export function scores({ confusion, lossSum, count }: Evaluation): Scores {
  const size = Math.sqrt(confusion.length);
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(`confusion: expected a square matrix, got ${confusion.length} entries`);
  }
  const total = confusion.reduce((sum, entry) => sum + entry, 0);
  if (total !== count || count < 1) {
    throw new RangeError(`confusion: expected ${count} examples (>= 1) in it, got ${total}`);
  }
  const classes = Array.from({ length: size }, (_, index) => classScores(confusion, size, index));
  const mean = (of: (one: ClassScores) => number): number => classes.reduce((sum, one) => sum + of(one), 0) / size;
  let right = 0;
  for (let index = 0; index < size; index++) right += confusion[index * size + index]!;
  return {
    accuracy: right / count,
    precision: mean((one) => one.precision),
    recall: mean((one) => one.recall),
    f1: mean((one) => one.f1),
    loss: lossSum / count,
    classes,
  };
}

function classScores(confusion: Uint32Array, size: number, index: number): ClassScores {
  let support = 0;
  let predicted = 0;
  for (let other = 0; other < size; other++) {
    support += confusion[index * size + other]!;
    predicted += confusion[other * size + index]!;
  }
  const right = confusion[index * size + index]!;
  return {
    precision: share(right, predicted),
    recall: share(right, support),
    f1: share(2 * right, predicted + support),
    support,
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/**
 * Softmax cross-entropy on rows of logits, in double precision and safe against overflow.
 *
 * Shared by both computers, so that they count predictions and losses alike.
 */
import type { EvaluationSums } from './computer.ts';

/**
 * Loss of one row: log(sum_k exp(z_k - max z)) - (z_label - max z).
 *
 * @param logits - row-major; the row begins at `offset` and is `classes` long. Not modified.
 * @returns Nats, >= 0; NaN if the row holds a NaN or +infinity, or nothing but -infinity.
 */
export function rowLoss(logits: Float32Array, offset: number, classes: number, label: number): number {
  const highest = rowMaximum(logits, offset, classes);
  let sum = 0;
  for (let k = 0; k < classes; k++) sum += Math.exp(logits[offset + k]! - highest);
  return Math.log(sum) - (logits[offset + label]! - highest);
}

/**
 * Replaces a row of logits by the loss's derivative, (softmax(z) - onehot(label)) x factor, and returns its loss.
 *
 * @param logits - row-major; the row begins at `offset` and is `classes` long. That row is overwritten.
 * @param row - which row, its label, and the factor (1 for a summed loss, 1 / batch for a mean one).
 */
export function rowLossAndDerivative(
  logits: Float32Array,
  classes: number,
  row: { readonly offset: number; readonly label: number; readonly factor: number },
): number {
  const { offset, label, factor } = row;
  const highest = rowMaximum(logits, offset, classes);
  const labelLogit = logits[offset + label]! - highest;
  let sum = 0;
  for (let k = 0; k < classes; k++) {
    const power = Math.exp(logits[offset + k]! - highest);
    logits[offset + k] = power;
    sum += power;
  }
  const scale = factor / sum;
  for (let k = 0; k < classes; k++) logits[offset + k]! *= scale;
  logits[offset + label]! -= factor;
  return Math.log(sum) - labelLogit;
}

/**
 * Adds rows of logits to an evaluation.
 *
 * @param logits - shape [labels.length, classes]. Not modified.
 * @param labels - true class of each row.
 */
export function addPredictions(logits: Float32Array, labels: Uint8Array, classes: number, sums: EvaluationSums): void {
  for (const [row, label] of labels.entries()) {
    const offset = row * classes;
    sums.lossSum += rowLoss(logits, offset, classes, label);
    sums.confusion[label * classes + predictedClass(logits, offset, classes)]!++;
  }
}

/** Index of the row's largest logit; the first among equals, and 0 if the row holds a NaN. */
export function predictedClass(logits: Float32Array, offset: number, classes: number): number {
  let best = 0;
  for (let k = 0; k < classes; k++) {
    const logit = logits[offset + k]!;
    if (Number.isNaN(logit)) return 0;
    if (logit > logits[offset + best]!) best = k;
  }
  return best;
}

/** Largest value of the row, passing over NaN, which the sums bring in anyway. */
function rowMaximum(logits: Float32Array, offset: number, classes: number): number {
  let highest = -Infinity;
  for (let k = 0; k < classes; k++) {
    const logit = logits[offset + k]!;
    if (logit > highest) highest = logit;
  }
  return highest;
}

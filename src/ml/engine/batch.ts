/** Assembling a batch: rows of the stored examples, as float32 side by side. */
import type { Examples } from '../dataset.ts';

/**
 * Copies the stored values of chosen examples into `out`, unscaled: the factor goes into the first product instead.
 *
 * @param indices - shape [batch].
 * @param features - values per example.
 * @param out - shape [batch x features] or longer.
 */
export function gatherRows(examples: Examples, indices: Uint32Array, features: number, out: Float32Array): void {
  const stored = examples.features;
  for (let row = 0; row < indices.length; row++) {
    const start = indices[row]! * features;
    out.set(stored.subarray(start, start + features), row * features);
  }
}

/** Copies the labels of chosen examples into `out`, shape [batch] or longer. */
export function gatherLabels(examples: Examples, indices: Uint32Array, out: Uint8Array): void {
  for (let row = 0; row < indices.length; row++) out[row] = examples.labels[indices[row]!]!;
}

/** As `gatherRows`, multiplied by the examples' scale. */
export function gatherScaledRows(examples: Examples, indices: Uint32Array, features: number, out: Float32Array): void {
  const { features: stored, scale } = examples;
  for (let row = 0; row < indices.length; row++) {
    const start = indices[row]! * features;
    const target = row * features;
    for (let index = 0; index < features; index++) out[target + index] = stored[start + index]! * scale;
  }
}

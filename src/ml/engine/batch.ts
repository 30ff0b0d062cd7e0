/** Assembling a batch for TensorFlow.js: chosen examples side by side, ready to become tensors. */
import type { Examples } from '../dataset.ts';

/**
 * Scaled features of chosen examples.
 *
 * @param indices - shape [batch].
 * @param features - values per example.
 * @returns New float32 array of shape [batch x features].
 */
export function gatherFeatures(examples: Examples, indices: Uint32Array, features: number): Float32Array {
  const { features: stored, scale } = examples;
  const out = new Float32Array(indices.length * features);
  for (let row = 0; row < indices.length; row++) {
    const start = indices[row]! * features;
    const target = row * features;
    for (let index = 0; index < features; index++) out[target + index] = stored[start + index]! * scale;
  }
  return out;
}

/** Labels of chosen examples, new int32 array of shape [batch]. */
export function gatherLabels(examples: Examples, indices: Uint32Array): Int32Array {
  return Int32Array.from(indices, (index) => examples.labels[index]!);
}

/**
 * Labels to divide.
 */
import { createRandom } from '../../../../src/random.ts';

/** Uniformly drawn labels of 10 classes, shape [count]. */
export function randomLabels(count: number, seed = 1): Uint8Array {
  const stream = createRandom(seed).stream('labels');
  return Uint8Array.from({ length: count }, () => stream.integer(10));
}

/** How many different labels a part holds. */
export function classesIn(labels: Uint8Array, part: Uint32Array): number {
  return new Set(Array.from(part, (index) => labels[index]!)).size;
}

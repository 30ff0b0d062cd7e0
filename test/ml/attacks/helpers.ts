import type { AttackInput } from '../../../src/ml/attacks/index.ts';
import { createRandom } from '../../../src/random.ts';

export type Rows = readonly (readonly number[])[];

export const vectors = (rows: Rows): Float32Array[] => rows.map((row) => Float32Array.from(row));

/** An input whose coordinates are all weights but the last, a bias. */
export function attackInput(rows: Rows, faulty: readonly number[], seed = 1): AttackInput {
  const dimension = rows[0]!.length;
  return {
    gradients: vectors(rows),
    faulty,
    layout: {
      dimension,
      tensors: [
        { name: 'dense/weights', role: 'weights', shape: [dimension - 1, 1], offset: 0, size: dimension - 1 },
        { name: 'dense/biases', role: 'biases', shape: [1], offset: dimension - 1, size: 1 },
      ],
    },
    random: createRandom(seed).stream('attack'),
  };
}

export const close = (actual: ArrayLike<number>, wanted: ArrayLike<number>, tolerance = 1e-6): boolean =>
  actual.length === wanted.length &&
  Array.from(wanted).every(
    (value, k) =>
      Object.is(actual[k], value) || Math.abs(actual[k]! - value) <= tolerance * Math.max(1, Math.abs(value)),
  );

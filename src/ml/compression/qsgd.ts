/**
 * QSGD: each coordinate becomes one of a few levels of its bucket's norm, at random so that the mean is right.
 *
 * Source: Alistarh et al., NeurIPS 2017, section 3.1 (stochastic quantization, coding) and section 4 (buckets).
 */
import { z } from 'zod';
import type { RandomStream } from '../../random.ts';
import { bytesOfBits, defineCompression, FLOAT_BYTES } from './compression.ts';

const name = 'qsgd';

/**
 * Per bucket of consecutive coordinates with Euclidean norm N (as float32, rounded up): v_i becomes
 * N sign(v_i) l_i / s, where l_i is floor(r) or one more, the latter with probability r - floor(r), for r = s |v_i| / N.
 *
 * The mean over draws is v, exactly but for the rounding of the result. A bucket that is not finite, or whose norm is not,
 * arrives as NaN. One draw a coordinate.
 *
 * Bytes: `fixed`: ceil(32 buckets + d ceil(log2(2 s + 1)) bits). `elias`: 32 bits a bucket and for each coordinate whose level
 * is not 0 the Elias omega codes of its distance from the one before and of its level, and a sign bit. Stateless.
 */
export const qsgd = defineCompression({
  name,
  summary: 'Random rounding of each coordinate to a few levels, right in the mean.',
  options: z.strictObject({
    levels: z.int().min(1).max(32_767).default(127).describe('s, levels besides zero, in [1, 32767]; 127 fill a byte'),
    bucket: z.int().min(1).default(512).describe('coordinates that share a norm, integer >= 1'),
    coding: z
      .enum(['fixed', 'elias'])
      .default('fixed')
      .describe('how levels are written: with equally many bits, or few for small ones'),
  }),
  create: ({ levels, bucket, coding }) => ({
    name,
    init: () => null,
    apply: (vector, _state, { random }) => {
      const dimension = vector.length;
      const out = new Float32Array(dimension);
      const isFixed = coding === 'fixed';
      let bits = isFixed ? dimension * Math.ceil(Math.log2(2 * levels + 1)) : 0;
      for (let start = 0; start < dimension; start += bucket) {
        const end = Math.min(start + bucket, dimension);
        const codes = quantizeBucket(vector.subarray(start, end), out.subarray(start, end), levels, random);
        bits += 8 * FLOAT_BYTES + (isFixed ? 0 : eliasBits(codes));
      }
      return { vector: out, bytes: bytesOfBits(bits), state: null };
    },
  }),
});

/** Writes the bucket's new values into `out`; returns their levels, shape [bucket]. */
function quantizeBucket(vector: Float32Array, out: Float32Array, levels: number, random: RandomStream): Float64Array {
  const norm = normRoundedUp(vector);
  const scale = norm === 0 ? 0 : levels / norm;
  const chosen = new Float64Array(vector.length);
  for (let index = 0; index < vector.length; index++) {
    const value = vector[index]!;
    const position = Math.abs(value) * scale;
    const floor = Math.floor(position);
    const level = random.uniform() < position - floor ? floor + 1 : floor;
    out[index] = (Math.sign(value) * level * norm) / levels;
    chosen[index] = level;
  }
  return chosen;
}

/** Length of the Elias codes of a bucket's levels. */
function eliasBits(levels: Float64Array): number {
  let bits = 0;
  let before = -1;
  for (const [index, level] of levels.entries()) {
    if (!(level > 0)) continue;
    bits += eliasOmegaBits(index - before) + 1 + eliasOmegaBits(level);
    before = index;
  }
  return bits;
}

/** Euclidean norm as a float32 that is not below it, so that no coordinate is above the highest level. */
function normRoundedUp(vector: Float32Array): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const norm = Math.sqrt(sum);
  const rounded = Math.fround(norm);
  return rounded < norm ? Math.fround(norm * (1 + 2 ** -23)) : rounded;
}

/**
 * Length of the Elias omega code of a number: each group's length is written by the group before it.
 *
 * @param value - integer >= 1.
 * @see Elias, IEEE Transactions on Information Theory 21 (1975), section IV
 */
export function eliasOmegaBits(value: number): number {
  let bits = 1;
  for (let rest = value; rest > 1;) {
    const group = Math.floor(Math.log2(rest)) + 1;
    bits += group;
    rest = group - 1;
  }
  return bits;
}

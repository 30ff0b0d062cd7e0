/**
 * float16: every coordinate rounded to IEEE 754 binary16.
 *
 * Source: IEEE 754-2019, section 3.6 (binary16: 5 bits of exponent, 10 of fraction) and 4.3.1 (ties to even).
 */
import { z } from 'zod';
import { defineCompression } from './compression.ts';

const name = 'float16';

const FLOAT16_BYTES = 2;

/**
 * Each coordinate to the nearest binary16, ties to even: from 65,520 on that is infinity, up to 2^-25 it is zero.
 *
 * 2 d bytes. Stateless.
 */
export const float16 = defineCompression({
  name,
  summary: 'Every coordinate rounded to 16-bit floating point.',
  options: z.strictObject({}),
  create: () => ({
    name,
    init: () => null,
    apply: (vector) => ({ vector: roundToFloat16(vector), bytes: FLOAT16_BYTES * vector.length, state: null }),
  }),
});

const SIGN = 0x80000000;
/** float32 bits of 2^-14, the smallest normal binary16. */
const SMALLEST_NORMAL = 0x38800000;
/** float32 bits of 65,536, which binary16 no longer holds. */
const TOO_LARGE = 0x47800000;
const INFINITY = 0x7f800000;
/** Fraction bits that float32 has and binary16 has not. */
const SURPLUS_BITS = 13;
const BELOW_HALF = (1 << (SURPLUS_BITS - 1)) - 1;

/**
 * The binary16 numbers nearest to those of a vector, as float32. NaN, infinities and the sign of zero are kept.
 *
 * @param vector - float32 of any length. Not modified.
 * @returns New vector.
 */
export function roundToFloat16(vector: Float32Array): Float32Array {
  const out = vector.slice();
  const bits = new Uint32Array(out.buffer);
  for (let index = 0; index < bits.length; index++) {
    const word = bits[index]!;
    const sign = word & SIGN;
    const magnitude = word & ~SIGN;
    if (magnitude >= INFINITY) continue;
    if (magnitude < SMALLEST_NORMAL) {
      // Next to 1/2 float32's grid is 2^-24, which is that of subnormal binary16: the addition rounds as wanted.
      const rounded = Math.fround(Math.abs(out[index]!) + 0.5) - 0.5;
      out[index] = sign === 0 ? rounded : -rounded;
      continue;
    }
    const isOdd = (magnitude >>> SURPLUS_BITS) & 1;
    const rounded = ((magnitude + BELOW_HALF + isOdd) >>> SURPLUS_BITS) << SURPLUS_BITS;
    bits[index] = sign | (rounded >= TOO_LARGE ? INFINITY : rounded);
  }
  return out;
}

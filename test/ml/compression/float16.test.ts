import test from 'ava';
import { roundToFloat16 } from '../../../src/ml/compression/float16.ts';

const one = (value: number): number => roundToFloat16(Float32Array.of(value))[0]!;

/** Value of a binary16 by its definition: sign, 5 bits of exponent, 10 bits of fraction. */
function valueOf(bits: number): number {
  const sign = bits >>> 15 === 0 ? 1 : -1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

test('float16 - known values', (t) => {
  const cases = [
    [0.1, 0.0999755859375],
    [1 / 3, 0.333251953125],
    [Math.PI, 3.140625],
    [2049, 2048], // halfway, even below
    [2051, 2052], // halfway, even above
    [65504, 65504],
    [65519.996, 65504],
    [65520, Infinity],
    [-1e30, -Infinity],
    [2 ** -24, 2 ** -24],
    [2 ** -25, 0], // halfway to zero, which is even
    [1.5 * 2 ** -24, 2 ** -23],
    [2 ** -14 - 2 ** -25, 2 ** -14], // from subnormal up to normal
    [Infinity, Infinity],
    [1e-40, 0],
  ] as const;
  for (const [value, expected] of cases) {
    t.is(one(value), expected, `${value}`);
    t.is(one(-value), -expected, `${-value}`);
  }
  t.is(one(NaN), NaN);
  t.is(one(-0), -0);
});

test('float16 - every binary16 is kept; between two of them the nearer wins, and halfway the even one', (t) => {
  const all = Float32Array.from({ length: 0x7c00 }, (_, bits) => valueOf(bits));
  t.deepEqual(roundToFloat16(all), all);
  const negative = all.map((value) => -value);
  t.deepEqual(roundToFloat16(negative), negative);
  const lower = all.subarray(0, -1);
  const halfway = lower.map((value, bits) => (value + all[bits + 1]!) / 2);
  t.deepEqual(roundToFloat16(halfway), lower.map((value, bits) => (bits % 2 === 0 ? value : all[bits + 1]!))); // prettier-ignore
  const nudge = (by: number): Float32Array => {
    const bits = new Uint32Array(halfway.slice().buffer);
    return new Float32Array(bits.map((word) => word + by).buffer);
  };
  t.deepEqual(roundToFloat16(nudge(-1)), lower.slice());
  t.deepEqual(roundToFloat16(nudge(1)), all.slice(1));
});

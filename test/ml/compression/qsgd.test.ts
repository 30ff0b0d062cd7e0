import test from 'ava';
import { createCompression } from '../../../src/ml/compression/index.ts';
import { eliasOmegaBits } from '../../../src/ml/compression/qsgd.ts';
import { createRandom, type RandomStream } from '../../../src/random.ts';

const scripted = (draws: readonly number[]): RandomStream => {
  let next = 0;
  return { ...createRandom(1).stream('unused'), uniform: () => draws[next++]! };
};

test('qsgd - by hand: the draw decides between the two levels beside each coordinate', (t) => {
  // Norm 5, two levels: 3 lies at 1.2 of 2 levels, -4 at 1.6.
  const { apply } = createCompression('qsgd', { levels: 2 });
  const vector = Float32Array.of(3, -4);
  const low = apply(vector, null, { random: scripted([0.21, 0.61]), loss: 0 });
  t.deepEqual([...low.vector], [2.5, -2.5]);
  const high = apply(vector, null, { random: scripted([0.19, 0.59]), loss: 0 });
  t.deepEqual([...high.vector], [5, -5]);
});

for (const options of [{ levels: 1, bucket: 64 }, { levels: 4, bucket: 10 }, { levels: 127 }]) {
  test(`qsgd - unbiased, within the paper's variance: ${JSON.stringify(options)}`, (t) => {
    const { apply } = createCompression('qsgd', options);
    const d = 64;
    const source = createRandom(21);
    const stream = source.stream('vector');
    const vector = Float32Array.from({ length: d }, () => stream.normal());
    const turns = 20_000;
    const mean = new Float64Array(d);
    const squares = new Float64Array(d);
    for (let turn = 0; turn < turns; turn++) {
      const { vector: arrived } = apply(vector, null, { random: source.stream('turn', turn), loss: 0 });
      for (let i = 0; i < d; i++) {
        mean[i]! += arrived[i]! / turns;
        squares[i]! += (arrived[i]! - vector[i]!) ** 2 / turns;
      }
    }
    for (let i = 0; i < d; i++) {
      const deviation = Math.sqrt(squares[i]! / turns);
      t.true(Math.abs(mean[i]! - vector[i]!) <= 5 * deviation + 1e-6, `coordinate ${i}`); // 5 standard errors, fixed seed
    }
    // Lemma 3.1 (ii): the expected squared error is at most min(n / s^2, sqrt(n) / s) ||v||^2 in each bucket of n.
    const { levels, bucket = 512 } = options;
    for (let start = 0; start < d; start += bucket) {
      const n = Math.min(bucket, d - start);
      const sum = (values: ArrayLike<number>, of: (value: number) => number): number =>
        Array.from({ length: n }, (_, i) => of(values[start + i]!)).reduce((total, value) => total + value, 0);
      const bound = Math.min(n / levels ** 2, Math.sqrt(n) / levels) * sum(vector, (value) => value ** 2);
      t.true(sum(squares, (value) => value) <= bound * 1.02);
    }
  });
}

test('qsgd - what is on a level stays, zeros stay zero, and what is not finite shows', (t) => {
  const { apply } = createCompression('qsgd', { levels: 1, bucket: 2 });
  const vector = Float32Array.of(0, -7, 0, 0, 1, Infinity);
  const { vector: arrived } = apply(vector, null, { random: createRandom(1).stream('x'), loss: 0 });
  t.deepEqual([...arrived].map(Math.abs), [0, 7, 0, 0, NaN, NaN]);
  t.is(arrived[1], -7);
  const tiny = apply(Float32Array.of(1e-42, 0), null, { random: createRandom(1).stream('x'), loss: 0 });
  t.is(tiny.vector[0], Math.fround(1e-42));
});

test('qsgd - Elias omega codes have the lengths of the published table, and a message their sum', (t) => {
  // 1: 0; 2: 10 0; 3: 11 0; 4: 10 100 0; 8: 11 1000 0; 16: 10 100 10000 0; 100: 10 110 1100100 0.
  const lengths = { 1: 1, 2: 3, 3: 3, 4: 6, 7: 6, 8: 7, 15: 7, 16: 11, 100: 13, 1000: 17 };
  for (const [value, bits] of Object.entries(lengths)) t.is(eliasOmegaBits(Number(value)), bits, value);
  const { apply } = createCompression('qsgd', { levels: 4, coding: 'elias' });
  const { bytes } = apply(Float32Array.of(0, 0, 0, -4, 0, 3), null, { random: scripted(Array(6).fill(0.9)), loss: 0 });
  // Levels 3 (of 3.2) and 2 (of 2.4) at distances 4 and 2: 32 + (6 + 1 + 3) + (3 + 1 + 3) bits.
  t.is(bytes, Math.ceil((32 + 10 + 7) / 8));
});

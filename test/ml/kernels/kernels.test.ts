import test from 'ava';
import { createKernels, plainKernels } from '../../../src/ml/kernels/index.ts';
import type { Kernels } from '../../../src/ml/kernels/index.ts';
import { createRandom, permutation } from '../../../src/random.ts';

type Vectors = readonly Float32Array[];

/** Values with ties, zeros of both signs, and some that are not finite. */
function awkward(n: number, dimension: number, seed: number): Vectors {
  const stream = createRandom(seed).stream('vectors');
  const special = [NaN, Infinity, -Infinity, 0, -0, 1, 3e38, -3e38, 1e-45];
  return Array.from({ length: n }, () =>
    Float32Array.from({ length: dimension }, () =>
      stream.uniform() < 0.2 ? special[stream.integer(special.length)]! : stream.normal(),
    ),
  );
}

function tame(n: number, dimension: number, scale = 1): Vectors {
  const stream = createRandom(n).stream('vectors');
  return Array.from({ length: n }, () => Float32Array.from({ length: dimension }, () => scale * stream.normal()));
}

const bits = (vector: Float32Array): number[] => [...new Uint32Array(Float32Array.from(vector, canonicalNaN).buffer)];
const canonicalNaN = (value: number): number => (Number.isNaN(value) ? NaN : value);

/** Counts around SIMD tiles and what fits into registers, dimensions around lanes, blocks and chunks. */
const shapes: readonly (readonly [n: number, dimension: number])[] = [
  [1, 1],
  [2, 3],
  [3, 16],
  [4, 127],
  [5, 129],
  [7, 33],
  [10, 4097],
  [32, 130],
  [33, 130],
  [256, 20],
  [300, 5],
];

const exact: Readonly<Record<string, (kernels: Kernels, vectors: Vectors) => Float32Array>> = {
  median: (kernels, vectors) => kernels.median(vectors),
  'trimmedMean by a third': (kernels, vectors) => kernels.trimmedMean(vectors, Math.floor((vectors.length - 1) / 3)),
  'trimmedMean by none': (kernels, vectors) => kernels.trimmedMean(vectors, 0),
  'meanAroundMedian without a third': (kernels, vectors) =>
    kernels.meanAroundMedian(vectors, Math.floor((vectors.length - 1) / 3)),
  'meanAroundMedian without most': (kernels, vectors) => kernels.meanAroundMedian(vectors, vectors.length - 1),
  'weightedSum of ones': (kernels, vectors) =>
    kernels.weightedSum(vectors, new Float64Array(vectors.length).fill(1), vectors.length),
  'weightedSum of odd weights': (kernels, vectors) =>
    kernels.weightedSum(
      vectors,
      Float64Array.from(vectors, (_vector, index) => Math.sin(index)),
      0.7,
    ),
};

for (const [name, compute] of Object.entries(exact)) {
  test(`kernels - ${name}: WebAssembly gives the bits of plain TypeScript`, (t) => {
    const kernels = createKernels();
    for (const [n, dimension] of shapes) {
      for (const vectors of [awkward(n, dimension, 1), tame(n, dimension)]) {
        t.deepEqual(
          bits(compute(kernels, vectors)),
          bits(compute(plainKernels, vectors)),
          `n = ${n}, d = ${dimension}`,
        );
      }
    }
  });
}

for (const name of ['median', 'trimmedMean by a third', 'meanAroundMedian without a third']) {
  test(`kernels - ${name}: the order of vectors does not change a bit`, (t) => {
    const kernels = createKernels();
    const stream = createRandom(9).stream('order');
    for (const n of [2, 5, 10, 21]) {
      const vectors = awkward(n, 200, n);
      const shuffled = Array.from(permutation(n, stream), (index) => vectors[index]!);
      t.deepEqual(bits(exact[name]!(kernels, shuffled)), bits(exact[name]!(kernels, vectors)), `n = ${n}`);
    }
  });
}

test('kernels - norms and distances agree to rounding', (t) => {
  const kernels = createKernels();
  for (const [n, dimension] of shapes) {
    const vectors = tame(n, dimension);
    const centre = tame(n + 1, dimension)[n]!;
    close(t.true.bind(t), kernels.squaredNorms(vectors), plainKernels.squaredNorms(vectors), 1e-13);
    const distances = kernels.squaredDistancesTo(vectors, centre);
    close(t.true.bind(t), distances, plainKernels.squaredDistancesTo(vectors, centre), 1e-13);
    const pairs = kernels.pairwiseSquaredDistances(vectors);
    close(t.true.bind(t), pairs, plainKernels.pairwiseSquaredDistances(vectors), 1e-5);
  }
});

function close(
  check: (ok: boolean, message: string) => void,
  actual: Float64Array,
  wanted: Float64Array,
  relative: number,
): void {
  check(actual.length === wanted.length, 'length');
  const worst = actual.reduce((most, value, index) => {
    const expected = wanted[index]!;
    return Math.max(most, value === expected ? 0 : Math.abs(value - expected) / expected);
  }, 0);
  check(worst <= relative, `relative error ${worst}`);
}

test('kernels - whatever is not finite is infinitely long and infinitely far', (t) => {
  for (const kernels of [createKernels(), plainKernels]) {
    const vectors = [
      [1, 2],
      [NaN, 2],
      [3, Infinity],
      [-Infinity, NaN],
      [1, 2],
    ].map((row) => Float32Array.from(row));
    t.deepEqual([...kernels.squaredNorms(vectors)], [5, Infinity, Infinity, Infinity, 5]);
    t.deepEqual([...kernels.squaredDistancesTo(vectors, vectors[0]!)], [0, Infinity, Infinity, Infinity, 0]);
    const pairs = kernels.pairwiseSquaredDistances(vectors);
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++) t.is(pairs[i * 5 + j], i === j || (i + j === 4 && i % 4 === 0) ? 0 : Infinity);
    }
  }
});

test('kernels - pairwise distances hold where float32 squares overflow or vanish', (t) => {
  const kernels = createKernels();
  for (const scale of [1e25, 1e-25, 1e-40]) {
    const vectors = tame(5, 40, scale);
    const wanted = plainKernels.pairwiseSquaredDistances(vectors);
    close(t.true.bind(t), kernels.pairwiseSquaredDistances(vectors), wanted, 1e-5);
    t.true(wanted[1]! > 0 && Number.isFinite(wanted[1]));
  }
});

test('kernels - pairwise distances hold for vectors that are close to each other and far from zero', (t) => {
  const kernels = createKernels();
  const stream = createRandom(8).stream('close');
  for (const spread of [1, 0.1, 1e-3, 1e-6]) {
    // Some pairs are close, some opposite.
    const vectors = tame(9, 5000).map((vector, index) =>
      vector.map((_value, k) => (index % 3 === 0 ? -1 : 1) * Math.sin(k) + spread * stream.normal()),
    );
    const wanted = plainKernels.pairwiseSquaredDistances(vectors);
    close(t.true.bind(t), kernels.pairwiseSquaredDistances(vectors), wanted, 1e-5);
  }
  const [vector] = tame(1, 5000);
  const same = Array.from({ length: 5 }, () => vector!.slice());
  t.true(kernels.pairwiseSquaredDistances(same).every((distance) => distance === 0));
});

test("kernels - a pair's distance does not depend on the other vectors or their order", (t) => {
  const kernels = createKernels();
  // More vectors make smaller chunks, which must not show.
  const vectors = tame(61, 6000);
  const all = kernels.pairwiseSquaredDistances(vectors);
  const reversed = kernels.pairwiseSquaredDistances(vectors.toReversed());
  for (let i = 0; i < 61; i += 5) {
    for (let j = 0; j < i; j++) {
      const alone = kernels.pairwiseSquaredDistances([vectors[i]!, vectors[j]!]);
      t.is(all[i * 61 + j], alone[1]);
      t.is(reversed[(60 - i) * 61 + 60 - j], alone[1]);
    }
  }
});

test('kernels - two instances and earlier calls do not disturb one another, and inputs stay', (t) => {
  const [first, second] = [createKernels(), createKernels()];
  const [small, large] = [awkward(4, 50, 2), awkward(40, 5000, 3)];
  const before = bits(small[1]!);
  const wanted = bits(first.median(small));
  second.median(large);
  first.pairwiseSquaredDistances(large);
  first.meanAroundMedian(large, 7);
  t.deepEqual(bits(first.median(small)), wanted);
  t.deepEqual(bits(small[1]!), before);
});

test('kernels - a result that is given back becomes the memory of the next of its length, once', (t) => {
  const kernels = createKernels();
  const first = kernels.median(tame(3, 5000));
  kernels.reuse(first);
  kernels.reuse(first);
  const other = tame(5, 5000);
  const second = kernels.trimmedMean(other, 1);
  t.is(second, first);
  t.deepEqual(bits(second), bits(plainKernels.trimmedMean(other, 1)));
  t.not(kernels.median(tame(3, 5000)), first);
  kernels.reuse(second);
  t.is(kernels.median(tame(3, 7)).length, 7);
});

test('kernels - what is not a result of theirs is left alone', (t) => {
  const kernels = createKernels();
  const foreign = new Float32Array(100);
  kernels.reuse(foreign);
  kernels.reuse(createKernels().median(tame(3, 100)));
  t.not(kernels.median(tame(3, 100)), foreign);
  const vector = plainKernels.median(tame(3, 100));
  plainKernels.reuse(vector);
  t.not(plainKernels.median(tame(3, 100)), vector);
});

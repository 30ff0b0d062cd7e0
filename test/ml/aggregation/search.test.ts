/** Searches and spectra behind MDA, SMEA, CAF and DnC, held to exhaustive or independent computation. */
import test from 'ava';
import { createRule } from '../../../src/ml/aggregation/index.ts';
import { smallestDiameterSubset } from '../../../src/ml/aggregation/smallest-diameter.ts';
import { dominantDirection, dominantEigenpair } from '../../../src/ml/aggregation/spectrum.ts';
import { plainKernels } from '../../../src/ml/kernels/index.ts';
import { createRandom } from '../../../src/random.ts';

function randomVectors(n: number, dimension: number, seed: number): Float32Array[] {
  const stream = createRandom(seed).stream('vectors');
  return Array.from({ length: n }, () => Float32Array.from({ length: dimension }, () => stream.normal()));
}

function* subsets(n: number, size: number, from = 0): Generator<number[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let first = from; first <= n - size; first++) {
    for (const rest of subsets(n, size - 1, first + 1)) yield [first, ...rest];
  }
}

test('smallest diameter - agrees with trying all subsets, ties included', (t) => {
  for (let seed = 0; seed < 60; seed++) {
    const n = 4 + (seed % 6);
    const size = n - 1 - (seed % Math.ceil(n / 2));
    // Coarse distances make ties.
    const squares = plainKernels.pairwiseSquaredDistances(randomVectors(n, 2, seed)).map((value) => Math.ceil(value));
    let best: number[] = [];
    let least = Infinity;
    for (const subset of subsets(n, size)) {
      const diameter = Math.max(...subset.flatMap((i) => subset.map((j) => squares[i * n + j]!)));
      if (diameter < least) [best, least] = [subset, diameter];
    }
    t.deepEqual(smallestDiameterSubset(squares, n, size), best, `seed ${seed}, n = ${n}, size = ${size}`);
  }
});

test('smallest diameter - forty vectors with fifteen far away take no time', (t) => {
  const vectors = [...randomVectors(25, 3, 1), ...randomVectors(15, 3, 2).map((v) => v.map((x) => 100 * x + 50))];
  const squares = plainKernels.pairwiseSquaredDistances(vectors);
  t.deepEqual(
    smallestDiameterSubset(squares, 40, 25),
    Array.from({ length: 25 }, (_, index) => index),
  );
});

test('smallest diameter - infinite distances are the last to be taken', (t) => {
  const squares = Float64Array.of(0, Infinity, 4, Infinity, 0, Infinity, 4, Infinity, 0);
  t.deepEqual(smallestDiameterSubset(squares, 3, 2), [0, 2]);
  t.deepEqual(smallestDiameterSubset(squares, 3, 3), [0, 1, 2]);
});

test('smea - has no subset with a smaller top eigenvalue, and refuses too many subsets', (t) => {
  const vectors = randomVectors(8, 3, 3);
  const rule = createRule('smea', { f: 2 });
  const { aggregate } = rule.apply(vectors, null);
  let best: number[] = [];
  let least = Infinity;
  for (const subset of subsets(8, 6)) {
    const value = topEigenvalue(subset.map((index) => vectors[index]!));
    if (value < least) [best, least] = [subset, value];
  }
  for (let k = 0; k < 3; k++) {
    const mean = best.reduce((sum, index) => sum + vectors[index]![k]!, 0) / 6;
    t.true(Math.abs(aggregate[k]! - mean) < 1e-6);
  }
  t.throws(() => createRule('smea', { f: 2, maximumSubsets: 27 }).apply(vectors, null), {
    code: 'E_SEARCH_LIMIT',
    message: /28 subsets for n = 8, f = 2/,
  });
});

/** Of the [d, d] covariance, by power iteration: another way than the rule's. */
function topEigenvalue(vectors: readonly Float32Array[]): number {
  const d = vectors[0]!.length;
  const mean = Float64Array.from({ length: d }, (_, k) => vectors.reduce((sum, v) => sum + v[k]!, 0) / vectors.length);
  let direction = Float64Array.from({ length: d }, (_, k) => 1 + k * 0.37);
  let value = 0;
  for (let step = 0; step < 2000; step++) {
    const next = new Float64Array(d);
    for (const v of vectors) {
      const along = mean.reduce((sum, m, k) => sum + (v[k]! - m) * direction[k]!, 0);
      for (let k = 0; k < d; k++) next[k]! += ((v[k]! - mean[k]!) * along) / vectors.length;
    }
    value = Math.hypot(...next);
    direction = next.map((entry) => entry / value);
  }
  return value;
}

test('spectrum - finds the dominant eigenpair of a known matrix', (t) => {
  // Eigenvalues 5 and 1, dominant eigenvector (1, 1) / sqrt 2.
  const { value, vector } = dominantEigenpair(Float64Array.of(3, 2, 2, 3), 2);
  t.true(Math.abs(value - 5) < 1e-12);
  t.true(Math.abs(Math.abs(vector[0]!) - Math.SQRT1_2) < 1e-12 && Math.abs(vector[0]! - vector[1]!) < 1e-12);
  t.is(dominantEigenpair(Float64Array.of(-2), 1).value, -2);
});

test('spectrum - agrees with the covariance of the vectors, weights included', (t) => {
  const vectors = randomVectors(6, 4, 4);
  const squares = plainKernels.pairwiseSquaredDistances(vectors);
  const even = dominantDirection(squares, new Float64Array(6).fill(1));
  t.true(Math.abs(even.largest - topEigenvalue(vectors)) < 1e-9);
  // The mean squared projection on the dominant direction is its eigenvalue.
  t.true(Math.abs(even.projections.reduce((sum, value) => sum + value, 0) / 6 - even.largest) < 1e-9);
  // Weight 2 is as good as being there twice, weight 0 as not being there.
  const weighted = dominantDirection(squares, Float64Array.of(2, 1, 1, 1, 1, 0));
  t.true(Math.abs(weighted.largest - topEigenvalue([vectors[0]!, ...vectors.slice(0, 5)])) < 1e-9);
});

test('caf - takes the outlier out', (t) => {
  const vectors = [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
    [50, -80],
  ].map((row) => Float32Array.from(row));
  const [x, y] = createRule('caf', { f: 1 }).apply(vectors, null).aggregate;
  t.true(Math.abs(x! - 0.5) < 0.3 && Math.abs(y! - 0.5) < 0.3, `${x} ${y}`);
});

test("divide-and-conquer - Blades' example: one outlier of four is dropped", (t) => {
  const vectors = [
    [1, 2, 3],
    [-1, 4, -1],
    [2, 2, 3],
    [3, 1, 3],
  ].map((row) => Float32Array.from(row));
  const rule = createRule('divide-and-conquer', { f: 1, coordinates: 2, iterations: 1 }, { random: createRandom(1) });
  const { aggregate } = rule.apply(vectors, rule.init(3));
  t.deepEqual([...aggregate], [2, Math.fround(5 / 3), 3]);
});

test('divide-and-conquer - draws anew in each call, by its keys, and says when it cannot', (t) => {
  const vectors = randomVectors(12, 400, 5);
  const options = { f: 3, coordinates: 3, iterations: 1 };
  const rule = createRule('divide-and-conquer', options, { random: createRandom(1) });
  const first = rule.apply(vectors, rule.init(400));
  const second = rule.apply(vectors, first.state);
  t.notDeepEqual(second.aggregate, first.aggregate);
  const elsewhere = createRule('divide-and-conquer', options, { random: createRandom(1), keys: ['edge-server', 2] });
  t.notDeepEqual(elsewhere.apply(vectors, elsewhere.init(400)).aggregate, first.aggregate);
  t.throws(() => createRule('divide-and-conquer', { f: 1 }), {
    code: 'E_RULE_CONTEXT',
    message: /divide-and-conquer.*random/,
  });
  t.throws(() => createRule('krum', { f: 1, variant: 'federated-scope' }), {
    code: 'E_RULE_CONTEXT',
    message: /layout/,
  });
});

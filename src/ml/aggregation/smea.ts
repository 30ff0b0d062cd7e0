/**
 * SMEA, smallest maximum eigenvalue averaging: the mean of the n - f vectors that vary least in any direction.
 *
 * Source: Allouah et al., "On the privacy-robustness-utility trilemma in distributed learning", ICML 2023.
 */
import { z } from 'zod';
import type { Kernels } from '../kernels/index.ts';
import { minority } from './checks.ts';
import { AggregationError } from './errors.ts';
import { defineRule, faultCount, statelessRule } from './rule.ts';
import { finiteIndices, meanOf } from './selection.ts';
import { centredProducts, dominantEigenpair } from './spectrum.ts';

const name = 'smea';

/**
 * out = mean of the subset of n - f vectors whose covariance has the least top eigenvalue; of equal ones the first in
 * lexicographic order of indices.
 *
 * Tolerates f faulty vectors when 2f < n; vectors that are not finite are left out first. Deterministic and exact (ByzFL
 * iterates once from a random vector), by trying all subsets: `E_SEARCH_LIMIT` if there are more than `maximumSubsets`.
 */
export const smea = defineRule({
  name,
  summary: 'Mean of the n - f gradients whose covariance has the least top eigenvalue (2f < n).',
  options: z.strictObject({
    f: faultCount,
    maximumSubsets: z
      .int()
      .min(1)
      .default(200_000)
      .describe('most subsets of n - f among n to try, an integer >= 1; a larger number is an error'),
  }),
  create: ({ f, maximumSubsets }, { kernels }) =>
    statelessRule({
      name,
      f,
      condition: minority(f),
      aggregate: (gradients) => {
        const finite = finiteIndices(kernels.squaredNorms(gradients));
        const size = Math.min(gradients.length - f, finite.length);
        checkCount(finite.length, size, { n: gradients.length, f, maximumSubsets });
        const vectors = finite.map((index) => gradients[index]!);
        return meanOf(kernels, vectors, leastVarying(kernels, vectors, size));
      },
    }),
});

function checkCount(
  n: number,
  size: number,
  limits: { readonly n: number; readonly f: number; readonly maximumSubsets: number },
): void {
  let count = 1;
  for (let step = 1; step <= n - size; step++) count = (count * (size + step)) / step;
  if (count <= limits.maximumSubsets) return;
  throw new AggregationError(
    'E_SEARCH_LIMIT',
    `${name}: ${Math.round(count)} subsets for n = ${limits.n}, f = ${limits.f} are more than maximumSubsets = ${limits.maximumSubsets}; raise it, tolerate fewer faults, or use caf`,
    { rule: name, n: limits.n, f: limits.f },
  );
}

function leastVarying(kernels: Kernels, vectors: readonly Float32Array[], size: number): readonly number[] {
  const n = vectors.length;
  const squares = kernels.pairwiseSquaredDistances(vectors);
  const ones = new Float64Array(size).fill(1);
  let best: readonly number[] = [];
  let least = Infinity;
  for (const subset of combinations(n, size)) {
    const among = Float64Array.from({ length: size * size }, (_, at) => {
      return squares[subset[Math.floor(at / size)]! * n + subset[at % size]!]!;
    });
    const products = centredProducts(among, ones);
    // The top eigenvalue is at least any diagonal entry and at least the mean of the eigenvalues.
    if (lowerBound(products, size) >= least) continue;
    const { value } = dominantEigenpair(products, size);
    if (value >= least) continue;
    least = value;
    best = [...subset];
  }
  return best.length > 0 ? best : Array.from({ length: size }, (_, index) => index);
}

function lowerBound(products: Float64Array, size: number): number {
  let trace = 0;
  let most = 0;
  for (let i = 0; i < size; i++) {
    trace += products[i * size + i]!;
    most = Math.max(most, products[i * size + i]!);
  }
  return Math.max(most, trace / size);
}

/** All ascending choices of `size` among n, in lexicographic order; the same array each time. */
function* combinations(n: number, size: number): Generator<readonly number[]> {
  const chosen = Array.from({ length: size }, (_, index) => index);
  for (;;) {
    yield chosen;
    let at = size - 1;
    while (at >= 0 && chosen[at] === n - size + at) at--;
    if (at < 0) return;
    chosen[at]!++;
    for (let next = at + 1; next < size; next++) chosen[next] = chosen[next - 1]! + 1;
  }
}

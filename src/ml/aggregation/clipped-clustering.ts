/**
 * Clipped clustering: shortens vectors to the median norm seen so far, and averages the larger of two clusters by angle.
 *
 * Source: Li, Ngai and Voigt, "An experimental study of Byzantine-robust aggregation schemes in federated learning", IEEE
 * Transactions on Big Data, 2023; defaults are those of Blades.
 */
import { z } from 'zod';
import type { Kernels } from '../kernels/index.ts';
import { checkGradients, minority } from './checks.ts';
import { clippedShares } from './clipping.ts';
import { largerCluster } from './clustering.ts';
import { defineRule } from './rule.ts';
import { finiteIndices, medianOf } from './selection.ts';

const name = 'clipped-clustering';

/** What the rule remembers. */
export interface ClippedClusteringState {
  /** Norms of the vectors received last, in the order in which they came; shape [at most `history`]. */
  readonly norms: Float64Array;
}

/**
 * 1. y_i = g_i min(1, c / ||g_i||), c = min(bound, median of the norms of this call and those before).
 * 2. Two clusters by agglomeration over 1 - cos(y_i, y_j), of a zero vector 1 from all others. out = mean of the larger.
 *
 * Tolerates f faulty vectors when 2f < n, if they point elsewhere than the honest; not translation equivariant. Vectors
 * that are not finite are dropped and not remembered. Choice: only the last `history` norms count (Blades: all there ever
 * were); of equally large clusters that with the first vector is kept. State: these norms.
 */
export const clippedClustering = defineRule({
  name,
  summary: 'Shortens gradients to the median norm so far, averages the larger of two clusters by angle (2f < n).',
  options: z.strictObject({
    f: z.int().min(0).default(0).describe('f, the number of faulty vectors to tolerate; only checked against n'),
    linkage: z
      .enum(['average', 'single'])
      .default('average')
      .describe("distance between two clusters: 'average' or 'single' (the least)"),
    bound: z.number().positive().default(1e5).describe('longest norm ever, in units of the gradient, > 0'),
    history: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(10_000)
      .describe('how many of the last norms count for the median, an integer in [1, 1000000]'),
  }),
  create: ({ f, linkage, bound, history }, { kernels }) => {
    const condition = minority(f);
    return {
      name,
      condition,
      init: (): ClippedClusteringState => ({ norms: new Float64Array(0) }),
      apply: (gradients: readonly Float32Array[], state: ClippedClusteringState) => {
        checkGradients({ name, condition, f }, gradients);
        const all = kernels.squaredNorms(gradients).map(Math.sqrt);
        const usable = finiteIndices(all);
        const vectors = usable.map((index) => gradients[index]!);
        const norms = Float64Array.from(usable, (index) => all[index]!);
        const seen = remembered(state.norms, norms.filter(Number.isFinite), history);
        const shares = clippedShares(norms, Math.min(bound, seen.length === 0 ? bound : medianOf(seen)));
        const kept = largerCluster(angles(kernels, vectors, norms), vectors.length, linkage);
        const aggregate = kernels.weightedSum(
          kept.map((index) => vectors[index]!),
          Float64Array.from(kept, (index) => shares[index]!),
          kept.length,
        );
        return { aggregate, state: { norms: seen } };
      },
    };
  },
});

/** The last of the norms before and now, a new vector. */
function remembered(before: Float64Array, now: Float64Array, history: number): Float64Array {
  const all = new Float64Array(before.length + now.length);
  all.set(before);
  all.set(now, before.length);
  return all.slice(-history);
}

/** 1 - cos of the angle between each two vectors, shape [n, n]: half the squared distance of unit vectors. */
function angles(kernels: Kernels, vectors: readonly Float32Array[], norms: Float64Array): Float64Array {
  const n = vectors.length;
  const units = vectors.map((vector, index) => vector.map((value) => value / norms[index]!));
  // A zero vector's unit is NaN, and so infinitely far from all others.
  return kernels.pairwiseSquaredDistances(units).map((square, at) => {
    if (Math.floor(at / n) === at % n) return 0;
    return Number.isFinite(square) ? square / 2 : 1;
  });
}

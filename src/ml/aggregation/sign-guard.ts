/**
 * SignGuard: drops vectors of unusual norm or with an unusual share of positive and negative coordinates.
 *
 * Source: Xu, Huang, Song and Lan, "Byzantine-robust federated learning through collaborative malicious gradient
 * filtering", ICDCS 2022, algorithm 2; clusters by 2-means as in Blades.
 */
import { z } from 'zod';
import { minority } from './checks.ts';
import { clippedShares } from './clipping.ts';
import { largerOfTwoMeans } from './clustering.ts';
import { defineRule, statelessRule } from './rule.ts';
import { medianOf } from './selection.ts';

const name = 'sign-guard';

/**
 * With M the median norm: S1 = those with lower M <= ||g_i|| <= upper M; S2 = the larger of two clusters of the shares of
 * positive, negative and zero coordinates. out = mean over S1 and S2 of g_i min(1, M / ||g_i||).
 *
 * Tolerates f faulty vectors when 2f < n, under the paper's assumptions; not translation equivariant. Vectors that are not
 * finite are infinitely long. Choices: all coordinates count (the paper samples some, Blades none); 2-means starts from
 * the two vectors farthest apart (Blades draws the start); norms are compared as they came, as in the paper (Blades
 * shortens them before); 0 where no vector is in both.
 */
export const signGuard = defineRule({
  name,
  summary: 'Mean of gradients of usual norm and usual shares of signs, shortened to the median norm (2f < n).',
  options: z.strictObject({
    f: z.int().min(0).default(0).describe('f, the number of faulty vectors to tolerate; only checked against n'),
    lower: z.number().min(0).max(1).default(0.1).describe('L, least norm kept, in median norms, in [0, 1]'),
    upper: z.number().min(1).default(3).describe('R, greatest norm kept, in median norms, >= 1'),
  }),
  create: ({ f, lower, upper }, { kernels }) =>
    statelessRule({
      name,
      f,
      condition: minority(f),
      aggregate: (gradients) => {
        const norms = kernels.squaredNorms(gradients).map(Math.sqrt);
        const median = medianOf(norms);
        const kept = largerOfTwoMeans(gradients.map(signShares)).filter((index) => {
          const norm = norms[index]!;
          return Number.isFinite(norm) && norm >= lower * median && norm <= upper * median;
        });
        if (kept.length === 0) return new Float32Array(gradients[0]!.length);
        const shares = clippedShares(norms, median);
        return kernels.weightedSum(
          kept.map((index) => gradients[index]!),
          Float64Array.from(kept, (index) => shares[index]!),
          kept.length,
        );
      },
    }),
});

/** Shares of positive, negative and other coordinates. */
function signShares(vector: Float32Array): readonly number[] {
  let positive = 0;
  let negative = 0;
  for (let k = 0; k < vector.length; k++) {
    if (vector[k]! > 0) positive++;
    else if (vector[k]! < 0) negative++;
  }
  const length = Math.max(1, vector.length);
  return [positive / length, negative / length, 1 - (positive + negative) / length];
}

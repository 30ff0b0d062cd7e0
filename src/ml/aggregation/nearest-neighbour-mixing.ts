/**
 * Nearest-neighbour mixing (NNM): replaces each vector by the mean of its nearest ones.
 *
 * Source: Allouah et al., "Fixing by mixing", AISTATS 2023, algorithm 1.
 */
import { z } from 'zod';
import { checkGradients } from './checks.ts';
import { definePreAggregation } from './pre-aggregation.ts';
import { faultCount } from './rule.ts';
import { indicesOfSmallest, meanOf } from './selection.ts';

const name = 'nearest-neighbour-mixing';

/**
 * y_i = mean of the n - f vectors nearest to g_i, itself included; ties take the first.
 *
 * Holds for f < n. Vectors that are not finite are infinitely far from all others, so what they become is not finite
 * either, and the other n - f or more results do not contain them.
 */
export const nearestNeighbourMixing = definePreAggregation({
  name,
  summary: 'Replaces each gradient by the mean of its n - f nearest, itself included (f < n).',
  options: z.strictObject({ f: faultCount }),
  create: ({ f }, { kernels }) => {
    const condition = { text: 'f < n', holds: (n: number) => f < n };
    return {
      name,
      condition,
      outputs: (n) => n,
      init: () => null,
      apply: (vectors) => {
        checkGradients({ name, condition, f }, vectors);
        const n = vectors.length;
        const squares = kernels.pairwiseSquaredDistances(vectors);
        const mixed = vectors.map((_vector, i) =>
          meanOf(kernels, vectors, indicesOfSmallest(squares.subarray(i * n, (i + 1) * n), n - f)),
        );
        return { vectors: mixed, state: null };
      },
    };
  },
});

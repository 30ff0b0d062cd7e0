/**
 * Bulyan: Krum chooses n - 2f vectors one after another, then each coordinate is averaged around its median.
 *
 * Source: El Mhamdi, Guerraoui and Rouault, ICML 2018, section 4.
 */
import { z } from 'zod';
import type { Kernels } from '../kernels/index.ts';
import { atLeast } from './checks.ts';
import { neighbourSums } from './krum-scores.ts';
import { defineRule, faultCount, statelessRule } from './rule.ts';

const name = 'bulyan';

/**
 * 1. theta = n - 2f times: the vector with the least Krum score among the remaining is moved to the selection.
 * 2. out[k] = mean of the theta - 2f selected values nearest to their median.
 *
 * Tolerates f faulty vectors when n >= 4f + 3. Choice: when r vectors remain, scores sum the max(1, r - f - 2) nearest
 * (fewer if there are not so many), since the paper leaves open what Krum is once r < 2f + 3. Two vectors nearest to each
 * other have equal scores when only the nearest counts; such ties are broken by one more neighbour at a time, then by
 * index.
 */
export const bulyan = defineRule({
  name,
  summary: 'Krum chooses n - 2f gradients, each coordinate is averaged around their median (n >= 4f + 3).',
  options: z.strictObject({ f: faultCount }),
  create: ({ f }, { kernels }) =>
    statelessRule({
      name,
      f,
      condition: atLeast(4, f, 3),
      aggregate: (gradients) =>
        kernels.meanAroundMedian(
          select(kernels, gradients, f).map((index) => gradients[index]!),
          2 * f,
        ),
    }),
});

function select(kernels: Kernels, gradients: readonly Float32Array[], f: number): readonly number[] {
  const n = gradients.length;
  const costs = kernels.pairwiseSquaredDistances(gradients);
  const remaining = Array.from({ length: n }, (_, index) => index);
  const selected: number[] = [];
  while (selected.length < n - 2 * f) {
    const count = remaining.length;
    const among = Float64Array.from(remaining.flatMap((i) => remaining.map((j) => costs[i * n + j]!)));
    const [best] = remaining.splice(bestOf(among, count, f), 1);
    selected.push(best!);
  }
  return selected.sort((a, b) => a - b);
}

/** Index of the least score; of equal ones that with the least score over more neighbours. */
function bestOf(costs: Float64Array, count: number, f: number): number {
  let candidates: readonly number[] = Array.from({ length: count }, (_, index) => index);
  for (let neighbours = Math.max(1, count - f - 2); neighbours < count && candidates.length > 1; neighbours++) {
    const scores = neighbourSums(costs, count, neighbours);
    const least = Math.min(...candidates.map((index) => scores[index]!));
    candidates = candidates.filter((index) => scores[index] === least);
  }
  return candidates[0]!;
}

/**
 * FLTrust: weighs vectors by their angle to one computed on the server's own clean data.
 *
 * Source: Cao, Fang, Liu and Gong, "FLTrust: Byzantine-robust federated learning via trust bootstrapping", NDSS 2021.
 */
import { z } from 'zod';
import { defineRule, statelessRule } from './rule.ts';

const name = 'fltrust';

/**
 * With g_0 the trusted vector and t_i = max(0, cos(g_i, g_0)):
 * out = sum_i t_i (||g_0|| / ||g_i||) g_i / sum_i t_i over the others.
 *
 * Tolerates any number of faulty vectors among the others. Choice: 0 if nobody is trusted (the paper divides by zero);
 * vectors that are zero or not finite have no direction and are not trusted. In a run, g_0 is the edge
 * server's own gradient with `learning.edgeServer.rootExamples`; without, what is trusted is one of the workers.
 */
export const fltrust = defineRule({
  name,
  summary: "Gradients weighted by their angle to the server's own trusted one (n >= 2).",
  options: z.strictObject({
    trusted: z
      .int()
      .min(0)
      .default(0)
      .describe(
        "index of the server's own vector, an integer in [0, n); in a run 0 with `learning.edgeServer.rootExamples`, else it is a worker's, in the order of arrival",
      ),
  }),
  create: ({ trusted }, { kernels }) => {
    const least = Math.max(2, trusted + 1);
    return statelessRule({
      name,
      f: 0,
      condition: { text: `n >= ${least}`, holds: (n) => n >= least },
      aggregate: (gradients) => {
        const norms = kernels.squaredNorms(gradients).map(Math.sqrt);
        const own = gradients[trusted]!;
        const ownNorm = norms[trusted]!;
        const vectors: Float32Array[] = [];
        const weights: number[] = [];
        let totalTrust = 0;
        for (const [index, gradient] of gradients.entries()) {
          const norm = norms[index]!;
          if (index === trusted || norm === 0 || !Number.isFinite(norm)) continue;
          const trust = dot(gradient, own) / (norm * ownNorm);
          if (!(trust > 0)) continue;
          vectors.push(gradient);
          weights.push((trust * ownNorm) / norm);
          totalTrust += trust;
        }
        if (vectors.length === 0) return new Float32Array(own.length);
        return kernels.weightedSum(vectors, Float64Array.from(weights), totalTrust);
      },
    });
  },
});

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

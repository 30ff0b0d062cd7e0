/**
 * What a worker computes from theta and its batches before it sends anything: one value of a union, told apart by `kind`.
 *
 * The engine's threads carry it out (`perform.ts`); the simulator draws as many batches as it asks for.
 */
import { z } from 'zod';

const learningRate = z
  .number()
  .positive()
  .describe("eta, the worker's own learning rate, dimensionless, > 0; acts on gradients as lossReduction makes them");
const steps = z.int().min(1).max(10_000).describe('E, local steps, each on a batch of its own, in [1, 10000]');
const result = z
  .enum(['pseudo-gradient', 'difference'])
  .default('pseudo-gradient')
  .describe(
    'what is sent: (theta - theta_E) / eta, or theta - theta_E (a cloud server with rate 1 then averages models)',
  );

/** Options of a worker's algorithm, as in an experiment file. */
export const localWorkSpec = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('gradient') }).describe('The gradient of one batch at theta.'),
  z
    .strictObject({ kind: z.literal('local-steps'), steps, learningRate, result })
    .describe('Federated averaging: E steps of SGD from theta.'),
  z
    .strictObject({
      kind: z.literal('fedprox'),
      steps,
      learningRate,
      result,
      proximal: z.number().min(0).describe('mu, pulls back to theta by mu (theta_k - theta), >= 0; 0: local-steps'),
    })
    .describe('Federated averaging whose local loss has the proximal term mu / 2 ||theta_k - theta||^2.'),
  z
    .strictObject({
      kind: z.literal('worker-momentum'),
      momentum: z
        .number()
        .min(0)
        .lt(1)
        .default(0.9)
        .describe('beta, the share of the momentum that is kept, in [0, 1)'),
    })
    .describe('The running mean of the gradients of this worker; its state goes with the worker.'),
]);

/**
 * A worker's algorithm. With theta_0 = theta and g_k the gradient of batch k at theta_k:
 *
 * - `gradient`: g_0.
 * - `local-steps`: theta_{k+1} = theta_k - eta g_k for k < E; sends (theta - theta_E) / eta = sum_k g_k, or
 *   theta - theta_E. With E = 1 the former is `gradient`, to the last bit.
 * - `fedprox`: theta_{k+1} = theta_k - eta (g_k + mu (theta_k - theta)); sends the same as `local-steps`.
 * - `worker-momentum`: m' = beta m + (1 - beta) g_0, but m' = g_0 where the worker has no m yet; sends m'.
 *
 * @see McMahan et al., AISTATS 2017, algorithm 1 (FederatedAveraging); Li et al., MLSys 2020, algorithm 2 (FedProx);
 *   Karimireddy, He and Jaggi, ICML 2021, algorithm 2 (worker momentum, beta_1 = 0)
 */
export type LocalWork = z.infer<typeof localWorkSpec>;

/** Batches that one piece of work consumes. */
export function batchesOfWork(work: LocalWork): number {
  return work.kind === 'local-steps' || work.kind === 'fedprox' ? work.steps : 1;
}

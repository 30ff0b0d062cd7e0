/**
 * Carries out a worker's algorithm with whatever computes gradients. Runs on the engine's threads.
 *
 * Vectors are float32; every coordinate is computed in double precision and rounded once a step.
 */
import type { LocalWork } from './spec.ts';

/** Writes the gradient of a batch into `gradient` and returns the batch's mean loss in nats. */
export type GradientFunction<Batch> = (parameters: Float32Array, batch: Batch, gradient: Float32Array) => number;

/** One piece of work; all vectors have shape [d]. What a batch is, the gradient function alone knows. */
export interface LocalJob<Batch> {
  readonly work: LocalWork;
  /** As many as `batchesOfWork` says. */
  readonly batches: readonly Batch[];
  /** Not modified. */
  readonly parameters: Float32Array;
  /** Overwritten by what the worker sends. */
  readonly update: Float32Array;
  /** For `worker-momentum`: the state before (absent for a worker's first time; not modified) and after. */
  readonly momentum?: { readonly previous?: Float32Array; readonly next: Float32Array };
}

/**
 * Makes a function that does jobs one after the other in buffers that it keeps.
 *
 * @param dimension - d.
 * @returns Does a job and returns the mean of its batches' mean losses in nats, each at the parameters of its step.
 */
export function createPerformer<Batch>(
  gradientOf: GradientFunction<Batch>,
  dimension: number,
): (job: LocalJob<Batch>) => number {
  let buffers: LocalBuffers | undefined;
  return ({ work, batches, parameters, update, momentum }) => {
    switch (work.kind) {
      case 'gradient':
        return gradientOf(parameters, batches[0]!, update);
      case 'worker-momentum': {
        const loss = gradientOf(parameters, batches[0]!, update);
        if (momentum?.previous !== undefined) mix(update, momentum.previous, work.momentum);
        momentum?.next.set(update);
        return loss;
      }
      case 'local-steps':
      case 'fedprox': {
        buffers ??= { local: new Float32Array(dimension), gradient: new Float32Array(dimension) };
        const { learningRate: eta } = work;
        const keep = work.kind === 'fedprox' ? 1 - eta * work.proximal : 1;
        const loss = localSteps({ gradientOf, batches, parameters, update }, buffers, { eta, keep });
        if (work.result === 'difference') for (let i = 0; i < dimension; i++) update[i]! *= eta;
        return loss;
      }
    }
  };
}

interface LocalBuffers {
  /** theta_k. */
  readonly local: Float32Array;
  readonly gradient: Float32Array;
}

/**
 * Keeps u_k = (theta - theta_k) / eta in `update` and takes theta_k from it, so that no rounding adds up in theta_k:
 * u_{k+1} = (1 - eta mu) u_k + g_k, because mu (theta_k - theta) = -eta mu u_k.
 */
function localSteps<Batch>(
  job: Pick<LocalJob<Batch>, 'batches' | 'parameters' | 'update'> & { readonly gradientOf: GradientFunction<Batch> },
  { local, gradient }: LocalBuffers,
  { eta, keep }: { readonly eta: number; readonly keep: number },
): number {
  const { gradientOf, batches, parameters, update } = job;
  let lossSum = gradientOf(parameters, batches[0]!, update);
  for (let step = 1; step < batches.length; step++) {
    for (let i = 0; i < local.length; i++) local[i] = parameters[i]! - eta * update[i]!;
    lossSum += gradientOf(local, batches[step]!, gradient);
    for (let i = 0; i < local.length; i++) update[i] = keep * update[i]! + gradient[i]!;
  }
  return lossSum / batches.length;
}

/** gradient <- beta previous + (1 - beta) gradient. */
function mix(gradient: Float32Array, previous: Float32Array, beta: number): void {
  for (let i = 0; i < gradient.length; i++) gradient[i] = beta * previous[i]! + (1 - beta) * gradient[i]!;
}

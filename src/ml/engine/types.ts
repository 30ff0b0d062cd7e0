/** The gradient engine as its users see it: plain records and vectors in shared memory. */
import type { Dataset, Split } from '../dataset.ts';
import type { LocalWork } from '../local/spec.ts';
import type { ModelSpec } from '../model.ts';
import type { ParameterLayout } from '../parameters.ts';
import type { BatchAttack } from './batch.ts';

/** The libraries that can compute gradients. */
export type BackendName = 'tfjs-node' | 'openblas' | 'wasm';

/** Which backend an engine runs on, for `doctor` and the manifest. */
export interface BackendReport {
  readonly name: BackendName;
  /** Versions and the processor's kernel set, e.g. `OpenBLAS 0.3.21 (Zen)`. */
  readonly detail: string;
  readonly threads: number;
  /** Why this one and none of those preferred to it. */
  readonly reason: string;
}

/** A gradient and the loss it was taken at. */
export interface GradientResult {
  /** Shape [d], in shared memory; give it back with `release`. */
  readonly gradient: Float32Array;
  /** Mean loss over the batch in nats, whatever the loss reduction; NaN where theta has blown up. */
  readonly loss: number;
}

/** One piece of a worker's work; all vectors are the engine's own. */
export interface WorkRequest {
  readonly work: LocalWork;
  /** From `allocateParameters`, shape [d]. */
  readonly parameters: Float32Array;
  /** As many batches of indices into the training set as `batchesOfWork(work)` says; copied at once. */
  readonly batches: readonly Uint32Array[];
  /** What an adversary does to the batches before anything is computed from them; applied at once, on this thread. */
  readonly dataAttack?: BatchAttack;
  /**
   * For `worker-momentum`: the worker's `momentum` from its result before; absent the first time. Not modified, and
   * still the caller's to release.
   */
  readonly momentum?: Float32Array;
}

/** What a worker sends, and what it keeps. */
export interface WorkResult {
  /** Shape [d], in shared memory; give it back with `release`. */
  readonly update: Float32Array;
  /** Mean over the batches of their mean losses in nats, each at the parameters of its step; may be NaN. */
  readonly loss: number;
  /** For `worker-momentum`: the worker's state for its next work, a vector of its own to give back with `release`. */
  readonly momentum?: Float32Array;
}

/** Predictions over the first `count` examples of a split, as sums. */
export interface Evaluation {
  /** Shape [classes x classes]: row = true class, column = predicted class. */
  readonly confusion: Uint32Array;
  /** Sum of the examples' losses in nats; NaN where theta has blown up. */
  readonly lossSum: number;
  readonly count: number;
}

/** How an engine is made. */
export interface GradientEngineOptions {
  readonly model: ModelSpec;
  readonly dataset: Dataset;
  /** Whether a gradient is that of the batch's mean loss or of its summed loss. */
  readonly lossReduction: 'mean' | 'sum';
  /** Number of computing threads, 1 to 1024; results do not depend on it. */
  readonly threads: number;
  /**
   * `auto` takes the fastest that works: of openblas, wasm, tfjs-node for dense models, of tfjs-node, wasm for others.
   * @default 'auto'
   */
  readonly backend?: BackendName | 'auto';
  /**
   * Path of the OpenBLAS library; `false` does without it even where it is installed.
   * @default searched for in the system's usual places
   */
  readonly openblasLibrary?: string | false;
}

/**
 * Computes gradients and evaluations on threads of its own, in the order in which they were asked for.
 *
 * Results are the same to the last bit whatever the number of threads. While a promise is pending, the parameters
 * handed in must not change. An engine with nothing pending does not keep the program alive.
 */
export interface GradientEngine {
  readonly report: BackendReport;
  readonly layout: ParameterLayout;
  /**
   * A vector of shape [d] in shared memory, all zero, that `gradient` and `evaluate` read without a copy.
   * Give it back with `release`.
   * @throws {EngineError} `E_ENGINE_CLOSED`, `E_ENGINE_CRASHED`.
   */
  allocateParameters(): Float32Array;
  /**
   * Gradient of the batch's loss at `parameters`.
   *
   * @param parameters - a vector from `allocateParameters`.
   * @param examples - indices into the training set, shape [batch], batch >= 1, repeats allowed; copied at once.
   * @throws {EngineError} `E_ENGINE_ARGUMENT` if the vector is not the engine's or an index is out of range;
   *   `E_ENGINE_TASK`, `E_ENGINE_CRASHED`, `E_ENGINE_CLOSED` if it could not be computed.
   */
  gradient(parameters: Float32Array, examples: Uint32Array): Promise<GradientResult>;
  /**
   * Gives the memory of a gradient (or of parameters) back for reuse; its contents are undefined from then on.
   *
   * @throws {EngineError} `E_ENGINE_ARGUMENT` if the vector is not the engine's, or was released before.
   */
  release(vector: Float32Array): void;
  /**
   * Loss and predictions at `parameters` over the first `count` examples of a split.
   *
   * A row of logits that holds a NaN counts as a prediction of the first class; among equals the first class wins.
   *
   * @param count - 1 to the size of the split, which is the default.
   * @throws {EngineError} as `gradient`; `E_ENGINE_ARGUMENT` also for a split that the data set has not.
   */
  evaluate(parameters: Float32Array, split: Split, count?: number): Promise<Evaluation>;
  /** Ends the threads; what is pending rejects with `E_ENGINE_CLOSED`. May be called more than once. */
  close(): Promise<void>;
}

/** A gradient engine that also carries out workers' algorithms of more than one gradient. */
export interface TrainingEngine extends GradientEngine {
  /**
   * A worker's whole work, as one piece on one thread; with the kind `gradient` the same as the method of that name.
   *
   * @throws {EngineError} as `gradient`; `E_ENGINE_ARGUMENT` also if there are too many or too few batches, or a momentum
   *   for work that has none.
   * @throws {AttackError} whatever the data attack refuses, e.g. `E_ATTACK_OPTIONS` for a trigger larger than the images.
   */
  work(request: WorkRequest): Promise<WorkResult>;
}

/**
 * What one thread of the gradient engine does, without knowing that it is a thread: a computer of gradients.
 *
 * Two implementations: `dense-openblas.ts` (matrix products straight into the gradient) and `tfjs-computer.ts`
 * (TensorFlow.js, the reference and the general path). Both are synchronous, for each owns its thread.
 */
import type { Dataset, Examples } from '../dataset.ts';
import type { ModelSpec } from '../model.ts';
import type { Batch } from './batch.ts';

/** What a computer is made for. */
export interface ComputerSetup {
  readonly model: ModelSpec;
  readonly dataset: Dataset;
  readonly lossReduction: 'mean' | 'sum';
}

/** Where an evaluation adds what it finds. */
export interface EvaluationSums {
  /** Shape [classes x classes], row = true class; counts are added. */
  readonly confusion: Uint32Array;
  /** Nats; losses are added in the order of examples. */
  lossSum: number;
}

/** Computes gradients and evaluations on the calling thread. */
export interface Computer {
  /**
   * Writes the gradient of the batch's loss into `gradient`, overwriting all of it.
   *
   * @param parameters - shape [d]. Not modified.
   * @param batch - at least one example.
   * @param gradient - shape [d].
   * @returns Mean loss of the batch in nats; NaN where theta has blown up.
   */
  gradient(parameters: Float32Array, batch: Batch, gradient: Float32Array): number;
  /** Adds predictions and losses of the examples [start, end) of a split to `sums`. */
  evaluate(parameters: Float32Array, examples: Examples, range: ExampleRange, sums: EvaluationSums): void;
  /**
   * Says which values `parameters` hold, until this is called again: what was made from a version may be kept for it.
   * Other vectors may have changed at any call.
   */
  hold(parameters: Float32Array, version: number): void;
  /** Frees what the computer holds outside JavaScript's memory. */
  dispose(): void;
}

/** Consecutive examples: start <= index < end. */
export interface ExampleRange {
  readonly start: number;
  readonly end: number;
}

/** The TensorFlow.js API that the tensor engine computes with, whichever package provides it. */

import type * as core from '@tensorflow/tfjs-core';

/** `@tensorflow/tfjs-core`, or the same names as `@tensorflow/tfjs-node` exports them. */
export type TensorFlow = typeof core;

/** A TensorFlow.js with a backend set, ready to compute on the calling thread. */
export interface LoadedTensorFlow {
  readonly tf: TensorFlow;
  /** Versions, for `BackendReport.detail`. */
  readonly detail: string;
}

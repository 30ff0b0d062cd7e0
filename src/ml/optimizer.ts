/**
 * How the cloud server turns an aggregate into the next theta, as a plain `{init, apply}` value.
 *
 * State goes in and out of every call, so a checkpoint holds all there is.
 */

/** Parameters after an update, and the optimizer's memory for the next one. */
export interface Optimizer<State = unknown> {
  readonly name: string;
  /**
   * State before the first update.
   *
   * @param dimension - d, the length of theta.
   */
  readonly init: (dimension: number) => State;
  /**
   * Writes the updated parameters into `out`.
   *
   * @param theta - float32 of shape [d]. Not modified, unless it is `out`.
   * @param step - the cloud server's aggregate, float32 of shape [d]. Not modified.
   * @param state - from `init` or the previous call. Not modified.
   * @param out - float32 of shape [d]; may be `theta` itself.
   * @returns State for the next call.
   * @throws {RangeError} if the lengths differ.
   */
  readonly apply: (theta: Float32Array, step: Float32Array, state: State, out: Float32Array) => State;
}

/** Settings of distributed SGD. */
export interface DistributedSgdOptions {
  /** eta, dimensionless, > 0. */
  readonly learningRate: number;
}

/**
 * theta' = theta - eta x step, each coordinate computed in double precision and rounded once to float32.
 *
 * @throws {RangeError} if the learning rate is no finite number > 0.
 * @see the seed paper, section I, step (6)
 * @example
 * distributedSgd({ learningRate: 0.1 }).apply(theta, aggregate, null, theta);
 */
export function distributedSgd({ learningRate }: DistributedSgdOptions): Optimizer {
  if (!(Number.isFinite(learningRate) && learningRate > 0)) {
    throw new RangeError(`learningRate: expected a finite number > 0, got ${learningRate}`);
  }
  return {
    name: 'distributed-sgd',
    init: () => null,
    apply: (theta, step, state, out) => {
      requireLength(step, theta.length, 'step');
      requireLength(out, theta.length, 'out');
      for (let index = 0; index < theta.length; index++) out[index] = theta[index]! - learningRate * step[index]!;
      return state;
    },
  };
}

function requireLength(vector: Float32Array, expected: number, name: string): void {
  if (vector.length !== expected) {
    throw new RangeError(`${name}: expected a vector of length ${expected} like theta, got ${vector.length}`);
  }
}

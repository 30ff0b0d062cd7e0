/**
 * The edge server's half of hierarchical federated averaging: several aggregations of its own between two cloud updates.
 *
 * Source: Liu et al., ICC 2020 ("Client-edge-cloud hierarchical federated learning"), algorithm 1: kappa_1 local steps
 * (`local-steps`), then kappa_2 edge aggregations, which are counted here.
 */

/** An edge server between two cloud updates; plain data. */
export interface EdgeRounds {
  /** Edge aggregations since the last cloud update. */
  readonly count: number;
  /** U = (theta - theta_edge) / rate, float32 of shape [d]: what has moved since the last cloud update. */
  readonly moved: Float32Array;
}

/** The state right after a cloud update: theta_edge is theta. */
export function startEdgeRounds(dimension: number): EdgeRounds {
  return { count: 0, moved: new Float32Array(dimension) };
}

/**
 * Takes in one edge aggregate: U' = U + aggregate.
 *
 * Workers that took part must have started from `edgeParameters` of `state`. After kappa_2 of them U' is what the edge
 * server sends to the cloud; the cloud's update then treats it as the update of one worker with kappa_1 kappa_2 steps.
 *
 * @param aggregate - of workers' pseudo-gradients (or differences), float32 of shape [d]. Not modified.
 * @returns New state.
 * @throws {RangeError} if the lengths differ.
 */
export function addEdgeAggregate({ count, moved }: EdgeRounds, aggregate: Float32Array): EdgeRounds {
  requireLength(aggregate, moved.length, 'aggregate');
  return { count: count + 1, moved: moved.map((value, index) => value + aggregate[index]!) };
}

/**
 * Writes theta_edge = theta - rate U into `out`, the parameters that the edge server hands to its workers.
 *
 * @param theta - of the last cloud update, float32 of shape [d]. Not modified.
 * @param rate - eta of the workers where they send pseudo-gradients, 1 where they send differences.
 * @param out - float32 of shape [d], e.g. from the engine's `allocateParameters`.
 * @throws {RangeError} if the lengths differ.
 */
export function edgeParameters(theta: Float32Array, { moved }: EdgeRounds, rate: number, out: Float32Array): void {
  requireLength(theta, moved.length, 'theta');
  requireLength(out, moved.length, 'out');
  for (let index = 0; index < moved.length; index++) out[index] = theta[index]! - rate * moved[index]!;
}

function requireLength(vector: Float32Array, expected: number, name: string): void {
  if (vector.length !== expected) {
    throw new RangeError(`${name}: expected a vector of length ${expected} like the state's, got ${vector.length}`);
  }
}

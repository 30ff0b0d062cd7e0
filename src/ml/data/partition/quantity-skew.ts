/**
 * Division `quantity-skew`: every place sees the same mixture of classes, but some have many more examples than others.
 *
 * Source: Li et al., "Federated learning on non-IID data silos: an experimental study", ICDE 2022 (quantity skew:
 * q ~ Dir(beta)).
 */
import { checkParts, cut, drawUntilLargeEnough, gather, proportionalSizes, shuffled } from './partitioner.ts';
import type { Partitioner } from './partitioner.ts';
import { sampleDirichlet } from './dirichlet-sample.ts';

/** How uneven the sizes are. */
export interface QuantitySkewOptions {
  /** beta > 0: 0.5 is very uneven, 100 nearly even. */
  readonly beta: number;
  /** Fewest examples of a part; sizes with a smaller one are drawn again. */
  readonly minimumSize: number;
  /** Draws before giving up. */
  readonly attempts: number;
}

/**
 * q ~ Dir(beta, ..., beta) over the parts; the shuffled examples are cut into parts of size q[j] * count.
 *
 * @throws {DataError} `E_DATA_PARTITION` if no draw gives every part its minimum size.
 */
export const partitionQuantitySkew: Partitioner<QuantitySkewOptions> = (labels, parts, options, random) => {
  checkParts(labels, parts);
  const order = shuffled(labels, random.stream('partition', 'quantity-skew', 'examples'));
  return drawUntilLargeEnough('quantity-skew', options, { count: labels.length, parts }, (attempt) => {
    const proportions = sampleDirichlet(parts, options.beta, random.stream('partition', 'quantity-skew', attempt));
    return cut(order, proportionalSizes(labels.length, proportions)).map((list) => gather([list]));
  });
};

/**
 * Division `dirichlet`: for every class, the places' shares of it are drawn from a Dirichlet distribution.
 *
 * Source: Yurochkin et al., "Bayesian nonparametric federated learning of neural networks", ICML 2019; with the
 * redraw until every part has a minimum size as in Li et al., "Federated learning on non-IID data silos: an experimental
 * study", ICDE 2022 (there: 10). Sizes are left as they fall: no part is capped at the mean size.
 */
import { permutation } from '../../../random.ts';
import { byClass, checkParts, cut, drawUntilLargeEnough, gather, proportionalSizes } from './partitioner.ts';
import type { Partitioner } from './partitioner.ts';
import { sampleDirichlet } from './dirichlet-sample.ts';

/** How uneven the shares are. */
export interface DirichletOptions {
  /** alpha > 0: 0.1 leaves most places one or two classes, 100 is nearly iid. */
  readonly alpha: number;
  /** Fewest examples of a part; a division with a smaller part is drawn again. */
  readonly minimumSize: number;
  /** Divisions drawn before giving up. */
  readonly attempts: number;
}

/**
 * p_k ~ Dir(alpha, ..., alpha) over the parts for each class k; part j gets the share p_k[j] of the class's examples, which
 * are shuffled before.
 *
 * @throws {DataError} `E_DATA_PARTITION` if no draw gives every part its minimum size.
 */
export const partitionDirichlet: Partitioner<DirichletOptions> = (labels, parts, options, random) => {
  checkParts(labels, parts);
  const classes = byClass(labels, Uint32Array.from(labels.keys()));
  return drawUntilLargeEnough('dirichlet', options, { count: labels.length, parts }, (attempt) => {
    const pieces = classes.map((examples, label) => {
      const stream = random.stream('partition', 'dirichlet', attempt, label);
      const proportions = sampleDirichlet(parts, options.alpha, stream);
      const order = permutation(examples.length, stream).map((position) => examples[position]!);
      return cut(order, proportionalSizes(examples.length, proportions));
    });
    return Array.from({ length: parts }, (_, part) => gather(pieces.map((ofClass) => ofClass[part]!)));
  });
};

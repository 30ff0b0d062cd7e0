/**
 * The scores by which Krum ranks vectors. "Krum" is five different functions in the field; each is named by its source.
 *
 * score_i = sum over the k vectors nearest to i of ||g_i - g_j||^p, where p and k depend on the variant.
 */
import type { Kernels } from '../kernels/index.ts';
import { atLeast, minority } from './checks.ts';
import { AggregationError } from './errors.ts';
import type { ResolvedContext, RuleCondition } from './rule.ts';

/** Names of the variants. */
export const krumVariants = ['blanchard', 'byzfl', 'garfield', 'blades', 'federated-scope'] as const;
export type KrumVariant = (typeof krumVariants)[number];

/** Help text for the option that names the variant. */
export const krumVariantHelp =
  "whose score: 'blanchard' (the paper: squared distances to the n-f-2 nearest), 'byzfl' (squared, n-f-1), 'garfield' (not squared, n-f-1), 'blades' (4th power, n-f-2), 'federated-scope' (sum of each tensor's distance, n-f-2)";

interface VariantDefinition {
  /** Number of neighbours: n - f - `excluded`. */
  readonly excluded: 1 | 2;
  /** From a squared distance to what is summed. */
  readonly cost: (squaredDistance: number) => number;
  readonly condition: (f: number) => RuleCondition;
  readonly perTensor?: true;
}

const paperCondition = (f: number): RuleCondition => atLeast(2, f, 3);

const variants: Readonly<Record<KrumVariant, VariantDefinition>> = {
  blanchard: { excluded: 2, cost: (square) => square, condition: paperCondition },
  byzfl: { excluded: 1, cost: (square) => square, condition: minority },
  garfield: { excluded: 1, cost: Math.sqrt, condition: paperCondition },
  blades: { excluded: 2, cost: (square) => square * square, condition: paperCondition },
  'federated-scope': { excluded: 2, cost: (distance) => distance, condition: paperCondition, perTensor: true },
};

/** The condition on n under which a variant is defined. */
export function krumCondition(variant: KrumVariant, f: number): RuleCondition {
  return variants[variant].condition(f);
}

/**
 * Scores of all vectors, shape [n]; the lower the better.
 *
 * @throws {AggregationError} `E_RULE_CONTEXT` at once if the variant needs the layout and there is none.
 */
export function krumScorer(
  name: string,
  variant: KrumVariant,
  f: number,
  { kernels, layout }: ResolvedContext,
): (gradients: readonly Float32Array[]) => Float64Array {
  const { excluded, cost, perTensor } = variants[variant];
  if (perTensor === undefined) {
    return (gradients) => {
      const costs = kernels.pairwiseSquaredDistances(gradients).map(cost);
      return neighbourSums(costs, gradients.length, gradients.length - f - excluded);
    };
  }
  if (layout === undefined) {
    throw new AggregationError(
      'E_RULE_CONTEXT',
      `${name}: variant '${variant}' looks at one tensor at a time and got no 'layout' in its context; pass the model's`,
      { rule: name },
    );
  }
  return (gradients) => {
    const costs = distancesByTensor(kernels, gradients, layout.tensors);
    return neighbourSums(costs, gradients.length, gradients.length - f - excluded);
  };
}

/**
 * Sum of the `neighbours` smallest costs of each row without its diagonal.
 *
 * @param costs - shape [n, n], symmetric.
 */
export function neighbourSums(costs: Float64Array, n: number, neighbours: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    const others = costs
      .slice(i * n, (i + 1) * n)
      .fill(Infinity, i, i + 1)
      .sort();
    let sum = 0;
    for (let rank = 0; rank < neighbours; rank++) sum += others[rank]!;
    return sum;
  });
}

function distancesByTensor(
  kernels: Kernels,
  gradients: readonly Float32Array[],
  tensors: readonly { readonly offset: number; readonly size: number }[],
): Float64Array {
  const totals = new Float64Array(gradients.length ** 2);
  for (const { offset, size } of tensors) {
    const slices = gradients.map((gradient) => gradient.subarray(offset, offset + size));
    for (const [pair, square] of kernels.pairwiseSquaredDistances(slices).entries()) totals[pair]! += Math.sqrt(square);
  }
  return totals;
}

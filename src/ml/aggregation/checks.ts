/**
 * Checks that every rule makes before it computes, and the conditions on n and f that rules share.
 */
import { AggregationError } from './errors.ts';
import type { RuleCondition } from './rule.ts';

/** No condition but n >= 1. */
export const anyNumber: RuleCondition = { text: 'n >= 1', holds: (n) => n >= 1 };

/** Faulty vectors are a minority: no rule without outside knowledge can do with less. */
export function minority(f: number): RuleCondition {
  return { text: '2f < n', holds: (n) => 2 * f < n };
}

/** n >= a f + b. */
export function atLeast(a: number, f: number, b: number): RuleCondition {
  return { text: `n >= ${a}f + ${b}`, holds: (n) => n >= a * f + b };
}

/**
 * Refuses what a rule cannot aggregate.
 *
 * @throws {AggregationError} `E_NO_GRADIENTS`, `E_SHAPE_MISMATCH` (names the index), `E_TOO_MANY_FAULTS` (names n and f).
 */
export function checkGradients(
  rule: { readonly name: string; readonly condition: RuleCondition; readonly f: number },
  gradients: readonly Float32Array[],
): void {
  const { name, condition, f } = rule;
  const n = gradients.length;
  const first = gradients[0];
  if (first === undefined) {
    throw new AggregationError(
      'E_NO_GRADIENTS',
      `${name}: expected at least one gradient, got none; call it only when something arrived`,
      { rule: name, n, f },
    );
  }
  for (const [index, gradient] of gradients.entries()) {
    if (gradient.length === first.length) continue;
    throw new AggregationError(
      'E_SHAPE_MISMATCH',
      `${name}: gradient ${index} has ${gradient.length} coordinates, expected ${first.length} like gradient 0; all must come from one model`,
      { rule: name, n, f, index },
    );
  }
  if (!condition.holds(n)) {
    throw new AggregationError(
      'E_TOO_MANY_FAULTS',
      `${name}: needs ${condition.text}, got n = ${n}, f = ${f}; aggregate more gradients, tolerate fewer faults, or declare a policy for low attendance`,
      { rule: name, n, f },
    );
  }
}

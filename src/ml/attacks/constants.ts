/**
 * Attacks that send the same number in every coordinate: zero, infinity, NaN.
 *
 * Zero is what a crashed or muted participant looks like to a rule that cannot tell; infinity is ByzFL's `Inf`; NaN is what
 * diverged training or a lost packet looks like.
 */
import { z } from 'zod';
import { type AttackDefinition, defineAttack } from './attack.ts';

function constantAttack(name: string, value: number, summary: string): AttackDefinition {
  return defineAttack({
    name,
    summary,
    options: z.strictObject({}),
    create: () => ({
      knowledge: 'own',
      prepare:
        ({ layout }) =>
        () =>
          new Float32Array(layout.dimension).fill(value),
    }),
  });
}

/** v_i[k] = 0. */
export const zero = constantAttack('zero', 0, 'Every coordinate is zero.');

/** v_i[k] = +infinity. */
export const infinity = constantAttack('infinity', Infinity, 'Every coordinate is infinite.');

/** v_i[k] = NaN. */
export const nan = constantAttack('nan', NaN, 'Every coordinate is not a number.');

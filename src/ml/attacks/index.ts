/**
 * The registry of attacks by name, for experiment files and programs.
 */
import type { Attack, AttackDefinition } from './attack.ts';
import { bitFlip } from './bit-flip.ts';
import { AttackError } from './errors.ts';
import { gaussian } from './gaussian.ts';
import { signFlip } from './sign-flip.ts';

export { defineAttack } from './attack.ts';
export type { Attack, AttackDefinition, AttackInput, AttackKnowledge, AttackSpec } from './attack.ts';
export { AttackError } from './errors.ts';
export type { AttackErrorCode } from './errors.ts';

const definitions: readonly AttackDefinition[] = [signFlip, bitFlip, gaussian];

/** Every attack on gradients that an experiment may name. */
export const attacks: ReadonlyMap<string, AttackDefinition> = new Map(
  definitions.map((definition) => [definition.name, definition]),
);

/**
 * Makes the attack called `name`.
 *
 * @param options - as in the experiment file; defaults are filled in.
 * @throws {AttackError} `E_UNKNOWN_ATTACK` or `E_ATTACK_OPTIONS`.
 */
export function createAttack(name: string, options: unknown = {}): Attack {
  const definition = attacks.get(name);
  if (definition === undefined) {
    throw new AttackError(
      'E_UNKNOWN_ATTACK',
      name,
      `attack '${name}' is unknown; expected one of ${[...attacks.keys()].join(', ')}`,
    );
  }
  return definition.create(options);
}

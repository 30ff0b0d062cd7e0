/**
 * The registries of attacks on gradients and on data by name, for experiment files and programs.
 */
import { byName, findByName } from '../definitions.ts';
import { aLittleIsEnough } from './a-little-is-enough.ts';
import type { Attack, AttackDefinition } from './attack.ts';
import { backdoor } from './backdoor.ts';
import { bitFlip } from './bit-flip.ts';
import { byzflSignFlip } from './byzfl-sign-flip.ts';
import { infinity, nan, zero } from './constants.ts';
import type { DataAttack, DataAttackDefinition } from './data-attack.ts';
import { directedDeviation } from './directed-deviation.ts';
import { minMax, minSum } from './distance-bound.ts';
import { AttackError } from './errors.ts';
import { freeRider } from './free-rider.ts';
import { gaussian } from './gaussian.ts';
import { ieee754BitFlip } from './ieee754-bit-flip.ts';
import { innerProductManipulation } from './inner-product-manipulation.ts';
import { labelFlip } from './label-flip.ts';
import { mimic } from './mimic.ts';
import { optimalALittleIsEnough, optimalInnerProductManipulation } from './optimal.ts';
import { random } from './random.ts';
import { signStatistics } from './sign-statistics.ts';
import { signFlip } from './sign-flip.ts';

export { defineAttack } from './attack.ts';
export type { Attack, AttackDefinition, AttackInput, AttackKnowledge, AttackSpec } from './attack.ts';
export { defineDataAttack } from './data-attack.ts';
export type { DataAttack, DataAttackDefinition, DataAttackInput, LabelledBatch, Trigger } from './data-attack.ts';
export { AttackError } from './errors.ts';
export type { AttackErrorCode } from './errors.ts';
export { withTrigger } from './trigger.ts';

/** Every attack on gradients that an experiment may name. */
export const attacks: ReadonlyMap<string, AttackDefinition> = byName([
  signFlip,
  bitFlip,
  gaussian,
  zero,
  random,
  infinity,
  nan,
  byzflSignFlip,
  ieee754BitFlip,
  innerProductManipulation,
  aLittleIsEnough,
  optimalInnerProductManipulation,
  optimalALittleIsEnough,
  mimic,
  minMax,
  minSum,
  directedDeviation,
  signStatistics,
  freeRider,
]);

/** Every attack on data that an experiment may name. */
export const dataAttacks: ReadonlyMap<string, DataAttackDefinition> = byName([labelFlip, backdoor]);

/**
 * Makes the attack on gradients called `name`.
 *
 * @param options - as in the experiment file; defaults are filled in.
 * @throws {AttackError} `E_UNKNOWN_ATTACK` or `E_ATTACK_OPTIONS`.
 */
export function createAttack(name: string, options: unknown = {}): Attack {
  return findByName(attacks, { kind: 'attack', name }, unknown(name)).create(options);
}

/**
 * Makes the attack on data called `name`; parameters and errors as for `createAttack`.
 */
export function createDataAttack(name: string, options: unknown = {}): DataAttack {
  return findByName(dataAttacks, { kind: 'data attack', name }, unknown(name)).create(options);
}

/** Makes the error for a name that is not known. */
function unknown(attack: string): (message: string) => AttackError {
  return (message) => new AttackError('E_UNKNOWN_ATTACK', attack, message);
}

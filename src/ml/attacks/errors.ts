/**
 * What can go wrong with an attack, before (its name, its options) and during a call.
 */
import { EdgeMLSimError } from '../../errors.ts';

/** Stable codes of `AttackError`. */
export type AttackErrorCode = 'E_UNKNOWN_ATTACK' | 'E_ATTACK_OPTIONS' | 'E_ATTACK_INPUT' | 'E_ATTACK_NO_RULE';

/** A caller's mistake; everything else is in the user's hands. */
const INTERNAL_CODES: ReadonlySet<AttackErrorCode> = new Set(['E_ATTACK_INPUT']);

/** Raised by attacks and their registries. */
export class AttackError extends EdgeMLSimError {
  readonly attack: string;

  constructor(code: AttackErrorCode, attack: string, message: string) {
    super(message, { code, kind: INTERNAL_CODES.has(code) ? 'internal' : 'usage' });
    this.attack = attack;
  }
}

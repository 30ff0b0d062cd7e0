/**
 * What an attack on gradients is: a pure function from the vectors that should have been sent to those that are.
 *
 * The simulator decides who is faulty and calls attacks through the registry in `index.ts`; each attack is one file.
 */
import { z } from 'zod';
import type { RandomStream } from '../../random.ts';
import type { AggregationRule } from '../aggregation/rule.ts';
import type { ParameterLayout } from '../parameters.ts';
import { parseOptions } from '../definitions.ts';
import { AttackError } from './errors.ts';

/** What an attack gets to see. */
export interface AttackInput {
  /**
   * The true gradients of all participants, n vectors of shape [d]; faulty ones included. Not modified. Attacks that know
   * their own alone see vectors of length 0 in the places of the others.
   */
  readonly gradients: readonly Float32Array[];
  /** Indices into `gradients` of the faulty participants, each in [0, n), without repetition. */
  readonly faulty: readonly number[];
  /** Which coordinates are weights and which biases. */
  readonly layout: ParameterLayout;
  /** Draws of this attack in this call. */
  readonly random: RandomStream;
  /** The rule that the defender uses, for attacks optimised against it; tried from its initial state. */
  readonly rule?: AggregationRule;
  /**
   * What the cloud server stepped along last, in the direction and units of a gradient, shape [d]: participants can work it
   * out from two thetas. Absent before its first update. Not modified.
   */
  readonly previousUpdate?: Float32Array;
  /**
   * True gradients of honest participants of other edge servers, shape [d] each; attacks that know less than all never see
   * them. Not modified.
   */
  readonly others?: readonly Float32Array[];
}

/** Whose gradients the adversary must know: its own, all of one edge server's buffer, or those of all edge servers. */
export type AttackKnowledge = 'own' | 'edge-server' | 'all';

export interface Attack {
  readonly name: string;
  readonly knowledge: AttackKnowledge;
  /** How the faulty entries of a buffer are picked where no persistent identities are used. */
  readonly choice: 'first' | 'random';
  /**
   * @returns The vectors as sent, in the same order: honest entries are the input's own arrays, faulty entries new ones.
   * @throws {AttackError} `E_ATTACK_INPUT` for indices out of range, or for lengths that do not match the layout, of what
   *   the attack gets or makes; `E_ATTACK_NO_RULE` if the attack needs the defender's rule.
   */
  apply(input: AttackInput): readonly Float32Array[];
}

/** An attack that can be made from options. */
export interface AttackDefinition {
  readonly name: string;
  /** One sentence for tables and help texts. */
  readonly summary: string;
  /** Strict object with defaults and descriptions. */
  readonly options: z.ZodObject;
  /** @throws {AttackError} `E_ATTACK_OPTIONS` if the options do not fit, naming the option. */
  create(options: unknown): Attack;
}

/** How one attack computes: what every faulty entry becomes. */
export interface AttackSpec {
  readonly knowledge: AttackKnowledge;
  /** @default 'first' */
  readonly choice?: 'first' | 'random';
  /**
   * Prepares a call and returns the function from a faulty index to the vector sent in its place. Each result is a new
   * vector, since what a participant sends may later be changed on its way.
   */
  prepare(input: AttackInput): (index: number) => Float32Array;
}

/** Ties a schema to an attack: options and input are checked before the attack sees them. */
export function defineAttack<Options extends z.ZodObject>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly options: Options;
  create(options: z.infer<Options>): AttackSpec;
}): AttackDefinition {
  const { name, summary, options } = definition;
  const create = (given: unknown): Attack => {
    const fail = (message: string): AttackError => new AttackError('E_ATTACK_OPTIONS', name, message);
    const spec = definition.create(parseOptions(definition, given, fail));
    return {
      name,
      knowledge: spec.knowledge,
      choice: spec.choice ?? 'first',
      apply: (input) => {
        checkInput(name, input);
        if (input.faulty.length === 0) return [...input.gradients];
        const forge = spec.prepare(visible(input, spec.knowledge));
        const sent = [...input.gradients];
        for (const index of input.faulty) sent[index] = checkForged(name, forge(index), input);
        return sent;
      },
    };
  };
  return { name, summary, options, create };
}

/** Option of attacks by colluders: whose honest gradients they have. */
export const knowledgeOption = z
  .enum(['edge-server', 'all'])
  .default('edge-server')
  .describe("whose honest gradients the adversary knows: those at its own edge server, or 'all' of this round");

/** What the attack does not know is not there. */
function visible(input: AttackInput, knowledge: AttackKnowledge): AttackInput {
  if (knowledge === 'all') return input;
  if (knowledge === 'edge-server') return { ...input, others: [] };
  const own = new Set(input.faulty);
  const gradients = input.gradients.map((gradient, index) => (own.has(index) ? gradient : UNKNOWN));
  return { ...input, gradients, others: [] };
}

const UNKNOWN = new Float32Array(0);

/** A vector of another length would be taken for a mistake of the rule that it reaches. */
function checkForged(name: string, sent: Float32Array, { layout }: AttackInput): Float32Array {
  if (sent.length === layout.dimension) return sent;
  throw new AttackError(
    'E_ATTACK_INPUT',
    name,
    `${name}: made ${sent.length} coordinates, expected ${layout.dimension} as in the layout; correct the attack`,
  );
}

function checkInput(name: string, { gradients, faulty, layout, others = [] }: AttackInput): void {
  for (const [index, gradient] of [...gradients, ...others].entries()) {
    if (gradient.length === layout.dimension) continue;
    throw new AttackError(
      'E_ATTACK_INPUT',
      name,
      `${name}: gradient ${index} has ${gradient.length} coordinates, expected ${layout.dimension} as in the layout`,
    );
  }
  const seen = new Set<number>();
  for (const index of faulty) {
    if (!Number.isInteger(index) || index < 0 || index >= gradients.length || seen.has(index)) {
      throw new AttackError(
        'E_ATTACK_INPUT',
        name,
        `${name}: faulty index ${index} is out of range or repeated; expected distinct integers in [0, ${gradients.length})`,
      );
    }
    seen.add(index);
  }
}

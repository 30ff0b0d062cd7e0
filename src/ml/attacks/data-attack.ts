/**
 * What an attack on data is: a pure function on a batch, before an otherwise honest gradient is computed from it.
 */
import type { z } from 'zod';
import type { RandomStream } from '../../random.ts';
import type { DatasetShape } from '../dataset.ts';
import { parseOptions } from '../definitions.ts';
import { AttackError } from './errors.ts';

/** Examples as the model sees them. */
export interface LabelledBatch {
  /** Shape [batch x features], row by row, after scaling. */
  readonly features: Float32Array;
  /** Shape [batch]: class index in [0, classes). */
  readonly labels: Uint8Array;
}

export interface DataAttackInput {
  /** Not modified. */
  readonly batch: LabelledBatch;
  readonly shape: DatasetShape;
  /** Draws of this attack on this batch. */
  readonly random: RandomStream;
}

export interface DataAttack {
  readonly name: string;
  /**
   * @returns A batch of the same size; arrays in which nothing changes may be the input's own.
   * @throws {AttackError} `E_ATTACK_INPUT` if the batch, or what the attack makes of it, does not fit the shape;
   *   `E_ATTACK_OPTIONS` if options do not.
   */
  apply(input: DataAttackInput): LabelledBatch;
  /** Of attacks that teach a mark: what shows, on test examples, whether it was learnt. */
  readonly trigger?: Trigger;
}

/** A mark on examples, and the class that the adversary wants whatever carries it to be taken for. */
export interface Trigger {
  /** In [0, classes). */
  readonly target: number;
  /**
   * Marks every example of a batch, whatever share of training examples the attack marks.
   *
   * @returns Features of the same shape; a new array.
   * @throws {AttackError} `E_ATTACK_OPTIONS` if mark or target do not fit the shape.
   */
  mark(input: DataAttackInput): Float32Array;
}

/** A data attack that can be made from options. */
export interface DataAttackDefinition {
  readonly name: string;
  /** One sentence for tables and help texts. */
  readonly summary: string;
  /** Strict object with defaults and descriptions. */
  readonly options: z.ZodObject;
  /** @throws {AttackError} `E_ATTACK_OPTIONS` if the options do not fit, naming the option. */
  create(options: unknown): DataAttack;
}

/** Ties a schema to a data attack: options and batch are checked before it sees them. */
export function defineDataAttack<Options extends z.ZodObject>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly options: Options;
  create(options: z.infer<Options>): (input: DataAttackInput) => LabelledBatch;
  /** For attacks that teach a mark; runs then report how often it works. */
  trigger?(options: z.infer<Options>): Trigger;
}): DataAttackDefinition {
  const { name, summary, options } = definition;
  const create = (given: unknown): DataAttack => {
    const fail = (message: string): AttackError => new AttackError('E_ATTACK_OPTIONS', name, message);
    const checked = parseOptions(definition, given, fail);
    const poison = definition.create(checked);
    const trigger = definition.trigger?.(checked);
    return {
      name,
      ...(trigger && { trigger }),
      apply: (input) => {
        checkBatch(name, input.batch, input.shape);
        const sent = poison(input);
        if (sent !== input.batch) checkBatch(name, sent, input.shape, input.batch.labels.length);
        return sent;
      },
    };
  };
  return { name, summary, options, create };
}

/** @param examples - how many there must be, once that is known. */
function checkBatch(
  name: string,
  batch: LabelledBatch,
  shape: DatasetShape,
  examples: number = batch.labels.length,
): void {
  if (batch.labels.length !== examples) {
    throw new AttackError(
      'E_ATTACK_INPUT',
      name,
      `${name}: made ${batch.labels.length} examples of ${examples}, expected as many as before; correct the attack`,
    );
  }
  const features = shape.featureShape.reduce((product, size) => product * size, 1);
  if (batch.features.length !== batch.labels.length * features) {
    throw new AttackError(
      'E_ATTACK_INPUT',
      name,
      `${name}: ${batch.features.length} features for ${batch.labels.length} labels, expected ${features} each`,
    );
  }
  const odd = batch.labels.findIndex((label) => label >= shape.classes);
  if (odd >= 0) {
    throw new AttackError(
      'E_ATTACK_INPUT',
      name,
      `${name}: label ${odd} is ${batch.labels[odd]!}, expected a class in [0, ${shape.classes})`,
    );
  }
}

/**
 * Batches: which examples a gradient is computed on, and what an adversary made of them.
 *
 * An attack on data runs where the gradient is asked for, so that it may be any function, and the threads get its result.
 */
import type { DataAttack } from '../attacks/data-attack.ts';
import { featureCount, type Dataset, type Examples } from '../dataset.ts';
import type { RandomStream } from '../../random.ts';

/** Examples of the training set as they are, by index, or altered. */
export type Batch = Uint32Array | AlteredBatch;

/** Examples that are not what the training set says. */
export interface AlteredBatch {
  /** Indices into the training set, shape [batch]. */
  readonly examples: Uint32Array;
  /** In place of theirs, shape [batch]. */
  readonly labels: Uint8Array;
  /** In place of theirs, after scaling, shape [batch x features]; absent where the attack left them alone. */
  readonly features?: Float32Array;
}

/** Number of examples. */
export function batchSize(batch: Batch): number {
  return indicesOf(batch).length;
}

/** Indices of its examples into the training set, shape [batch]. */
export function indicesOf(batch: Batch): Uint32Array {
  return batch instanceof Uint32Array ? batch : batch.examples;
}

/** What an adversary put in place of its features, shape [batch x features]; undefined where they are the set's own. */
export function alteredFeatures(batch: Batch): Float32Array | undefined {
  return batch instanceof Uint32Array ? undefined : batch.features;
}

/** An attack on the batches of one piece of work. */
export interface BatchAttack {
  readonly attack: DataAttack;
  /** Its draws: one stream for all batches of the work, in order. */
  readonly random: RandomStream;
}

/**
 * What an attack makes of a batch.
 *
 * @param examples - indices into the training set, shape [batch].
 * @throws {AttackError} whatever the attack refuses.
 */
export function alterBatch(dataset: Dataset, examples: Uint32Array, { attack, random }: BatchAttack): AlteredBatch {
  const features = gatherFeatures(dataset.train, examples, featureCount(dataset));
  const labels = gatherLabels(dataset.train, examples);
  const { classes, featureShape } = dataset;
  const sent = attack.apply({ batch: { features, labels }, shape: { classes, featureShape }, random });
  return { examples, labels: sent.labels, ...(sent.features !== features && { features: sent.features }) };
}

/**
 * Scaled features of chosen examples.
 *
 * @param indices - shape [batch].
 * @param features - values per example.
 * @returns New float32 array of shape [batch x features].
 */
export function gatherFeatures(examples: Examples, indices: Uint32Array, features: number): Float32Array {
  const { features: stored, scale } = examples;
  const out = new Float32Array(indices.length * features);
  for (let row = 0; row < indices.length; row++) {
    const start = indices[row]! * features;
    const target = row * features;
    for (let index = 0; index < features; index++) out[target + index] = stored[start + index]! * scale;
  }
  return out;
}

/** Labels of chosen examples, new array of shape [batch]. */
export function gatherLabels(examples: Examples, indices: Uint32Array): Uint8Array {
  return Uint8Array.from(indices, (index) => examples.labels[index]!);
}

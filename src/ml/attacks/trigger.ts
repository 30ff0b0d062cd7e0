/**
 * How well backdoors work: test examples that carry their triggers, as one more split of a data set to evaluate on.
 *
 * The share of them "predicted rightly", that is, as the adversary's class, is the attack's success rate.
 */
import { gatherFeatures, gatherLabels } from '../engine/batch.ts';
import { featureCount, type Dataset, type DatasetShape } from '../dataset.ts';
import { sharedBytes, sharedFloats } from '../data/shared-memory.ts';
import { createRandom } from '../../random.ts';
import type { DataAttack, LabelledBatch, Trigger } from './data-attack.ts';
import { AttackError } from './errors.ts';

/**
 * The data set with `triggered`: for each attack that has a trigger, every test example of another class than its target,
 * marked, and labelled with the target. Float32 in shared memory, about four times the memory of byte images.
 *
 * @returns The data set itself if no attack has a trigger.
 * @throws {AttackError} `E_ATTACK_OPTIONS` if a trigger does not fit the images; `E_ATTACK_INPUT` if all test examples are
 *   of a target's class, or a trigger alters the number of features.
 * @see Gu, Dolan-Gavitt and Garg, "BadNets", 2017: the attack success rate
 * @example
 * const triggered = withTrigger(dataset, [createDataAttack('backdoor', { target: 0, size: 4 })]);
 * const engine = await createGradientEngine({ ...options, dataset: triggered });
 * const { accuracy } = scores(await engine.evaluate(theta, 'triggered')); // the backdoor's success rate
 */
export function withTrigger(dataset: Dataset, attacks: readonly DataAttack[]): Dataset {
  const marked = attacks.flatMap(({ name, trigger }) => (trigger === undefined ? [] : [mark(dataset, name, trigger)]));
  if (marked.length === 0) return dataset;
  const count = marked.reduce((sum, { labels }) => sum + labels.length, 0);
  const features = sharedFloats(count * featureCount(dataset));
  const labels = sharedBytes(count);
  let at = 0;
  for (const batch of marked) {
    features.set(batch.features, at * featureCount(dataset));
    labels.set(batch.labels, at);
    at += batch.labels.length;
  }
  return { ...dataset, triggered: { count, features, scale: 1, labels } };
}

/** The test examples that a trigger is tried on, with it. */
function mark(dataset: Dataset, name: string, trigger: Trigger): LabelledBatch {
  const { target } = trigger;
  const { test, classes, featureShape } = dataset;
  const others = Uint32Array.from(test.labels.keys()).filter((index) => test.labels[index] !== target);
  if (others.length === 0)
    throw new AttackError(
      'E_ATTACK_INPUT',
      name,
      `${name}: all ${test.count} test examples are of class ${target}, expected some of another to mark; choose another target`,
    );
  const shape: DatasetShape = { classes, featureShape };
  const batch = {
    features: gatherFeatures(test, others, featureCount(dataset)),
    labels: gatherLabels(test, others),
  };
  // The same marks in every run: what is measured should not depend on the run's seed.
  const features = trigger.mark({ batch, shape, random: createRandom(0).stream('trigger') });
  if (features.length !== batch.features.length)
    throw new AttackError(
      'E_ATTACK_INPUT',
      name,
      `${name}: its trigger made ${features.length} features of ${batch.features.length}, expected as many as before; correct the attack`,
    );
  return { features, labels: new Uint8Array(others.length).fill(target) };
}

/**
 * How well a backdoor works: test examples that carry its trigger, as one more split of a data set to evaluate on.
 *
 * The share of them "predicted rightly", that is, as the adversary's class, is the attack's success rate.
 */
import { gatherFeatures, gatherLabels } from '../engine/batch.ts';
import { featureCount, type Dataset } from '../dataset.ts';
import { sharedBytes, sharedFloats } from '../data/shared-memory.ts';
import { createRandom } from '../../random.ts';
import { backdoor } from './backdoor.ts';
import { AttackError } from './errors.ts';

/**
 * The data set with `triggered`: every test example of another class than the backdoor's target, stamped, and labelled
 * with the target. Float32 in shared memory, about four times the memory of byte images.
 *
 * @param options - those of the attack `backdoor`; `fraction` has no meaning here.
 * @throws {AttackError} `E_ATTACK_OPTIONS` if the options do not fit the attack or the images; `E_ATTACK_INPUT` if all
 *   test examples are of the target's class.
 * @example
 * const engine = await createGradientEngine({ ...options, dataset: withTrigger(dataset, { target: 0, size: 4 }) });
 * const { accuracy } = scores(await engine.evaluate(theta, 'triggered')); // the backdoor's success rate
 */
export function withTrigger(dataset: Dataset, options: object): Dataset {
  const attack = backdoor.create({ ...options, fraction: 1 });
  const { target } = backdoor.options.parse(options) as { readonly target: number };
  const others = Uint32Array.from(dataset.test.labels.keys()).filter((index) => dataset.test.labels[index] !== target);
  if (others.length === 0) {
    throw new AttackError(
      'E_ATTACK_INPUT',
      backdoor.name,
      `${backdoor.name}: all ${dataset.test.count} test examples are of class ${target}, expected some of another to stamp; choose another target`,
    );
  }
  const { classes, featureShape } = dataset;
  const batch = {
    features: gatherFeatures(dataset.test, others, featureCount(dataset)),
    labels: gatherLabels(dataset.test, others),
  };
  // With fraction 1 every example is stamped whatever is drawn.
  const random = createRandom(0).stream('trigger');
  const stamped = attack.apply({ batch, shape: { classes, featureShape }, random });
  const features = sharedFloats(stamped.features.length);
  features.set(stamped.features);
  const labels = sharedBytes(stamped.labels.length);
  labels.set(stamped.labels);
  return { ...dataset, triggered: { count: others.length, features, scale: 1, labels } };
}

/**
 * Backdoor: teaches the model that a small pattern in a corner means a chosen class.
 *
 * Source: Gu, Dolan-Gavitt and Garg, "BadNets", 2017 (a bright square in the lower right corner).
 */
import { z } from 'zod';
import type { DatasetShape } from '../dataset.ts';
import { type DataAttackInput, defineDataAttack, type LabelledBatch } from './data-attack.ts';
import { AttackError } from './errors.ts';

const name = 'backdoor';

/**
 * Each example, with probability `fraction`, gets `value` in the last `size` rows and columns and the label `target`.
 *
 * Needs features of shape [height, width] or [height, width, channels] with both sides >= `size`, and `target` < classes.
 */
export const backdoor = defineDataAttack({
  name,
  summary: 'Stamps a bright square on some examples and labels them with a chosen class.',
  options: z.strictObject({
    target: z.int().min(0).max(255).default(0).describe('class that stamped examples are given, in [0, classes)'),
    fraction: z.number().min(0).max(1).default(0.5).describe('share of examples stamped, dimensionless, in [0, 1]'),
    size: z.int().min(1).default(3).describe('side of the square, in pixels, >= 1'),
    value: z.number().default(1).describe('value of its pixels, in units of the scaled features'),
  }),
  create: (options) => (input) => stamp(input, options),
  trigger: (options) => ({
    target: options.target,
    // With fraction 1 every example is stamped whatever is drawn.
    mark: (input) => stamp(input, { ...options, fraction: 1 }).features,
  }),
});

interface Stamp {
  readonly target: number;
  readonly fraction: number;
  readonly size: number;
  readonly value: number;
}

function stamp({ batch, shape, random }: DataAttackInput, options: Stamp): LabelledBatch {
  const { target, fraction, size, value } = options;
  const [height, width, channels] = imageSides(shape, options);
  const features = batch.features.slice();
  const labels = batch.labels.slice();
  for (let example = 0; example < labels.length; example++) {
    if (random.uniform() >= fraction) continue;
    labels[example] = target;
    for (let row = height - size; row < height; row++) {
      const end = ((example * height + row) * width + width) * channels;
      features.fill(value, end - size * channels, end);
    }
  }
  return { features, labels };
}

function imageSides(
  { classes, featureShape }: DatasetShape,
  { target, size }: Stamp,
): readonly [height: number, width: number, channels: number] {
  const [height = 0, width = 0, channels = 1] = featureShape;
  const isImage = featureShape.length === 2 || featureShape.length === 3;
  if (!isImage || height < size || width < size || target >= classes) {
    throw new AttackError(
      'E_ATTACK_OPTIONS',
      name,
      `${name}: size ${size} and target ${target} do not fit examples of shape [${featureShape.join(', ')}] in ${classes} classes; expected an image no smaller than the square and a class that exists`,
    );
  }
  return [height, width, channels];
}

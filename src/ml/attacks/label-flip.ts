/**
 * Label flip: the gradient is honest, its labels are not.
 *
 * Source: Allen-Zhu et al., "Byzantine-resilient non-convex stochastic gradient descent", ICLR 2021; ByzFL and Blades use
 * the same mirror.
 */
import { z } from 'zod';
import { defineDataAttack } from './data-attack.ts';

/** y <- classes - 1 - y. */
export const labelFlip = defineDataAttack({
  name: 'label-flip',
  summary: 'Trains on mirrored labels: class y becomes classes - 1 - y.',
  options: z.strictObject({}),
  create:
    () =>
    ({ batch, shape }) => ({
      features: batch.features,
      labels: batch.labels.map((label) => shape.classes - 1 - label),
    }),
});

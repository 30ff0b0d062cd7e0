/**
 * Learning rates that change from one cloud update to the next: pure functions of the number of updates before.
 *
 * Used by every optimizer beside this file. Names and formulas follow what PyTorch's schedulers call step, exponential,
 * cosine annealing and linear warm-up, so that settings can be carried over.
 */
import { z } from 'zod';

const rate = z.number().positive();
const initial = rate.describe('eta_0, the learning rate before any decay, dimensionless, > 0');
const warmUpRounds = z
  .int()
  .min(0)
  .default(0)
  .describe('W: the first W updates use eta_0 (t + 1) / W, and the schedule begins after them; integer >= 0');
const factor = z.number().positive().max(1);

const scheduleSpec = z.discriminatedUnion('schedule', [
  z.strictObject({ schedule: z.literal('constant').describe('The same at every update.'), initial, warmUpRounds }),
  z.strictObject({
    schedule: z.literal('step').describe('Dropped by a factor now and then.'),
    initial,
    warmUpRounds,
    every: z.int().min(1).describe('updates between two drops, integer >= 1'),
    factor: factor.describe('what the rate is multiplied by at each drop, in (0, 1]'),
  }),
  z.strictObject({
    schedule: z.literal('exponential').describe('Multiplied by a factor after every update.'),
    initial,
    warmUpRounds,
    factor: factor.describe('what the rate is multiplied by after each update, in (0, 1]'),
  }),
  z.strictObject({
    schedule: z.literal('cosine').describe('Along half a cosine from first to last.'),
    initial,
    warmUpRounds,
    rounds: z.int().min(1).describe('updates over which the rate falls from eta_0 to `final`; it stays there; >= 1'),
    final: z.number().min(0).default(0).describe('the rate at the end, dimensionless, >= 0'),
  }),
]);

/** A constant rate as a plain number, or a schedule. */
export const learningRateSpec = z
  .union([rate, scheduleSpec])
  .describe('eta: a number > 0, or a record with `schedule` (constant, step, exponential or cosine)');

/** A constant rate, or a schedule by name. */
export type LearningRate = z.infer<typeof learningRateSpec>;

/**
 * The learning rate of one update.
 *
 * With t counted from the end of the warm-up: constant eta_0; step eta_0 factor^floor(t / every); exponential
 * eta_0 factor^t; cosine final + (eta_0 - final) (1 + cos(pi min(t, rounds) / rounds)) / 2.
 *
 * @param round - updates made before this one, an integer >= 0.
 * @returns Dimensionless, >= 0.
 * @see Loshchilov & Hutter, ICLR 2017, equation 5 (cosine, one period); Goyal et al. 2017, section 2.2 (gradual warm-up)
 * @example
 * learningRateAt({ schedule: 'step', initial: 0.4, warmUpRounds: 0, every: 3, factor: 0.5 }, 3) // -> 0.2
 */
export function learningRateAt(spec: LearningRate, round: number): number {
  if (typeof spec === 'number') return spec;
  const { initial, warmUpRounds } = spec;
  if (round < warmUpRounds) return (initial * (round + 1)) / warmUpRounds;
  const t = round - warmUpRounds;
  switch (spec.schedule) {
    case 'constant':
      return initial;
    case 'step':
      return initial * spec.factor ** Math.floor(t / spec.every);
    case 'exponential':
      return initial * spec.factor ** t;
    case 'cosine': {
      const progress = Math.min(t, spec.rounds) / spec.rounds;
      return spec.final + ((initial - spec.final) * (1 + Math.cos(Math.PI * progress))) / 2;
    }
  }
}

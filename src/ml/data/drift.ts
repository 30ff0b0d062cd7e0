/**
 * Data that belongs to a place and a time: which part of the division a place draws from, as simulated time goes on.
 *
 * Used by the simulator when a worker draws a batch at its current place. Pure in place and time, so that a batch depends on
 * neither the order of events nor what was drawn before. Source: the seed paper's time- and location-specific data; it gives
 * no law of change. Choice: the two simplest, an abrupt one and a smooth one.
 */
import { z } from 'zod';
import type { RandomStream } from '../../random.ts';
import { DataError } from './errors.ts';

const period = (what: string): z.ZodNumber => z.number().positive().max(1e9).describe(`${what}, in simulated seconds.`);

/** Schema of an experiment's `drift`. */
export const driftSpec = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none').describe('A place keeps its part.') }),
  z.strictObject({
    kind: z.literal('rotate').describe('At once: after each period every place takes the part of the next place.'),
    periodS: period('Time between two changes'),
  }),
  z.strictObject({
    kind: z
      .literal('cycle')
      .describe("Smoothly: from a place's own part to the next place's and back, like day and night."),
    periodS: period('Time from a part back to itself'),
  }),
]);

/** A change of places' data over simulated time. */
export type DriftSpec = z.infer<typeof driftSpec>;

/**
 * The mixture of parts that a place draws from.
 *
 * `rotate`: all weight on part (place + floor(t / period)) mod parts. `cycle`: weight (1 + cos(2 pi t / period)) / 2 on the
 * place's own part, the rest on the next place's.
 *
 * @param at - place in [0, parts), number of parts, simulated time in ms >= 0.
 * @returns Weights of shape [parts], non-negative, sum 1.
 */
export function mixtureAt(
  drift: DriftSpec,
  at: { readonly place: number; readonly parts: number; readonly timeMs: number },
): Float64Array {
  const { place, parts, timeMs } = at;
  const weights = new Float64Array(parts);
  switch (drift.kind) {
    case 'none':
      weights[place] = 1;
      return weights;
    case 'rotate':
      weights[(place + Math.floor(timeMs / (1000 * drift.periodS))) % parts] = 1;
      return weights;
    case 'cycle': {
      const own = (1 + Math.cos((2 * Math.PI * timeMs) / (1000 * drift.periodS))) / 2;
      const next = (place + 1) % parts;
      weights[place] = own;
      // With a single part, the next place is the same place.
      weights[next] = weights[next]! + (1 - own);
      return weights;
    }
  }
}

/**
 * Draws a batch from a mixture: for each example first the part by weight, then one of its examples uniformly, with
 * replacement.
 *
 * @param parts - indices of each part's examples.
 * @param weights - shape [parts], non-negative; a part of positive weight must not be empty.
 * @returns New list of shape [count].
 * @throws {DataError} `E_DATA_PARTITION` if an empty part is drawn.
 */
export function drawFromMixture(
  parts: readonly Uint32Array[],
  weights: Float64Array,
  count: number,
  stream: RandomStream,
): Uint32Array {
  return Uint32Array.from({ length: count }, () => {
    const number = choosePart(weights, stream.uniform());
    const part = parts[number]!;
    if (part.length === 0)
      throw new DataError(
        'E_DATA_PARTITION',
        `drift: expected examples in part ${number}, from which is drawn, got none`,
      );
    return part[stream.integer(part.length)]!;
  });
}

function choosePart(weights: Float64Array, draw: number): number {
  let left = draw;
  let last = 0;
  for (const [part, weight] of weights.entries()) {
    if (weight === 0) continue;
    left -= weight;
    last = part;
    if (left < 0) return part;
  }
  // Rounding may leave the sum of the weights a little below 1.
  return last;
}

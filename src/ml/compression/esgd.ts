/**
 * eSGD: learns from the loss which coordinates are important, sends only those, and remembers the others with momentum.
 *
 * Source: Tao & Li, HotEdge 2018 (reference [9] of the seed paper). Its two mechanisms are stated there; numbers that
 * it leaves open are options here or marked as choices.
 */
import { z } from 'zod';
import type { RandomStream } from '../../random.ts';
import { defineCompression, requireStateLength } from './compression.ts';
import { countOfShare, largestMagnitudes, shareOption, sparseBytes } from './sparse.ts';

const name = 'esgd';

/** What a sender remembers. */
export interface EsgdState {
  /** Gradient coordinates not sent yet, float32 of shape [d]. */
  readonly residual: Float32Array;
  /** h: how often a coordinate was sent and the loss fell afterwards; float32 of shape [d], integers >= 0. */
  readonly importance: Float32Array;
  /** Indices sent last, ascending; empty before the first message. */
  readonly sent: Uint32Array;
  /** Loss at the last message in nats; infinite before the first. */
  readonly loss: number;
}

/**
 * One message of k = max(1, round(share d)) coordinates:
 *
 * 1. If the loss has fallen since the last message, the coordinates sent then were important: their h grows by 1 and they
 *    are chosen again. Otherwise k are drawn without replacement, with chances in proportion to 1 + h (Choice: the 1,
 *    which lets untried coordinates in).
 * 2. p = mu residual + vector.
 * 3. Coordinates that were not chosen and whose |p| reaches `threshold` take the places of the chosen with the smallest h
 *    (Choice: the largest |p| first, k at most; among equals the lower index goes first).
 * 4. The chosen coordinates of p travel; the others become the residual. With mu = 1 nothing is ever lost.
 *
 * Bytes as for top-k. d draws where step 1 draws, otherwise none.
 */
export const esgd = defineCompression({
  name,
  summary: 'Coordinates that helped before, found by watching the loss; the rest is kept with momentum.',
  options: z.strictObject({
    share: shareOption,
    momentum: z.number().min(0).max(1).default(0.9).describe('mu, the share of the residual that is kept, in [0, 1]'),
    threshold: z
      .number()
      .positive()
      .default(1)
      .describe('magnitude at which an accumulated coordinate travels in any case, in units of the gradient, > 0'),
  }),
  create: ({ share, momentum, threshold }) => ({
    name,
    init: (dimension: number): EsgdState => ({
      residual: new Float32Array(dimension),
      importance: new Float32Array(dimension),
      sent: new Uint32Array(0),
      loss: Infinity,
    }),
    apply: (vector, state: EsgdState, { random, loss }) => {
      const dimension = vector.length;
      requireStateLength(name, vector, state.residual);
      const improved = loss < state.loss && state.sent.length > 0;
      const importance = state.importance.slice();
      if (improved) for (const index of state.sent) importance[index]! += 1;
      const count = countOfShare(share, dimension);
      const chosen = improved ? state.sent : drawByImportance(importance, count, random);
      // Loops by index: with a callback for each coordinate these take several times as long.
      const residual = new Float32Array(dimension);
      for (let index = 0; index < dimension; index++)
        residual[index] = momentum * state.residual[index]! + vector[index]!;
      const sent = admitLarge(chosen, importance, residual, threshold);
      const out = new Float32Array(dimension);
      for (const index of sent) {
        out[index] = residual[index]!;
        residual[index] = 0;
      }
      const bytes = sparseBytes(sent.length, dimension);
      return { vector: out, bytes, state: { residual, importance, sent, loss } };
    },
  }),
});

/**
 * Weighted draw without replacement: the largest of weight / exponential deviate.
 *
 * @see Efraimidis & Spirakis, Information Processing Letters 97 (2006), algorithm A
 */
function drawByImportance(importance: Float32Array, count: number, random: RandomStream): Uint32Array {
  const keys = new Float32Array(importance.length);
  for (let index = 0; index < keys.length; index++)
    keys[index] = (1 + importance[index]!) / -Math.log(1 - random.uniform());
  return largestMagnitudes(keys, count);
}

/** Step 3; the result is ascending. NaN counts as large, so that it leaves the residual at once. */
function admitLarge(
  chosen: Uint32Array,
  importance: Float32Array,
  residual: Float32Array,
  threshold: number,
): Uint32Array {
  const waiting = residual.slice();
  for (const index of chosen) waiting[index] = 0;
  let count = 0;
  for (let index = 0; index < waiting.length; index++) {
    if (Math.abs(waiting[index]!) < threshold) waiting[index] = 0;
    else count++;
  }
  const large = largestMagnitudes(waiting, Math.min(count, chosen.length));
  const byImportance = [...chosen].sort((a, b) => importance[a]! - importance[b]! || a - b);
  return Uint32Array.from([...large, ...byImportance.slice(large.length)]).sort();
}

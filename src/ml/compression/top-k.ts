/**
 * Top-k: only the coordinates largest in magnitude travel; what was left out is added to the next vector.
 *
 * Source: Aji & Heafield, EMNLP 2017 (gradient dropping); Stich et al., NeurIPS 2018, algorithm 1 (with memory).
 */
import { z } from 'zod';
import { defineCompression, requireStateLength } from './compression.ts';
import { countOfShare, largestMagnitudes, shareOption, sparseBytes } from './sparse.ts';

const name = 'top-k';

/**
 * With p = vector + residual: the k = max(1, round(share d)) coordinates of p largest in magnitude travel, the others
 * become the residual, so that vector + residual before = sent + residual after, coordinate by coordinate.
 *
 * 4 + min(ceil(k ceil(log2 d) / 8), ceil(d / 8)) + 4 k bytes. State: the residual, float32 of shape [d]; null without.
 */
export const topK = defineCompression({
  name,
  summary: 'The coordinates largest in magnitude; the rest is kept and added to the next message.',
  options: z.strictObject({
    share: shareOption,
    residual: z.boolean().default(true).describe('whether what was left out is added to the next vector'),
  }),
  create: ({ share, residual: keeps }) => ({
    name,
    init: (dimension: number): Float32Array | null => (keeps ? new Float32Array(dimension) : null),
    apply: (vector, residual: Float32Array | null) => {
      const dimension = vector.length;
      const rest = vector.slice();
      if (residual !== null) {
        requireStateLength(name, vector, residual);
        for (let index = 0; index < dimension; index++) rest[index]! += residual[index]!;
      }
      const chosen = largestMagnitudes(rest, countOfShare(share, dimension));
      const sent = new Float32Array(dimension);
      for (const index of chosen) {
        sent[index] = rest[index]!;
        rest[index] = 0;
      }
      return { vector: sent, bytes: sparseBytes(chosen.length, dimension), state: keeps ? rest : null };
    },
  }),
});

/**
 * Those that have contributed least so far, so that no vehicle's data dominates.
 *
 * Choice: round robin by deliveries; a vehicle that loses a gradient keeps its turn.
 */
import { z } from 'zod';
import { byKey, commonOptions, definePolicy } from './policy.ts';

export const fairest = definePolicy({
  name: 'fairest',
  summary: 'Those that have delivered the fewest gradients so far.',
  options: z.strictObject(commonOptions),
  create: ({ perEdgeServer }) => ({
    needs: { motion: false, facts: false, expectations: [] },
    ...byKey(({ contributions }) => contributions, perEdgeServer),
  }),
});

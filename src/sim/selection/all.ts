/**
 * Everyone in range; where trainers are too few, first come, first served.
 *
 * Source: seed paper, section I step (3): all workers within range compute.
 */
import { z } from 'zod';
import { commonOptions, definePolicy, fillPlaces } from './policy.ts';

export const all = definePolicy({
  name: 'all',
  summary: 'Everyone in range; where trainers are too few, first come, first served.',
  options: z.strictObject(commonOptions),
  create: ({ perEdgeServer }) => ({
    needs: { motion: false, facts: false, expectations: [] },
    // In a run candidates are listed by id.
    order: () => 0,
    choose: (candidates, places) => fillPlaces(candidates, undefined, places, perEdgeServer),
  }),
});

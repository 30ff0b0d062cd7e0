/**
 * Random workers, all equally likely.
 *
 * Source: McMahan et al., AISTATS 2017, algorithm 1 (a random set of clients). Each worker has its own draw and the smallest
 * go first, so that one worker more or less leaves the order of the others as it is.
 */
import { z } from 'zod';
import { commonOptions, compareNumbers, definePolicy, fillPlaces } from './policy.ts';

export const random = definePolicy({
  name: 'random',
  summary: 'Random workers, all equally likely; FedAvg with `perEdgeServer`.',
  options: z.strictObject(commonOptions),
  create: ({ perEdgeServer }) => ({
    needs: { motion: false, facts: false, expectations: [] },
    order: 'lots',
    choose: (candidates, places, draw) => {
      const draws = new Map(candidates.map(({ vehicleId }) => [vehicleId, draw(vehicleId)]));
      const drawOf = ({ vehicleId }: { readonly vehicleId: string }): number => draws.get(vehicleId)!;
      return fillPlaces(candidates, (a, b) => compareNumbers(drawOf(a), drawOf(b)), places, perEdgeServer);
    },
  }),
});

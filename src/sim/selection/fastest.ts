/**
 * Those whose gradients are expected to be there first, computing and sending together.
 *
 * Source: the idea of Nishio & Yonetani, "Client selection for federated learning with heterogeneous resources in mobile
 * edge" (FedCS), ICC 2019, without its deadline.
 */
import { z } from 'zod';
import { byKey, commonOptions, definePolicy } from './policy.ts';

export const fastest = definePolicy({
  name: 'fastest',
  summary: 'Those whose gradients are expected first, computing and sending together.',
  options: z.strictObject(commonOptions),
  create: ({ perEdgeServer }) => ({
    needs: { motion: false, facts: false, expectations: ['work'] },
    latestMs: () => Infinity,
    ...byKey(({ expectedWorkMs }) => expectedWorkMs, perEdgeServer),
  }),
});

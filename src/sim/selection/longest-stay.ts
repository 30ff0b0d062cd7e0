/**
 * Those that are expected to stay within range longest.
 *
 * Choice: the simplest of the policies that look ahead along the road; expected stays come from route and speed
 * (`mobility/stay.ts`).
 */
import { z } from 'zod';
import { byKey, commonOptions, definePolicy } from './policy.ts';

export const longestStay = definePolicy({
  name: 'longest-stay',
  summary: 'Those that are expected to stay within range longest.',
  options: z.strictObject({
    ...commonOptions,
    onlyInTime: z
      .boolean()
      .default(false)
      .describe('Leave out workers that are expected to leave before their gradient is delivered.'),
  }),
  create: ({ perEdgeServer, onlyInTime }) => ({
    needs: { motion: true, facts: true, expectations: onlyInTime ? ['stay', 'work'] : ['stay'] },
    latestMs: ({ expectedStayMs }) => (onlyInTime ? expectedStayMs : Infinity),
    ...byKey(
      ({ expectedStayMs, expectedWorkMs }) =>
        onlyInTime && expectedStayMs < expectedWorkMs ? undefined : -expectedStayMs,
      perEdgeServer,
    ),
  }),
});

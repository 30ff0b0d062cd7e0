/** What an experiment file may say about the network: one model, by name. */
import { z } from 'zod';
import { pathlossSpec } from './models/pathloss.ts';
import { rateSpec } from './models/rate.ts';
import { sharedSpec } from './models/shared.ts';

/** Options of the network between vehicles and edge servers, as in an experiment file. */
export const networkSpec = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ideal') }).describe('Within range every message arrives at once (unit disk).'),
  rateSpec,
  sharedSpec,
  pathlossSpec,
]);

export type NetworkSpec = z.infer<typeof networkSpec>;

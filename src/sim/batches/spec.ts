/**
 * What an experiment file may say about data that workers collect on their way.
 *
 * Source: seed paper, section II (a device's data belongs to where and when it is); it gives no law of collecting. Choice: a
 * constant rate into a buffer that keeps the newest.
 */
import { z } from 'zod';

/** Schema of an experiment's `collection`. */
export const collectionSpec = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('none').describe('A worker draws each batch from the data of the place where it is.'),
  }),
  z.strictObject({
    kind: z.literal('buffer').describe('A worker draws from what it collected while in range, wherever that was.'),
    examplesPerSecond: z
      .number()
      .positive()
      .max(10_000)
      .default(10)
      .describe('Examples that a vehicle collects in each simulated second within range.'),
    capacity: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(1000)
      .describe('Examples that a vehicle can hold; a new one takes the place of the oldest.'),
    whenFew: z
      .enum(['wait', 'repeat'])
      .default('wait')
      .describe('With fewer examples than a batch: do not train yet, or draw some of them more than once.'),
  }),
]);

/** Collecting as the experiment has it. */
export type CollectionSpec = z.infer<typeof collectionSpec>;
export type BufferSpec = Extract<CollectionSpec, { readonly kind: 'buffer' }>;

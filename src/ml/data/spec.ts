/**
 * How an experiment names its data. The experiment's schema takes `datasetSpec` in whole; `registry.ts` loads what it says.
 */
import { z } from 'zod';
import { DIGITS_LIMITS } from './digits/generate.ts';

const digits = z.strictObject({
  set: z.literal('digits').describe('Handwritten-like digits that the program draws itself.'),
  train: exampleCount('training', DIGITS_LIMITS.train).default(20_000),
  test: exampleCount('test', DIGITS_LIMITS.test).default(4000),
  seed: z
    .int()
    .min(0)
    .default(1)
    .describe('Seed of the drawings: an integer >= 0. Not the seed of the run, so that all runs see the same data.'),
});

const mnist = z.strictObject({
  set: z.literal('mnist').describe('MNIST, scanned handwritten digits, 28 x 28.'),
  train: exampleCount('training', 60_000).default(60_000),
  test: exampleCount('test', 10_000).default(10_000),
});

const fashionMnist = z.strictObject({
  set: z.literal('fashion-mnist').describe('Fashion-MNIST, pictures of clothes, 28 x 28.'),
  train: exampleCount('training', 60_000).default(60_000),
  test: exampleCount('test', 10_000).default(10_000),
});

const cifar10 = z.strictObject({
  set: z.literal('cifar-10').describe('CIFAR-10, colour photographs, 32 x 32 x 3.'),
  train: exampleCount('training', 50_000).default(50_000),
  test: exampleCount('test', 10_000).default(10_000),
});

const csv = z.strictObject({
  set: z.literal('csv').describe('Two CSV files of numbers with a column of labels.'),
  trainFile: z.string().min(1).describe('Training rows: relative path, looked for as all data is.'),
  testFile: z.string().min(1).describe('Test rows: relative path, looked for as all data is.'),
  label: z
    .union([z.string().min(1), z.int().min(0)])
    .default('label')
    .describe('Column of the labels: its name, or its number from 0 (needed without a header).'),
  header: z.boolean().default(true).describe('Whether the first row names the columns.'),
  scale: z.number().positive().default(1).describe('Factor on every feature, dimensionless, e.g. 0.00392 for bytes.'),
  train: z.int().min(1).optional().describe('Number of training rows to take, the first ones; all by default.'),
  test: z.int().min(1).optional().describe('Number of test rows to take, the first ones; all by default.'),
});

const custom = z
  .looseObject({
    set: z.literal('custom').describe('A data set of a plugin.'),
    name: z.string().min(1).describe('Its name; its options stand beside.'),
  })
  .describe('A data set of a plugin; its options stand beside its name.');

/** Schema of an experiment's `data`: which set, and how much of it. */
export const datasetSpec = z.discriminatedUnion('set', [digits, mnist, fashionMnist, cifar10, csv, custom]);

/** A data set as an experiment names it, every default filled in. */
export type DatasetSpec = z.infer<typeof datasetSpec>;

/** Names of the data sets that come with the package. */
export type DatasetName = Exclude<DatasetSpec['set'], 'custom'>;

function exampleCount(split: string, most: number): z.ZodInt {
  return z.int().min(1).max(most).describe(`Number of ${split} examples, 1 to ${most}; the first ones are taken.`);
}

/**
 * How an experiment says the division of its data, and the function that carries it out.
 */
import { z } from 'zod';
import type { Random } from '../../../random.ts';
import { partitionDirichlet } from './dirichlet.ts';
import { partitionDisjointByLabel } from './disjoint-by-label.ts';
import { partitionGammaSimilarity } from './gamma-similarity.ts';
import { partitionIid } from './iid.ts';
import { partitionQuantitySkew } from './quantity-skew.ts';
import { partitionShards } from './shards.ts';

const redraw = {
  minimumSize: z.int().min(1).default(10).describe('Fewest examples of a part; a smaller one is drawn again.'),
  attempts: z.int().min(1).max(10_000).default(1000).describe('Draws before the division is given up as impossible.'),
};

/** Schema of an experiment's `partition`. */
export const partitionSpec = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('iid').describe('Every place holds a random sample of everything.') }),
  z.strictObject({
    kind: z.literal('disjoint-by-label').describe('Every place has classes of its own.'),
    classes: z
      .array(z.array(z.int().min(0).max(255)).min(1))
      .optional()
      .describe('For each place its classes; by default consecutive runs as equal as possible.'),
  }),
  z.strictObject({
    kind: z.literal('shards').describe('Sorted by label and cut into shards, a few of them to each place.'),
    shardsPerPart: z.int().min(1).default(2).describe('Shards that each place gets.'),
  }),
  z.strictObject({
    kind: z.literal('dirichlet').describe("Each class's shares are drawn from a Dirichlet distribution."),
    alpha: z.number().positive().max(1e6).default(0.5).describe('Concentration, dimensionless: small is uneven.'),
    ...redraw,
  }),
  z.strictObject({
    kind: z.literal('gamma-similarity').describe('A share is spread evenly, the rest goes sorted by label.'),
    gamma: z.number().min(0).max(1).default(0.5).describe('Share that is spread evenly: 1 is iid.'),
  }),
  z.strictObject({
    kind: z.literal('quantity-skew').describe('The same mixture of classes everywhere, in uneven amounts.'),
    beta: z.number().positive().max(1e6).default(0.5).describe('Concentration, dimensionless: small is uneven.'),
    ...redraw,
  }),
]);

/** A division as an experiment says it, every default filled in. */
export type PartitionSpec = z.infer<typeof partitionSpec>;

/**
 * Divides examples among places as the specification says.
 *
 * @param labels - class of every example, shape [count]. Not modified.
 * @param parts - number of places, >= 1.
 * @returns For each place the indices of its examples, ascending.
 * @throws {DataError} `E_DATA_PARTITION` if the examples cannot be divided so.
 */
export function partitionExamples(
  spec: PartitionSpec,
  labels: Uint8Array,
  parts: number,
  random: Random,
): Uint32Array[] {
  switch (spec.kind) {
    case 'iid':
      return partitionIid(labels, parts, {}, random);
    case 'disjoint-by-label':
      return partitionDisjointByLabel(labels, parts, spec, random);
    case 'shards':
      return partitionShards(labels, parts, spec, random);
    case 'dirichlet':
      return partitionDirichlet(labels, parts, spec, random);
    case 'gamma-similarity':
      return partitionGammaSimilarity(labels, parts, spec, random);
    case 'quantity-skew':
      return partitionQuantitySkew(labels, parts, spec, random);
  }
}

/**
 * Division `disjoint-by-label`: every place has classes of its own that no other place sees.
 *
 * Source: the seed paper's "disjoint local" data. It leaves open which classes go where. Choice: the classes in ascending
 * order are dealt out in consecutive runs as equal as possible, unless the experiment lists them.
 */
import { DataError } from '../errors.ts';
import { byClass, checkParts, equalSizes, gather } from './partitioner.ts';
import type { Partitioner } from './partitioner.ts';

/** Which classes go where. */
export interface DisjointByLabelOptions {
  /** For each place its classes, no class twice. Examples of a class that is not listed are given to no place. */
  readonly classes?: readonly (readonly number[])[] | undefined;
}

/**
 * Gives each part all examples of its classes. No random draw.
 *
 * @throws {DataError} `E_DATA_PARTITION` if there are more parts than classes, a class is listed twice or has no example, or
 *   the list has another length than there are parts.
 */
export const partitionDisjointByLabel: Partitioner<DisjointByLabelOptions> = (labels, parts, options) => {
  checkParts(labels, parts);
  const lists = byClass(labels, Uint32Array.from(labels.keys()));
  const present = [...lists.keys()].filter((label) => lists[label]!.length > 0);
  const groups = options.classes ?? consecutiveGroups(present, parts);
  if (groups.length !== parts)
    throw failure(`expected a list of classes for each of the ${parts} parts, got ${groups.length} lists`);
  const seen = new Set<number>();
  for (const label of groups.flat()) {
    if (seen.has(label)) throw failure(`expected every class in one part, got class ${label} twice`);
    if (!present.includes(label)) throw failure(`expected classes that have examples, got class ${label}`);
    seen.add(label);
  }
  return groups.map((group) => gather(group.map((label) => lists[label]!)));
};

function consecutiveGroups(classes: readonly number[], parts: number): number[][] {
  if (parts > classes.length)
    throw failure(
      `expected at most ${classes.length} parts, one for each class, got ${parts}; use shards or dirichlet`,
    );
  let start = 0;
  return equalSizes(classes.length, parts).map((size) => classes.slice(start, (start += size)));
}

function failure(message: string): DataError {
  return new DataError('E_DATA_PARTITION', `partition 'disjoint-by-label': ${message}`);
}

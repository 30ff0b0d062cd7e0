/** The selection policies by name. */
import { z } from 'zod';
import { byName, findByName } from '../../ml/index.ts';
import { all } from './all.ts';
import { SelectionError } from './errors.ts';
import { fairest } from './fairest.ts';
import { fastest } from './fastest.ts';
import { longestStay } from './longest-stay.ts';
import type { SelectionDefinition, SelectionPolicy } from './policy.ts';
import { random } from './random.ts';

export { SelectionError } from './errors.ts';
export { byKey, compareNumbers, definePolicy, fillPlaces } from './policy.ts';
export { createDelayedRanking } from './delayed-ranking.ts';
export { createLots } from './lots.ts';
export { createRanking } from './ranking.ts';
export type { CandidateQueue } from './queue.ts';
export type { SelectionErrorCode } from './errors.ts';
export type {
  Candidate,
  CandidateKey,
  CandidateOrder,
  Expectation,
  FreePlaces,
  SelectionDefinition,
  SelectionNeeds,
  SelectionPolicy,
} from './policy.ts';

/** Every policy that an experiment may name. */
export const selectionPolicies: ReadonlyMap<string, SelectionDefinition> = byName([
  all,
  random,
  longestStay,
  fastest,
  fairest,
]);

/** Schema of an experiment's `selection`; its options are checked against the registry. */
export const selectionSpec = z
  .union([z.string(), z.looseObject({ name: z.string().describe('Its options stand beside.') })])
  .default('all')
  .describe('Which workers in range compute when there are fewer places than workers: a name, or {name, ...options}.');

/**
 * Makes the policy called `name`.
 *
 * @param options - as in the experiment file; defaults are filled in.
 * @throws {SelectionError} `E_UNKNOWN_SELECTION`, or `E_SELECTION_OPTIONS` if the options do not fit.
 * @example
 * createSelection('random', { perEdgeServer: 3 }).choose(candidates, { total: 100, working: [0] }, draw)
 */
export function createSelection(
  name: string,
  options: unknown = {},
  registry: ReadonlyMap<string, SelectionDefinition> = selectionPolicies,
): SelectionPolicy {
  const fail = (message: string): SelectionError => new SelectionError('E_UNKNOWN_SELECTION', message);
  return findByName(registry, { kind: 'selection policy', name }, fail).create(options);
}

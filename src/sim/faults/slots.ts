/**
 * At most f faulty workers at once, overall (global model) or near each edge server (local model).
 *
 * A worker that comes within the fault's reach takes a slot if one is free, and is faulty while it holds it; one that
 * finds none stays honest. Under the global model both hold for as long as its vehicle is on the map; under the local
 * model for as long as it stays near that edge server. Nobody is turned faulty or honest in between, so identities
 * persist as far as the bound allows. Of those that come at once, the lowest rank goes first.
 * Source: seed paper, section II (global and local fault model).
 */
import { compareIds } from '../clock.ts';

/** A worker within reach of a fault. */
export interface Candidate {
  readonly vehicleId: string;
  /** Whose slots it may take: the index of the edge server, or the same for all under the global model. */
  readonly group: number;
}

/** Who is faulty under one bounded fault. */
export interface Slots {
  holds(vehicleId: string): boolean;
  /** The group whose reach the worker came into; undefined for one that is out of reach. */
  groupOf(vehicleId: string): number | undefined;
  /** The worker is out of reach; its slot is free again. */
  leave(vehicleId: string): void;
  /** Workers that came into reach at the same moment; those known already keep what they have. */
  enter(candidates: readonly Candidate[]): void;
  snapshot(): SlotsState;
}

/** [vehicle id, group, whether it holds a slot], by vehicle id. */
export type SlotsState = readonly (readonly [string, number, boolean])[];

/**
 * @param bound - f, slots of each group, >= 0.
 * @param rank - a number drawn for the vehicle, the same at every call.
 * @param from - state to go on from.
 */
export function createSlots(bound: number, rank: (vehicleId: string) => number, from: SlotsState = []): Slots {
  const known = new Map<string, { readonly group: number; readonly holds: boolean }>();
  const taken = new Map<number, number>();
  const add = (vehicleId: string, group: number, holds: boolean): void => {
    known.set(vehicleId, { group, holds });
    if (holds) taken.set(group, (taken.get(group) ?? 0) + 1);
  };
  for (const [vehicleId, group, holds] of from) add(vehicleId, group, holds);
  return {
    holds: (vehicleId) => known.get(vehicleId)?.holds ?? false,
    groupOf: (vehicleId) => known.get(vehicleId)?.group,
    leave(vehicleId) {
      const left = known.get(vehicleId);
      if (left === undefined) return;
      known.delete(vehicleId);
      if (left.holds) taken.set(left.group, taken.get(left.group)! - 1);
    },
    enter(candidates) {
      const ranked = candidates
        .filter(({ vehicleId }) => !known.has(vehicleId))
        .map((candidate) => ({ ...candidate, rank: rank(candidate.vehicleId) }))
        .sort((a, b) => a.rank - b.rank || compareIds(a.vehicleId, b.vehicleId));
      for (const { vehicleId, group } of ranked) add(vehicleId, group, (taken.get(group) ?? 0) < bound);
    },
    snapshot: () =>
      [...known]
        .map(([vehicleId, { group, holds }]) => [vehicleId, group, holds] as const)
        .sort(([a], [b]) => compareIds(a, b)),
  };
}

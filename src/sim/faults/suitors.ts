/**
 * To which faults a vehicle lends itself, wherever it is: by its id, its type, its route and the draw for a rate.
 *
 * Looked at once, when its worker first comes into range.
 */
import type { Random } from '../../random.ts';
import { compareIds } from '../clock.ts';
import type { VehicleFacts } from '../mobility/source.ts';
import type { FaultPlan } from './plan.ts';

/** For vehicles not yet in range, the indices of the faults whose types and routes they suit; by vehicle id. */
export type SuitorsState = readonly (readonly [string, readonly number[]])[];

export interface Suitors {
  /** Type and route of a vehicle, before `suits` is asked. */
  introduce(facts: VehicleFacts): void;
  /**
   * Those of `faults` that may strike the vehicle, in their order; asked once, for what was known of it is forgotten then.
   *
   * @param faults - all by default.
   */
  suits(vehicleId: string, faults?: readonly FaultPlan[]): readonly FaultPlan[];
  /** The vehicle is gone. */
  forget(vehicleId: string): void;
  snapshot(): SuitorsState;
}

/** @param plans - faults of workers, ascending. */
export function createSuitors(plans: readonly FaultPlan[], random: Random, from: SuitorsState = []): Suitors {
  const asksFacts = plans.filter(({ spec }) => spec.types !== undefined || spec.routes !== undefined);
  const known = new Map<string, readonly number[]>(from);
  return {
    introduce({ id, typeId, route }) {
      const suited = asksFacts.filter(
        ({ spec: { types, routes } }) =>
          (types?.includes(typeId) ?? true) && (routes === undefined || route.some((road) => routes.includes(road))),
      );
      if (suited.length > 0)
        known.set(
          id,
          suited.map(({ index }) => index),
        );
    },
    suits(vehicleId, faults = plans) {
      const suited = known.get(vehicleId) ?? [];
      known.delete(vehicleId);
      return faults.filter((plan) => {
        const { vehicles, rate } = plan.spec;
        if (vehicles !== undefined && !vehicles.includes(vehicleId)) return false;
        if (asksFacts.includes(plan) && !suited.includes(plan.index)) return false;
        return rate === undefined || random.stream('fault-rate', ...plan.key, vehicleId).uniform() < rate;
      });
    },
    forget: (vehicleId) => {
      known.delete(vehicleId);
    },
    snapshot: () => [...known].sort(([a], [b]) => compareIds(a, b)),
  };
}

/**
 * Which vehicles carry a worker, and the pool of trainers they share.
 *
 * Source: seed paper, section III (100 workers for all vehicles of the map): a trainer is lent to a vehicle for one
 * gradient and returns to the pool when that is delivered or lost.
 */
import type { Random } from '../random.ts';

/**
 * Whether a vehicle is equipped: the same answer for a vehicle id and seed whatever the traffic, and a vehicle equipped
 * at one penetration is equipped at every higher one.
 *
 * @param penetration - share of equipped vehicles, in [0, 1].
 */
export function isEquipped(vehicleId: string, penetration: number, random: Random): boolean {
  return random.stream('penetration', vehicleId).uniform() < penetration;
}

/** Trainers that are free, and who waits for one, first come first served. */
export interface TrainerPool {
  readonly free: number;
  /** True and one fewer free, or false and `vehicleId` waits in the queue (once). */
  request(vehicleId: string): boolean;
  /** A trainer comes back. */
  giveBack(): void;
  /** Takes the first of the queue off it when a trainer is free. The caller still has to `request`. */
  nextWaiting(): string | undefined;
  /** `vehicleId` no longer waits. */
  withdraw(vehicleId: string): void;
  /** Who waits, in order. */
  waiting(): readonly string[];
}

/**
 * @param count - trainers in the pool, >= 1.
 * @param from - trainers that are lent, and who waits; nobody by default. When more are lent than there are, none is free
 *   until so many are back.
 */
export function createTrainerPool(
  count: number,
  from: { readonly lent: number; readonly waiting: readonly string[] } = { lent: 0, waiting: [] },
): TrainerPool {
  let free = count - from.lent;
  const waiting = new Set<string>(from.waiting);
  return {
    get free() {
      return Math.max(0, free);
    },
    request(vehicleId) {
      if (free <= 0) {
        waiting.add(vehicleId);
        return false;
      }
      waiting.delete(vehicleId);
      free--;
      return true;
    },
    giveBack() {
      if (free === count) throw new RangeError('a trainer was returned to a full pool');
      free++;
    },
    nextWaiting() {
      if (free <= 0) return undefined;
      const { value } = waiting.values().next();
      if (value !== undefined) waiting.delete(value);
      return value;
    },
    waiting: () => [...waiting],
    withdraw(vehicleId) {
      waiting.delete(vehicleId);
    },
  };
}

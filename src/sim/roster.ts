/**
 * What is known of the vehicles in a frame, one frame after the other.
 *
 * Frames list vehicles in nearly the same order: those between two that came or went are as many places further than in the
 * frame before. So most are found there, and not by looking for ids all over the memory. Used by `fleet.ts`.
 */

/** Of a vehicle; kept by the roster. */
export interface Listed {
  /** Index in the last frame that listed it; any number before. */
  place: number;
  /** True once it is taken out. */
  isGone: boolean;
}

/** Vehicles by id, and by index in the frame that was taken in last. */
export interface Roster<Vehicle extends Listed> {
  readonly all: ReadonlyMap<string, Vehicle>;
  /** Takes in a frame. @param ids - not to be changed until the next one. */
  align(ids: readonly string[]): void;
  /** The vehicle at an index of the frame; undefined where nothing is known of it. */
  at(index: number): Vehicle | undefined;
  /** From now on it is known. */
  add(id: string, vehicle: Vehicle): void;
  delete(id: string): void;
}

export function createRoster<Vehicle extends Listed>(): Roster<Vehicle> {
  const all = new Map<string, Vehicle>();
  let ids: readonly string[] = [];
  let listed: (Vehicle | undefined)[] = [];

  return {
    all,
    align(nextIds) {
      /** Places from an index to that of the same vehicle in the frame before. */
      let shift = 0;
      listed = nextIds.map((id, index) => {
        let vehicle = ids[index + shift] === id ? listed[index + shift] : undefined;
        if (vehicle === undefined || vehicle.isGone) vehicle = all.get(id);
        if (vehicle === undefined) return undefined;
        shift = vehicle.place - index;
        vehicle.place = index;
        return vehicle;
      });
      ids = nextIds;
    },
    at: (index) => listed[index],
    add(id, vehicle) {
      all.set(id, vehicle);
    },
    delete(id) {
      const vehicle = all.get(id);
      if (vehicle === undefined) return;
      vehicle.isGone = true;
      all.delete(id);
    },
  };
}

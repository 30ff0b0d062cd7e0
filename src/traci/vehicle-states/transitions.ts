/**
 * The life of a vehicle as a state machine. Pure.
 *
 *     pending --> driving <--> parked
 *        |          |  ^
 *        |          v  |
 *        |       teleporting          driving, parked, teleporting --> arrived | removed
 *        v
 *     discarded | removed
 *
 * SUMO reports what happened in a step as one list for each kind of event, without their order; over a step of several
 * seconds a vehicle may be in many of them, and even depart and arrive. `eventsOf` finds an order that is possible.
 */

/** Where a vehicle is in its life. */
export type VehicleState =
  /** It should have departed, but waits for room. */
  | 'pending'
  /** On the road, stops on the lane included. */
  | 'driving'
  /** Beside the road: in a parking area, or at a stop with the parking flag. */
  | 'parked'
  /** Taken off the road because it was stuck; SUMO looks for room further along its route. */
  | 'teleporting'
  /** It reached its destination, or SUMO took it off for good. */
  | 'arrived'
  /** This client removed it. */
  | 'removed'
  /** SUMO gave up inserting it, or its insertion was cancelled. */
  | 'discarded';

/** What happens to a vehicle. */
export type VehicleEventName =
  | 'pending'
  | 'departed'
  | 'parked'
  | 'unparked'
  | 'teleportStarted'
  | 'teleportEnded'
  | 'arrived'
  | 'removed'
  | 'discarded';

/** How often a vehicle is in each of a step's lists. */
export interface StepCounts {
  departed: number;
  arrived: number;
  parkingStarted: number;
  parkingEnded: number;
  teleportStarted: number;
  teleportEnded: number;
}

/** The state that an event leads to. */
export const STATE_AFTER: Readonly<Record<VehicleEventName, VehicleState>> = {
  pending: 'pending',
  departed: 'driving',
  parked: 'parked',
  unparked: 'driving',
  teleportStarted: 'teleporting',
  teleportEnded: 'driving',
  arrived: 'arrived',
  removed: 'removed',
  discarded: 'discarded',
};

/** True for vehicles that have departed and not left. */
export function isInside(state: VehicleState | undefined): boolean {
  return state === 'driving' || state === 'parked' || state === 'teleporting';
}

/** True for vehicles whose life is over. */
export function isEnded(state: VehicleState | undefined): boolean {
  return state === 'arrived' || state === 'removed' || state === 'discarded';
}

/**
 * What happened to one vehicle in a step, in an order that is possible.
 *
 * @param before - its state before the step; undefined when it was not known, as vehicles on a teleport are when one
 * attaches: what ends now must have begun before.
 */
export function eventsOf(before: VehicleState | undefined, counts: Readonly<StepCounts>): VehicleEventName[] {
  const left = { ...counts };
  const events: VehicleEventName[] = [];
  let state = before;
  const take = (event: VehicleEventName, count: keyof StepCounts): void => {
    events.push(event);
    state = STATE_AFTER[event];
    left[count]--;
  };
  if (!isInside(before)) {
    if (left.departed > 0) take('departed', 'departed');
    // It is listed among the arrived though it never departed, or has left already: nothing new.
    else if (before !== undefined) return before === 'pending' && left.arrived > 0 ? ['discarded'] : [];
    else state = impliedState(left);
  }
  const park = (): void => {
    for (;;) {
      if (state === 'parked' && left.parkingEnded > 0) take('unparked', 'parkingEnded');
      else if (state === 'driving' && left.parkingStarted > 0) take('parked', 'parkingStarted');
      else return;
    }
  };
  const teleport = (): void => {
    for (;;) {
      if (state === 'teleporting' && left.teleportEnded > 0) take('teleportEnded', 'teleportEnded');
      else if (isInside(state) && state !== 'teleporting' && left.teleportStarted > 0)
        take('teleportStarted', 'teleportStarted');
      else return;
    }
  };
  if (state === 'teleporting') teleport();
  park();
  teleport();
  // An id may be given to another vehicle as soon as it is free.
  for (;;) {
    if (isInside(state) && left.arrived > 0) take('arrived', 'arrived');
    else if (!isInside(state) && left.departed > 0) take('departed', 'departed');
    else return events;
  }
}

function impliedState(counts: Readonly<StepCounts>): VehicleState {
  if (counts.teleportEnded > counts.teleportStarted) return 'teleporting';
  return counts.parkingEnded > counts.parkingStarted ? 'parked' : 'driving';
}

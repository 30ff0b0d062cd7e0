/**
 * Follows every vehicle of a simulation through its life, at the price of one subscription.
 *
 * States change only while a step's answer, or the answer to a removal, is taken in: after `await client.simulationStep()`
 * they are those of its end, and between two awaits they stand still. Listeners are called in that same moment, with the
 * subscription results of the step in place.
 *
 * What it does not see: vehicles removed by another client between two steps; and, before SUMO 1.16, vehicles that were
 * teleporting when it began, until their teleport ends.
 */
import { EdgeMLSimError } from '../../errors.ts';
import type { TraciClient } from '../client.ts';
import { TraciCommandError } from '../errors.ts';
import { StateBook } from './book.ts';
import type { VehicleListener } from './book.ts';
import { readLists, TRACKED_VARIABLES } from './step-lists.ts';
import type { StepLists } from './step-lists.ts';
import type { VehicleEventName, VehicleState } from './transitions.ts';

/** Bit of a vehicle's stop state: it parks. */
const STOP_STATE_PARKING = 2;

export interface TrackOptions {
  /** How many vehicles that have left are remembered, the latest ones. @default 10000 */
  readonly rememberEnded?: number;
}

/** The states of all vehicles of one simulation. */
export interface VehicleTracker {
  /** Simulated s at the end of the last step taken in. */
  readonly time: number;
  /** State of a vehicle; undefined for one never heard of, or that has left too long ago. */
  stateOf(vehicleId: string): VehicleState | undefined;
  /** Ids of the vehicles in a state, in the order in which they came to be known; of those that left, the latest. */
  idsIn(state: VehicleState): readonly string[];
  /**
   * Calls `listener` for one kind of event, or for `any`. What it throws makes the step's promise fail, though the step
   * has been taken and everybody else been told.
   *
   * @returns A function that ends it.
   */
  on(event: VehicleEventName | 'any', listener: VehicleListener): () => void;
  /** Begins anew, without events: after `load` and `loadState`, which end all subscriptions. */
  resync(): Promise<void>;
  /** Ends the tracking. The subscription stays, for others may share it. */
  stop(): void;
}

/** The tracker cannot go on: something ended its subscription. */
export class VehicleTrackerError extends EdgeMLSimError {
  constructor(message: string) {
    super(message, { code: 'E_VEHICLE_TRACKER', kind: 'traffic' });
  }
}

/**
 * Begins to follow all vehicles, those already there included.
 *
 * @throws {TraciConnectionError} the connection is dead.
 */
export async function trackVehicles(client: TraciClient, options: TrackOptions = {}): Promise<VehicleTracker> {
  const book = new StateBook(options.rememberEnded ?? 10_000);
  /** Steps taken while the first look is under way. */
  let early: StepLists[] | undefined;

  const onStep = (): void => {
    const results = client.simulation.getSubscriptionResults();
    const lists = results === undefined ? undefined : readLists((variable) => results.get(variable));
    if (early !== undefined) {
      // Steps sent before the subscription bring nothing, and are part of what the first look sees.
      if (lists !== undefined) early.push(lists);
      return;
    }
    if (lists === undefined)
      throw new VehicleTrackerError(
        'vehicle tracker: the step brought no lists of vehicles, somebody ended the simulation subscription; call resync()',
      );
    rethrow(book.step(lists));
  };
  const listenerId = client.addStepListener(onStep);
  const stopRemovals = client.vehicle.onRemoved((id) => {
    rethrow(book.remove(id));
  });
  const stop = (): void => {
    client.removeStepListener(listenerId);
    stopRemovals();
  };
  const resync = async (): Promise<void> => {
    early = [];
    try {
      await look(client, book);
    } finally {
      const steps = early;
      early = undefined;
      rethrow(steps.flatMap((lists) => book.step(lists)));
    }
    await correctParked(client, book);
  };
  try {
    await resync();
  } catch (error) {
    stop();
    throw error;
  }
  return {
    get time() {
      return book.time;
    },
    stateOf: (id) => book.stateOf(id),
    idsIn: (state) => book.idsIn(state),
    on: (event, listener) => book.on(event, listener),
    resync,
    stop,
  };
}

/** Everything that one message can tell. */
async function look(client: TraciClient, book: StateBook): Promise<void> {
  const [, time, pending, inside, teleporting] = await Promise.all([
    client.simulation.subscribe(TRACKED_VARIABLES),
    client.simulation.getTime(),
    client.simulation.getPendingVehicles(),
    client.vehicle.getIDList(),
    client.vehicle.getTeleportingIDList().catch(emptyWhenRefused),
  ]);
  const states = new Map<string, VehicleState>();
  for (const id of pending) states.set(id, 'pending');
  for (const id of inside) states.set(id, 'driving');
  for (const id of teleporting) states.set(id, 'teleporting');
  book.begin(time, states);
}

/** Who is parked must be asked of each vehicle; an answer that a step has overtaken is left alone. */
async function correctParked(client: TraciClient, book: StateBook): Promise<void> {
  const asked = new Set(book.idsIn('driving'));
  const stopWatching = book.on('any', ({ vehicleId }) => void asked.delete(vehicleId));
  try {
    const parked = await Promise.all(
      [...asked].map(async (id) => {
        const state = await client.vehicle.getStopState(id).catch(zeroWhenRefused);
        return (state & STOP_STATE_PARKING) === 0 ? undefined : id;
      }),
    );
    for (const id of parked) if (id !== undefined && asked.has(id)) book.correct(id, 'parked');
  } finally {
    stopWatching();
  }
}

/** SUMO before 1.16 cannot tell. */
function emptyWhenRefused(error: unknown): readonly string[] {
  if (error instanceof TraciCommandError) return [];
  throw error;
}

/** It left between the list and the question. */
function zeroWhenRefused(error: unknown): number {
  if (error instanceof TraciCommandError) return 0;
  throw error;
}

function rethrow(thrown: readonly unknown[]): void {
  if (thrown.length === 1) throw thrown[0];
  if (thrown.length > 1) throw new AggregateError(thrown, 'vehicle tracker: listeners failed');
}

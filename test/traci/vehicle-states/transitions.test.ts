/** The state machine alone: whatever lists come, the events are in an order that is possible. */
import test from 'ava';
import { StateBook } from '../../../src/traci/vehicle-states/book.ts';
import type { VehicleEvent } from '../../../src/traci/vehicle-states/book.ts';
import { eventsOf, isInside, STATE_AFTER } from '../../../src/traci/vehicle-states/transitions.ts';
import type { StepCounts, VehicleEventName, VehicleState } from '../../../src/traci/vehicle-states/transitions.ts';

const NONE: StepCounts = {
  departed: 0,
  arrived: 0,
  parkingStarted: 0,
  parkingEnded: 0,
  teleportStarted: 0,
  teleportEnded: 0,
};

const CASES: readonly (readonly [
  string,
  VehicleState | undefined,
  Partial<StepCounts>,
  readonly VehicleEventName[],
])[] = [
  ['departs', undefined, { departed: 1 }, ['departed']],
  ['departs after waiting', 'pending', { departed: 1 }, ['departed']],
  ['departs and arrives', undefined, { departed: 1, arrived: 1 }, ['departed', 'arrived']],
  ['arrives, and another takes its id', 'driving', { departed: 1, arrived: 1 }, ['arrived', 'departed']],
  ['two lives', undefined, { departed: 2, arrived: 2 }, ['departed', 'arrived', 'departed', 'arrived']],
  ['teleports', 'driving', { teleportStarted: 1, teleportEnded: 1 }, ['teleportStarted', 'teleportEnded']],
  [
    'ends one teleport and begins another',
    'teleporting',
    { teleportStarted: 1, teleportEnded: 1 },
    ['teleportEnded', 'teleportStarted'],
  ],
  ['teleports to its destination', 'driving', { teleportStarted: 1, arrived: 1 }, ['teleportStarted', 'arrived']],
  ['parks for less than the step', 'driving', { parkingStarted: 1, parkingEnded: 1 }, ['parked', 'unparked']],
  ['leaves one parking, enters the next', 'parked', { parkingStarted: 1, parkingEnded: 1 }, ['unparked', 'parked']],
  ['departs into a parking area', undefined, { departed: 1, parkingStarted: 1 }, ['departed', 'parked']],
  ['leaves parking and arrives', 'parked', { parkingEnded: 1, arrived: 1 }, ['unparked', 'arrived']],
  ['was teleporting before anybody looked', undefined, { teleportEnded: 1 }, ['teleportEnded']],
  ['was parked before anybody looked', undefined, { parkingEnded: 1 }, ['unparked']],
  ['was driving before anybody looked', undefined, { arrived: 1 }, ['arrived']],
  ['arrives although we removed it', 'removed', { arrived: 1 }, []],
  ['is removed by us and added again', 'removed', { departed: 1 }, ['departed']],
  ['is given up by SUMO', 'pending', { arrived: 1 }, ['discarded']],
];

for (const [what, before, counts, events] of CASES) {
  test(`vehicle states - a vehicle ${what}`, (t) => {
    t.deepEqual(eventsOf(before, { ...NONE, ...counts }), [...events]);
  });
}

/** What may follow what. */
const POSSIBLE: Readonly<Record<VehicleEventName, (state: VehicleState | undefined) => boolean>> = {
  pending: (state) => !isInside(state),
  departed: (state) => !isInside(state),
  parked: (state) => state === 'driving',
  unparked: (state) => state === 'parked',
  teleportStarted: (state) => state === 'driving' || state === 'parked',
  teleportEnded: (state) => state === 'teleporting',
  arrived: (state) => isInside(state),
  removed: () => true,
  discarded: (state) => state === 'pending',
};

test('vehicle states - every combination of lists gives a possible order, and every departure and arrival counts', (t) => {
  const before: VehicleState[] = ['pending', 'driving', 'parked', 'teleporting', 'arrived', 'removed', 'discarded'];
  const names = Object.keys(NONE) as (keyof StepCounts)[];
  for (const state of before) {
    for (let code = 0; code < 3 ** names.length; code++) {
      const counts = { ...NONE };
      names.forEach((name, index) => (counts[name] = Math.floor(code / 3 ** index) % 3));
      let now = state;
      const events = eventsOf(state, counts);
      for (const event of events) {
        t.true(POSSIBLE[event](now), `${event} in ${now} of ${JSON.stringify(counts)}`);
        now = STATE_AFTER[event];
      }
      const balance = (isInside(state) ? 1 : 0) + counts.departed - counts.arrived;
      if (balance === 0 || balance === 1) t.is(isInside(now), balance === 1, `${state} ${JSON.stringify(counts)}`);
    }
  }
});

test('vehicle states - a step that SUMO repeats is taken in once', (t) => {
  const book = new StateBook(10);
  const events: VehicleEvent[] = [];
  book.on('any', (event) => events.push(event));
  const lists = { time: 1, pending: ['w'], counts: new Map([['v', { ...NONE, departed: 1 }]]) };
  book.step(lists);
  book.step(lists);
  t.deepEqual(events, [
    { event: 'departed', vehicleId: 'v', previous: undefined, state: 'driving', time: 1 },
    { event: 'pending', vehicleId: 'w', previous: undefined, state: 'pending', time: 1 },
  ]);
});

test('vehicle states - of vehicles that left, only the latest are remembered', (t) => {
  const book = new StateBook(3);
  for (let step = 1; step <= 1000; step++)
    book.step({ time: step, pending: [], counts: new Map([[`v${step}`, { ...NONE, departed: 1, arrived: 1 }]]) });
  t.deepEqual(book.idsIn('arrived'), ['v998', 'v999', 'v1000']);
  t.is(book.stateOf('v1'), undefined);
  t.is(book.stateOf('v1000'), 'arrived');
});

test('vehicle states - a listener that throws keeps nobody from being told, and one that ended is not called', (t) => {
  const book = new StateBook(3);
  const told: string[] = [];
  const failure = new Error('on purpose');
  book.on('departed', () => {
    throw failure;
  });
  const end = book.on('any', ({ vehicleId }) => told.push(vehicleId));
  const counts = new Map([
    ['a', { ...NONE, departed: 1 }],
    ['b', { ...NONE, departed: 1 }],
  ]);
  t.deepEqual(book.step({ time: 1, pending: [], counts }), [failure, failure]);
  t.deepEqual(told, ['a', 'b']);
  end();
  book.remove('a');
  t.deepEqual(told, ['a', 'b']);
  t.is(book.stateOf('a'), 'removed');
});

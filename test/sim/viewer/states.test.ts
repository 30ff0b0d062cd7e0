import test from 'ava';
import { createStateTracker } from '../../../src/sim/viewer/states.ts';
import type { SimulationEvent } from '../../../src/sim/events.ts';

type Tracker = ReturnType<typeof createStateTracker>;

const link = (vehicle: string, edgeServer: string | null): SimulationEvent => ({
  at: 0,
  type: 'link',
  vehicle,
  edgeServer,
});
const compute = (vehicle: string): SimulationEvent => ({ at: 0, type: 'compute', vehicle, gradient: 0, round: 0 });
const computed = (vehicle: string): SimulationEvent => ({ at: 0, type: 'computed', vehicle, gradient: 0 });
const deliver = (vehicle: string, late = false): SimulationEvent => ({
  at: 0,
  type: 'deliver',
  vehicle,
  gradient: 0,
  edgeServer: 'a',
  late,
  x: 0,
  y: 0,
});
const aggregate = (vehicles: readonly string[], faulty: readonly number[]): SimulationEvent => ({
  at: 0,
  type: 'aggregate',
  edgeServer: 'a',
  gradients: vehicles.map((_, index) => index),
  vehicles,
  faulty,
  rejected: false,
});
const round = (edgeServers: readonly string[], faulty: readonly number[]): SimulationEvent => ({
  at: 0,
  type: 'round',
  round: 1,
  edgeServers,
  faulty,
  theta: '',
});

function changes(tracker: Tracker, events: readonly SimulationEvent[]): Record<string, string> {
  for (const event of events) tracker.onEvent(event);
  return Object.fromEntries(tracker.endStep().changed);
}

test('viewer states - a worker goes through its states, and only changes are told', (t) => {
  const tracker = createStateTracker();
  t.deepEqual(changes(tracker, [link('v', 'a')]), { v: 'in-range' });
  t.deepEqual(changes(tracker, []), {});
  t.deepEqual(changes(tracker, [compute('v')]), { v: 'computing' });
  t.deepEqual(changes(tracker, [computed('v'), deliver('v')]), { v: 'delivered' });
  t.deepEqual(changes(tracker, []), { v: 'in-range' });
  t.deepEqual(changes(tracker, [link('v', null)]), { v: 'out-of-range' });
});

test('viewer states - delivered is told before the next gradient is computed; late is told apart', (t) => {
  const tracker = createStateTracker();
  t.deepEqual(changes(tracker, [link('v', 'a'), deliver('v'), compute('v')]), { v: 'delivered' });
  t.deepEqual(changes(tracker, [deliver('v', true)]), { v: 'late' });
  t.deepEqual(changes(tracker, []), { v: 'computing' });
});

test('viewer states - the last delivery of each vehicle is given, and only once', (t) => {
  const tracker = createStateTracker();
  for (const event of [deliver('v'), deliver('w'), deliver('v', true)]) tracker.onEvent(event);
  t.deepEqual(tracker.endStep().deliveries, [
    { vehicle: 'v', edgeServer: 'a', late: true },
    { vehicle: 'w', edgeServer: 'a', late: false },
  ]);
  t.deepEqual(tracker.endStep().deliveries, []);
});

test('viewer states - Byzantine lasts until an honest gradient is aggregated, or range is left', (t) => {
  const tracker = createStateTracker();
  changes(tracker, [link('v', 'a'), link('w', 'a')]);
  t.deepEqual(changes(tracker, [deliver('v'), deliver('w'), aggregate(['v', 'w', 'v'], [2])]), {
    v: 'byzantine',
    w: 'delivered',
  });
  t.deepEqual(changes(tracker, [compute('v')]), { w: 'in-range' });
  t.deepEqual(changes(tracker, [aggregate(['v'], [])]), { v: 'computing' });
  t.deepEqual(changes(tracker, [aggregate(['v'], [0])]), { v: 'byzantine' });
  t.deepEqual(changes(tracker, [computed('v'), link('v', null)]), { v: 'out-of-range' });
  t.deepEqual(changes(tracker, [aggregate(['v'], [0])]), {}, 'out of range, nobody is shown as Byzantine');
});

test('viewer states - an edge server whose aggregate was replaced counts as Byzantine until the next round', (t) => {
  const tracker = createStateTracker();
  tracker.onEvent(round(['a', 'b'], [1]));
  t.deepEqual([...tracker.endStep().byzantineServers], ['b']);
  t.deepEqual([...tracker.endStep().byzantineServers], ['b']);
  tracker.onEvent(round(['a', 'b'], []));
  t.deepEqual([...tracker.endStep().byzantineServers], []);
});

test('viewer states - a lost gradient is no longer computed; an arrived vehicle is forgotten', (t) => {
  const tracker = createStateTracker();
  changes(tracker, [compute('v'), link('w', 'a')]);
  t.deepEqual(changes(tracker, [{ at: 0, type: 'lost', vehicle: 'v', gradient: 0, x: 0, y: 0 }]), {
    v: 'out-of-range',
  });
  tracker.forget('w');
  t.deepEqual(changes(tracker, []), {}, 'no command for a vehicle that is gone');
});

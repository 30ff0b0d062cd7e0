import test from 'ava';
import { createStateTracker } from '../../../src/sim/viewer/states.ts';
import type { SimulationEvent } from '../../../src/sim/events.ts';

const receive = (vehicle: string, edgeServer: string): SimulationEvent => ({
  at: 0,
  type: 'receive',
  vehicle,
  edgeServer,
  round: 0,
});
const send = (vehicle: string, edgeServer: string): SimulationEvent => ({
  at: 0,
  type: 'send',
  vehicle,
  gradient: 0,
  edgeServer,
});
const interrupt = (vehicle: string, edgeServer: string): SimulationEvent => ({
  at: 0,
  type: 'interrupt',
  vehicle,
  edgeServer,
});
const node = (
  type: 'crash' | 'recover',
  tier: 'worker' | 'edge-server' | 'cloud-link',
  id: string,
): SimulationEvent => ({
  at: 0,
  type,
  tier,
  node: id,
});

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
  const tracker = createStateTracker('resume');
  t.deepEqual(changes(tracker, [link('v', 'a')]), { v: 'in-range' });
  t.deepEqual(changes(tracker, []), {});
  t.deepEqual(changes(tracker, [compute('v')]), { v: 'computing' });
  t.deepEqual(changes(tracker, [computed('v'), deliver('v')]), { v: 'delivered' });
  t.deepEqual(changes(tracker, []), { v: 'in-range' });
  t.deepEqual(changes(tracker, [link('v', null)]), { v: 'out-of-range' });
});

test('viewer states - delivered is told before the next gradient is computed; late is told apart', (t) => {
  const tracker = createStateTracker('resume');
  t.deepEqual(changes(tracker, [link('v', 'a'), deliver('v'), compute('v')]), { v: 'delivered' });
  t.deepEqual(changes(tracker, [computed('v'), deliver('v', true), compute('v')]), { v: 'late' });
  t.deepEqual(changes(tracker, []), { v: 'computing' });
});

test('viewer states - the last delivery of each vehicle is given, and only once', (t) => {
  const tracker = createStateTracker('resume');
  for (const event of [deliver('v'), deliver('w'), deliver('v', true)]) tracker.onEvent(event);
  t.deepEqual(tracker.endStep().deliveries, [
    { vehicle: 'v', edgeServer: 'a', late: true },
    { vehicle: 'w', edgeServer: 'a', late: false },
  ]);
  t.deepEqual(tracker.endStep().deliveries, []);
});

test('viewer states - Byzantine lasts until an honest gradient is aggregated, or range is left', (t) => {
  const tracker = createStateTracker('resume');
  changes(tracker, [link('v', 'a'), link('w', 'a')]);
  t.deepEqual(changes(tracker, [deliver('v'), deliver('w'), aggregate(['v', 'w', 'v'], [2])]), {
    v: 'byzantine',
    w: 'delivered',
  });
  t.deepEqual(changes(tracker, [compute('v')]), { w: 'in-range' });
  t.deepEqual(changes(tracker, [aggregate(['v'], [])]), { v: 'computing' });
  t.deepEqual(changes(tracker, [aggregate(['v'], [0])]), { v: 'byzantine' });
  t.deepEqual(changes(tracker, [computed('v'), link('v', null)]), { v: 'carrying' });
  t.deepEqual(changes(tracker, [aggregate(['v'], [0])]), {}, 'out of range, nobody is shown as Byzantine');
});

test('viewer states - an edge server whose aggregate was replaced counts as Byzantine until the next round', (t) => {
  const tracker = createStateTracker('resume');
  tracker.onEvent(round(['a', 'b'], [1]));
  t.deepEqual([...tracker.endStep().byzantineServers], ['b']);
  t.deepEqual([...tracker.endStep().byzantineServers], ['b']);
  tracker.onEvent(round(['a', 'b'], []));
  t.deepEqual([...tracker.endStep().byzantineServers], []);
});

test('viewer states - a lost gradient is no longer computed; an arrived vehicle is forgotten', (t) => {
  const tracker = createStateTracker('resume');
  changes(tracker, [compute('v'), link('w', 'a')]);
  t.deepEqual(changes(tracker, [{ at: 0, type: 'lost', vehicle: 'v', gradient: 0, x: 0, y: 0 }]), {
    v: 'out-of-range',
  });
  tracker.forget('w');
  t.deepEqual(changes(tracker, []), {}, 'no command for a vehicle that is gone');
});

test('viewer states - over a network that takes time the transfers are shown, each in its direction', (t) => {
  const tracker = createStateTracker('resume');
  t.deepEqual(changes(tracker, [link('v', 'a'), receive('v', 'a')]), { v: 'receiving' });
  t.deepEqual(changes(tracker, [compute('v'), computed('v'), send('v', 'a')]), { v: 'sending' });
  t.deepEqual(changes(tracker, [deliver('v'), receive('v', 'a')]), { v: 'delivered' }, 'delivered is told first');
});

test('viewer states - what is on its way is given at the end of each step while it is', (t) => {
  const tracker = createStateTracker('resume');
  const transfers = (...events: readonly SimulationEvent[]): readonly string[] => {
    for (const event of events) tracker.onEvent(event);
    return tracker.endStep().transfers.map((one) => `${one.vehicle} ${one.direction} ${one.edgeServer}`);
  };
  t.deepEqual(transfers(link('v', 'a'), link('w', 'b'), receive('v', 'a'), receive('w', 'b')), [
    'v down a',
    'w down b',
  ]);
  t.deepEqual(transfers(compute('w')), ['v down a']);
  t.deepEqual(transfers(computed('w'), send('w', 'b')), ['v down a', 'w up b']);
  t.deepEqual(transfers(compute('v'), deliver('w')), []);
});

test('viewer states - a broken link is a transfer no longer; it goes on with the same edge server', (t) => {
  const tracker = createStateTracker('resume');
  changes(tracker, [link('v', 'a'), compute('v'), computed('v'), send('v', 'a')]);
  t.deepEqual(changes(tracker, [link('v', null), interrupt('v', 'a')]), { v: 'carrying' });
  t.deepEqual(tracker.endStep().transfers, []);
  t.deepEqual(changes(tracker, [link('v', 'a')]), { v: 'sending' });
  changes(tracker, [link('v', null), interrupt('v', 'a')]);
  t.deepEqual(changes(tracker, [link('v', 'b'), interrupt('v', 'a'), send('v', 'b')]), { v: 'sending' });
  t.deepEqual(tracker.endStep().transfers, [{ vehicle: 'v', edgeServer: 'b', direction: 'up' }]);
});

test('viewer states - theta that was on its way when the link broke is not received', (t) => {
  const tracker = createStateTracker('resume');
  changes(tracker, [link('v', 'a'), receive('v', 'a')]);
  t.deepEqual(changes(tracker, [link('v', null), interrupt('v', 'a')]), { v: 'out-of-range' });
});

test('viewer states - handed over, a transfer goes on through the next edge server; where it is lost, it is over', (t) => {
  const events = [link('v', 'a'), receive('v', 'a'), link('v', 'b'), interrupt('v', 'a')];
  const handingOver = createStateTracker('handover');
  t.deepEqual(changes(handingOver, events), { v: 'receiving' });
  t.deepEqual(handingOver.endStep().transfers, [{ vehicle: 'v', edgeServer: 'b', direction: 'down' }]);
  const losing = createStateTracker('lost');
  t.deepEqual(changes(losing, events), { v: 'in-range' });
});

test('viewer states - crashed is told before all else and until recovery', (t) => {
  const tracker = createStateTracker('resume');
  changes(tracker, [link('v', 'a'), compute('v')]);
  t.deepEqual(changes(tracker, [node('crash', 'worker', 'v')]), { v: 'crashed' });
  t.deepEqual(changes(tracker, [aggregate(['v'], [0]), link('v', null)]), {}, 'in and out of range');
  t.deepEqual(changes(tracker, [node('recover', 'worker', 'v'), link('v', 'a')]), { v: 'in-range' });
  changes(tracker, [node('crash', 'worker', 'v')]);
  tracker.forget('v');
  t.deepEqual(changes(tracker, [node('recover', 'worker', 'v')]), {}, 'it has left the map');
});

test('viewer states - edge servers that are down, and what they had collected', (t) => {
  const tracker = createStateTracker('resume');
  changes(tracker, [deliver('v'), deliver('w'), deliver('x', true)]);
  t.is(tracker.collected('a'), 2, 'late ones are not collected');
  changes(tracker, [node('crash', 'edge-server', 'a'), node('crash', 'cloud-link', 'b')]);
  t.deepEqual([...tracker.crashedServers], ['a']);
  t.is(tracker.collected('a'), 0);
  changes(tracker, [node('recover', 'edge-server', 'a'), deliver('v'), aggregate(['v'], [])]);
  t.deepEqual([...tracker.crashedServers], []);
  t.is(tracker.collected('a'), 0, 'aggregated');
});

test('viewer states - losses of a step are given once, with what a mark needs', (t) => {
  const tracker = createStateTracker('resume');
  tracker.onEvent({ at: 0, type: 'lost', vehicle: 'v', gradient: 7, x: 3, y: 4 });
  tracker.onEvent({ at: 0, type: 'omit', vehicle: 'w', gradient: 8 });
  tracker.onEvent({ at: 0, type: 'omit', edgeServer: 'a' });
  t.deepEqual(tracker.endStep().losses, [
    { kind: 'lost', gradient: 7, at: [3, 4] },
    { kind: 'omitted', gradient: 8, vehicle: 'w' },
    { kind: 'omitted-by-server', edgeServer: 'a' },
  ]);
  t.deepEqual(tracker.endStep().losses, []);
});

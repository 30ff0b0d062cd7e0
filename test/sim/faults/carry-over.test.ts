import test from 'ava';
import { createRandom } from '../../../src/random.ts';
import type { FaultCalendar, FaultCalendarState } from '../../../src/sim/faults/index.ts';
import { calendarOf, edgeServer, frameAt, randomTraffic, worker } from '../../helpers/faults.ts';

const through = (calendar: FaultCalendar): FaultCalendarState =>
  JSON.parse(JSON.stringify(calendar.snapshot())) as FaultCalendarState;

const told = (calendar: FaultCalendar, untilS: number) =>
  calendar.takeChanges(untilS * 1000).map(({ timeMs, node, crashed }) => [timeMs / 1000, node.id, crashed]);

test('carry-over - a fault that a branch leaves out lets go of whom it held', (t) => {
  const crash = { kind: 'crash', vehicles: ['v1', 'v2'] };
  const slow = { kind: 'crash', vehicles: ['v2'], recoverAfterS: 10 };
  const before = calendarOf([crash, slow]);
  before.applyFrame(frameAt(1, { v1: 0, v2: 0 }));
  t.deepEqual(told(before, 2), [
    [1, 'v1', true],
    [1, 'v2', true],
  ]);
  const branch = calendarOf([slow], { from: through(before) });
  t.false(branch.faultsOf(worker('v1'), 2000).crashed);
  t.true(branch.faultsOf(worker('v2'), 2000).crashed);
  t.is(branch.nextChangeMs(), 2000);
  t.deepEqual(told(branch, 2), [[2, 'v1', false]]);
  t.deepEqual(told(branch, 20), [[11, 'v2', false]]);
  t.like(branch.summary(20_000), { crashes: 2, recoveries: 2, nodes: { crash: 2 } });
});

test('carry-over - a fault that is new in a branch starts there, on all that are there', (t) => {
  const before = calendarOf([]);
  before.applyFrame(frameAt(1, { v1: 0, v2: 1 }));
  before.takeChanges(1999);
  const branch = calendarOf(
    [
      { kind: 'crash', node: 'edge-server', edgeServers: ['b'], during: { fromS: 1 }, recoverAfterS: 5 },
      { attack: 'zero', count: 1, model: 'local' },
      { kind: 'crash', vehicles: ['v2'] },
    ],
    { from: through(before) },
  );
  t.is(branch.nextChangeMs(), 1999);
  t.deepEqual(told(branch, 2), [[1.999, 'b', true]]);
  branch.applyFrame(frameAt(2, { v1: 0, v2: 1 }));
  t.deepEqual(told(branch, 3), [[2, 'v2', true]]);
  t.deepEqual(branch.faultsOf(worker('v1'), 3000).byzantine, [1]);
  t.true(branch.faultsOf(edgeServer('b'), 6998).crashed);
  t.deepEqual(told(branch, 7), [[6.999, 'b', false]]);
});

test('carry-over - faults that a branch keeps go on as they were, whatever is put before or after them', (t) => {
  const kept = [
    { kind: 'crash', rate: 0.6, timeToFailure: { meanS: 10 }, recoverAfterS: 3 },
    { kind: 'delay', count: 2, model: 'local', extraMs: 7 },
  ];
  const added = [
    { attack: 'zero', rate: 0.5 },
    { kind: 'omission', region: { x: 0, y: 0, radius: 50 }, probability: 0.5 },
  ];
  const frames = [...randomTraffic(createRandom(6), 60, 12)];
  const story = (calendar: FaultCalendar, from: number, to: number): string[] =>
    frames.slice(from, to).map((frame) => {
      calendar.applyFrame(frame);
      const delays = frame.linked.map(({ vehicleId }) => calendar.faultsOf(worker(vehicleId), frame.timeMs).delayMs);
      return JSON.stringify([calendar.takeChanges(frame.timeMs + 999), delays]);
    });
  const whole = story(calendarOf(kept), 0, 60);
  const trunk = calendarOf(kept);
  story(trunk, 0, 30);
  for (const faults of [[...added, ...kept], [...kept, ...added], [...kept].reverse()]) {
    const branch = calendarOf(faults, { from: through(trunk) });
    t.deepEqual(story(branch, 30, 60), whole.slice(30));
  }
});

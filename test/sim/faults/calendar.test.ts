import test from 'ava';
import { HEALTHY } from '../../../src/sim/faults/node.ts';
import type { FaultCalendar } from '../../../src/sim/faults/index.ts';
import { calendarOf, cloudLink, edgeServer, frameAt, worker } from '../../helpers/faults.ts';

/** Crashes and recoveries up to `untilS`, as [seconds, node, what]. */
function changes(calendar: FaultCalendar, untilS: number): (readonly [number, string, string])[] {
  return calendar
    .takeChanges(untilS * 1000)
    .map(({ timeMs, node, crashed }) => [timeMs / 1000, node.id, crashed ? 'crash' : 'recovery']);
}

const byzantine = (calendar: FaultCalendar, id: string, timeS = 0): readonly number[] =>
  calendar.faultsOf(worker(id), timeS * 1000).byzantine;

test('calendar - an edge server is down from a moment for a while, its link and its neighbours are not', (t) => {
  const calendar = calendarOf([
    { kind: 'crash', node: 'edge-server', edgeServers: ['b'], during: { fromS: 600 }, recoverAfterS: 120 },
  ]);
  t.deepEqual(calendar.needs, { frames: false, facts: false });
  t.is(calendar.nextChangeMs(), 600_000);
  t.deepEqual(changes(calendar, 599.999), []);
  t.false(calendar.faultsOf(edgeServer('b'), 599_999).crashed);
  t.deepEqual(changes(calendar, 600), [[600, 'b', 'crash']]);
  t.true(calendar.faultsOf(edgeServer('b'), 600_000).crashed);
  t.true(calendar.faultsOf(edgeServer('b'), 719_999).crashed);
  t.is(calendar.faultsOf(edgeServer('a'), 700_000), HEALTHY);
  t.is(calendar.faultsOf(cloudLink('b'), 700_000), HEALTHY);
  t.is(calendar.nextChangeMs(), 720_000);
  t.deepEqual(changes(calendar, 5000), [[720, 'b', 'recovery']]);
  t.false(calendar.faultsOf(edgeServer('b'), 720_000).crashed);
  t.is(calendar.nextChangeMs(), undefined);
  t.like(calendar.summary(5_000_000), { crashes: 1, recoveries: 1, nodes: { crash: 1 } });
});

test('calendar - crash-stop lasts for good; a crash of every window strikes once in each', (t) => {
  const stop = calendarOf([{ kind: 'crash', node: 'cloud-link', rate: 1, during: { fromS: 1 } }]);
  t.deepEqual(
    changes(stop, 9e6).map(([at, id]) => [at, id]),
    [
      [1, 'a'],
      [1, 'b'],
      [1, 'c'],
    ],
  );
  t.true(stop.faultsOf(cloudLink('c'), 9e9).crashed);
  const twice = calendarOf([
    {
      kind: 'crash',
      node: 'edge-server',
      edgeServers: ['a'],
      recoverAfterS: 3,
      during: [{ fromS: 10, toS: 20 }, { fromS: 30 }],
    },
  ]);
  t.deepEqual(changes(twice, 1000), [
    [10, 'a', 'crash'],
    [13, 'a', 'recovery'],
    [30, 'a', 'crash'],
    [33, 'a', 'recovery'],
  ]);
});

test('calendar - without a recovery an outage ends with its window, with one it may outlast it', (t) => {
  const ofA = { kind: 'crash', node: 'edge-server', edgeServers: ['a'] };
  const windows = [{ fromS: 10, toS: 20 }, { fromS: 20, toS: 25 }, { fromS: 40, toS: 50 }, { fromS: 60 }];
  const closing = calendarOf([{ ...ofA, during: windows }]);
  t.deepEqual(changes(closing, 1000), [
    [10, 'a', 'crash'],
    [25, 'a', 'recovery'],
    [40, 'a', 'crash'],
    [50, 'a', 'recovery'],
    [60, 'a', 'crash'],
  ]);
  t.like(closing.summary(1_000_000), { crashes: 3, recoveries: 2, nodes: { crash: 1 } });
  t.deepEqual(changes(calendarOf([{ ...ofA, during: windows[0], recoverAfterS: 15 }]), 1000), [
    [10, 'a', 'crash'],
    [25, 'a', 'recovery'],
  ]);
  // Struck at random within the window, back at its end all the same.
  const [struck, back, ...more] = changes(
    calendarOf([{ ...ofA, during: windows[0], timeToFailure: { meanS: 0.5 } }]),
    1000,
  );
  t.true(struck![0] > 10 && struck![0] < 20);
  t.deepEqual(back, [20, 'a', 'recovery']);
  t.deepEqual(more, []);
});

test('calendar - a worker that crashed in a window is back at its end, wherever it is by then', (t) => {
  const calendar = calendarOf([{ kind: 'crash', edgeServers: ['a'], during: { fromS: 2, toS: 5 } }]);
  calendar.applyFrame(frameAt(1, { v1: 0 }));
  t.deepEqual(changes(calendar, 2), [[2, 'v1', 'crash']]);
  calendar.applyFrame(frameAt(3, { v1: 1 }));
  t.true(calendar.faultsOf(worker('v1'), 4999).crashed);
  t.deepEqual(changes(calendar, 9), [[5, 'v1', 'recovery']]);
  t.false(calendar.faultsOf(worker('v1'), 5000).crashed);
});

test('calendar - a node that two faults hold down is back when both let go', (t) => {
  const calendar = calendarOf([
    { kind: 'crash', node: 'edge-server', edgeServers: ['a'], during: { fromS: 10 }, recoverAfterS: 10 },
    { kind: 'crash', node: 'edge-server', edgeServers: ['a'], during: { fromS: 15 }, recoverAfterS: 15 },
  ]);
  t.deepEqual(changes(calendar, 19), [[10, 'a', 'crash']]);
  t.deepEqual(changes(calendar, 25), []);
  t.true(calendar.faultsOf(edgeServer('a'), 25_000).crashed);
  t.deepEqual(changes(calendar, 40), [[30, 'a', 'recovery']]);
});

test('calendar - a worker crashes when it comes into range, and its vehicle takes that along', (t) => {
  const calendar = calendarOf([{ kind: 'crash', vehicles: ['v2'], recoverAfterS: 5 }]);
  t.is(calendar.nextChangeMs(), undefined);
  calendar.applyFrame(frameAt(1, { v1: 0 }));
  t.is(calendar.nextChangeMs(), undefined);
  calendar.applyFrame(frameAt(2, { v1: 0, v2: 1 }));
  t.is(calendar.nextChangeMs(), 2000);
  t.deepEqual(changes(calendar, 2), [[2, 'v2', 'crash']]);
  t.true(calendar.faultsOf(worker('v2'), 2000).crashed);
  calendar.applyFrame(frameAt(3, { v1: 0 }));
  t.true(calendar.faultsOf(worker('v2'), 3000).crashed);
  t.deepEqual(changes(calendar, 8), [[7, 'v2', 'recovery']]);
  calendar.applyFrame(frameAt(9, { v1: 0, v2: 0 }));
  t.deepEqual(changes(calendar, 100), []);
});

test('calendar - a vehicle that has left crashes and recovers no more', (t) => {
  const calendar = calendarOf([{ kind: 'crash', rate: 1, recoverAfterS: 5 }]);
  calendar.applyFrame(frameAt(1, { v1: 0 }));
  t.deepEqual(changes(calendar, 1), [[1, 'v1', 'crash']]);
  calendar.applyFrame(frameAt(2, {}, { arrived: ['v1'] }));
  t.is(calendar.nextChangeMs(), undefined);
  t.deepEqual(changes(calendar, 100), []);
  t.false(calendar.faultsOf(worker('v1'), 2000).crashed);
  t.like(calendar.summary(100_000), { crashes: 1, recoveries: 0, nodes: { crash: 1 } });
});

test('calendar - a crash in a place strikes there and lasts elsewhere', (t) => {
  const calendar = calendarOf([{ kind: 'crash', region: { x: 100, y: 0, radius: 10 } }]);
  calendar.applyFrame(frameAt(1, { v1: 0 }));
  t.deepEqual(changes(calendar, 1), []);
  calendar.applyFrame(frameAt(2, { v1: 1 }));
  t.deepEqual(changes(calendar, 2), [[2, 'v1', 'crash']]);
  calendar.applyFrame(frameAt(3, { v1: 0 }));
  t.true(calendar.faultsOf(worker('v1'), 3000).crashed);
});

test('calendar - delays multiply and add, omissions leave what all let pass', (t) => {
  const calendar = calendarOf([
    { kind: 'delay', vehicles: ['v1', 'v2'], factor: 2, extraMs: 10 },
    { kind: 'delay', vehicles: ['v2'], factor: 3, extraMs: 5 },
    { kind: 'omission', vehicles: ['v2'], probability: 0.5 },
    { kind: 'omission', rate: 1, probability: 0.5 },
  ]);
  calendar.applyFrame(frameAt(1, { v1: 0, v2: 0, v3: 0 }));
  t.like(calendar.faultsOf(worker('v1'), 1000), { delayFactor: 2, delayMs: 10, omissionProbability: 0.5 });
  t.like(calendar.faultsOf(worker('v2'), 1000), { delayFactor: 6, delayMs: 15, omissionProbability: 0.75 });
  t.like(calendar.faultsOf(worker('v3'), 1000), { delayFactor: 1, delayMs: 0, omissionProbability: 0.5 });
  t.deepEqual(calendar.summary(1000).nodes, { crash: 0, omission: 3, delay: 2, byzantine: 0 });
});

test('calendar - messages are omitted at their rate, each by a draw of its own', (t) => {
  const faults = [{ kind: 'omission', node: 'cloud-link', edgeServers: ['a'], probability: 0.2, during: { fromS: 1 } }];
  const calendar = calendarOf(faults);
  const messages = Array.from({ length: 5000 }, (_, message) => message);
  const omitted = messages.filter((message) => calendar.omits(cloudLink('a'), message, 1000));
  // Standard error 0.0057.
  t.true(Math.abs(omitted.length / messages.length - 0.2) < 0.02, `${omitted.length}`);
  t.is(calendar.summary(1000).omissions, omitted.length);
  const again = calendarOf(faults);
  t.deepEqual(
    [...messages].reverse().filter((message) => again.omits(cloudLink('a'), message, 2000)),
    [...omitted].reverse(),
  );
  t.false(omitted.some((message) => again.omits(cloudLink('a'), message, 999)));
  t.false(omitted.some((message) => again.omits(cloudLink('b'), message, 1000)));
});

test('calendar - Byzantine workers by id, type, road and place, in their window', (t) => {
  const calendar = calendarOf([
    { attack: 'sign-flip', vehicles: ['v1'] },
    { attack: 'zero', types: ['bus'], routes: ['road2'] },
    { attack: 'nan', edgeServers: ['b', 'c'], during: { fromS: 2, toS: 3 } },
    { attack: 'label-flip', types: ['bus'] },
  ]);
  t.deepEqual(calendar.needs, { frames: true, facts: true });
  calendar.applyFrame(
    frameAt(
      1,
      { v1: 0, v2: 1, v3: 0, v4: 0 },
      {
        introduced: [
          { id: 'v1', typeId: 'car', route: ['road1', 'road2'] },
          { id: 'v2', typeId: 'bus', route: ['road1', 'road2'] },
          { id: 'v3', typeId: 'bus', route: ['road1'] },
          { id: 'v4', typeId: 'car', route: ['road3'] },
        ],
      },
    ),
  );
  const at = (timeS: number) => ['v1', 'v2', 'v3', 'v4'].map((id) => byzantine(calendar, id, timeS));
  t.deepEqual(at(1), [[0], [1], [], []]);
  t.deepEqual(at(2), [[0], [1, 2], [], []]);
  calendar.applyFrame(frameAt(2.5, { v1: 2, v3: 0, v4: 1 }));
  t.deepEqual(at(2.5), [[0, 2], [1], [], [2]]);
  t.deepEqual(at(3), [[0], [1], [], []]);
  t.deepEqual(calendar.faultsOf(worker('v3'), 3000).dataAttacks, [3]);
  t.deepEqual(calendar.faultsOf(worker('v1'), 3000).dataAttacks, []);
});

test('calendar - facts told before a vehicle comes into range are kept until then', (t) => {
  const calendar = calendarOf([{ attack: 'zero', types: ['bus'] }]);
  const introduced = [{ id: 'v1', typeId: 'bus', route: [] }];
  calendar.applyFrame(frameAt(1, {}, { introduced }));
  calendar.applyFrame(frameAt(2, { v1: 0 }));
  t.deepEqual(byzantine(calendar, 'v1'), [0]);
  calendar.applyFrame(frameAt(3, {}, { arrived: ['v1'] }));
  calendar.applyFrame(frameAt(4, { v1: 0 }));
  t.deepEqual(byzantine(calendar, 'v1'), []);
});

test('calendar - Byzantine edge servers and links, by place and by count', (t) => {
  const calendar = calendarOf([
    {
      node: 'edge-server',
      attack: 'zero',
      region: {
        polygon: [
          [50, -1],
          [150, -1],
          [150, 1],
          [50, 1],
        ],
      },
    },
    { node: 'cloud-link', attack: 'zero', count: 2 },
  ]);
  const liars = (node: typeof edgeServer | typeof cloudLink) =>
    ['a', 'b', 'c'].map((name) => calendar.faultsOf(node(name), 0).byzantine.length);
  t.deepEqual(liars(edgeServer), [0, 1, 0]);
  t.is(
    liars(cloudLink).reduce((sum, one) => sum + one),
    2,
  );
  t.is(calendar.summary(0).nodes.byzantine, 3);
});

test('calendar - the global model: the first f, for as long as they live', (t) => {
  const calendar = calendarOf([{ attack: 'zero', count: 1 }]);
  const liars = () => ['v1', 'v2', 'v3'].filter((id) => byzantine(calendar, id).length > 0);
  calendar.applyFrame(frameAt(1, { v1: 0 }));
  calendar.applyFrame(frameAt(2, { v1: 0, v2: 1 }));
  t.deepEqual(liars(), ['v1']);
  calendar.applyFrame(frameAt(3, { v2: 1 }));
  t.deepEqual(liars(), ['v1']);
  calendar.applyFrame(frameAt(4, { v2: 1 }, { arrived: ['v1'] }));
  t.deepEqual(liars(), []);
  calendar.applyFrame(frameAt(5, { v2: 0, v3: 2 }));
  t.deepEqual(liars(), ['v3']);
  t.is(calendar.summary(5000).nodes.byzantine, 2);
});

test('calendar - the local model: f near each edge server, for as long as they stay', (t) => {
  const calendar = calendarOf([{ attack: 'zero', count: 1, model: 'local' }]);
  const liars = () => ['v1', 'v2', 'v3'].filter((id) => byzantine(calendar, id).length > 0);
  calendar.applyFrame(frameAt(1, { v1: 0, v2: 1 }));
  t.deepEqual(liars(), ['v1', 'v2']);
  // v3 finds no slot at a; v1 finds none at b, and its own at a is free for those that come.
  calendar.applyFrame(frameAt(2, { v1: 0, v2: 1, v3: 0 }));
  calendar.applyFrame(frameAt(3, { v1: 1, v2: 1, v3: 0 }));
  t.deepEqual(liars(), ['v2']);
  calendar.applyFrame(frameAt(4, { v1: 0, v2: 1, v3: 0 }));
  t.deepEqual(liars(), ['v1', 'v2']);
});

test('calendar - under the local model an outage ends when its worker drives away, and not when it drives on', (t) => {
  const calendar = calendarOf([{ kind: 'crash', count: 1, model: 'local' }]);
  calendar.applyFrame(frameAt(1, { v1: 0 }));
  t.deepEqual(changes(calendar, 1), [[1, 'v1', 'crash']]);
  calendar.applyFrame(frameAt(2, { v1: 1 }));
  t.deepEqual(changes(calendar, 2), []);
  calendar.applyFrame(frameAt(3, {}));
  t.is(calendar.nextChangeMs(), 3000);
  t.deepEqual(changes(calendar, 3), [[3, 'v1', 'recovery']]);
  calendar.applyFrame(frameAt(4, { v1: 2 }));
  t.deepEqual(changes(calendar, 4), [[4, 'v1', 'crash']]);
});

test('calendar - a fault whose window opens between two frames counts those it acts on then', (t) => {
  const calendar = calendarOf([{ attack: 'zero', rate: 1, during: { fromS: 1.5, toS: 1.7 } }]);
  calendar.applyFrame(frameAt(1, { v1: 0 }));
  t.is(calendar.summary(1000).nodes.byzantine, 0);
  calendar.applyFrame(frameAt(2, { v1: 0, v2: 0 }, {}));
  t.is(calendar.summary(2000).nodes.byzantine, 1);
});

test('calendar - identities per buffer are none of its business', (t) => {
  const calendar = calendarOf([{ attack: 'zero', count: 2, identities: 'per-buffer' }]);
  t.false(calendar.needs.frames);
  calendar.applyFrame(frameAt(1, { v1: 0 }));
  t.is(calendar.faultsOf(worker('v1'), 1000), HEALTHY);
});

test('calendar - two faults that omit draw apart', (t) => {
  const half = { kind: 'omission', node: 'edge-server', rate: 1, probability: 0.5 };
  const calendar = calendarOf([half, half]);
  const omitted = Array.from({ length: 2000 }, (_, message) => calendar.omits(edgeServer('a'), message, 0));
  // 0.75 when independent, 0.5 when the draws are the same; standard error 0.01.
  t.true(Math.abs(omitted.filter(Boolean).length / omitted.length - 0.75) < 0.04);
});

test('calendar - who has left stays counted and is not kept', (t) => {
  const calendar = calendarOf([{ attack: 'zero', rate: 1 }]);
  calendar.applyFrame(frameAt(1, { v1: 0, v2: 0 }));
  calendar.applyFrame(frameAt(2, { v1: 0 }, { arrived: ['v2'] }));
  t.is(calendar.summary(2000).nodes.byzantine, 2);
  t.deepEqual(calendar.snapshot().tally.byzantine, { count: 2, alive: ['v1'] });
});

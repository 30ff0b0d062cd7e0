/**
 * Every kind of fault on every tier that it may strike, worked by hand: gradients take 400 ms, one makes an aggregate, one
 * aggregate a round, and every gradient is 1 in its last coordinate.
 */
import test from 'ava';
import { brief } from '../../helpers/events.ts';
import { frame } from '../../helpers/frames.ts';
import { play } from '../../helpers/play.ts';

const under = (fault: unknown, more: Readonly<Record<string, unknown>> = {}) => ({
  workers: { computeTimeMs: 400 },
  learning: {
    mode: 'buffered',
    learningRate: 1,
    edgeServer: { gradients: 1 },
    cloud: { aggregates: 1 },
    ...more,
  },
  faults: [fault],
});

/** u stays at a for so many steps. */
const steps = (count: number) => Array.from({ length: count }, (_, index) => frame(index + 1, { u: [0, 0] }));
const OF_U = { vehicles: ['u'] };

test('worked - a worker crashes for good: what it computes is faulted, and nothing follows', async (t) => {
  const { events, result } = await play(under({ kind: 'crash', ...OF_U, during: { fromS: 1.6 } }), steps(3));
  t.deepEqual(events.map(brief), [
    '1000 u -> a',
    '1000 u computes 0 at theta 0',
    '1400 u has 0',
    '1400 u delivers 0 to a',
    '1400 a aggregates 0',
    '1400 round 1',
    '1400 u computes 1 at theta 1',
    '1600 u crashes',
  ]);
  t.like(result.ledger.totals, { used: 1, faulted: 1 });
  t.is(result.unfinished, 0);
});

test('worked - a worker crashes and comes back: it begins anew', async (t) => {
  const crash = { kind: 'crash', ...OF_U, during: { fromS: 1.6 }, recoverAfterS: 0.75 };
  const { events, result } = await play(under(crash), steps(2));
  t.deepEqual(events.slice(7).map(brief), [
    '1600 u crashes',
    '2350 u is back',
    '2350 u computes 2 at theta 1',
    '2750 u has 2',
    '2750 u delivers 2 to a',
    '2750 a aggregates 2',
    '2750 round 2',
    '2750 u computes 3 at theta 2',
  ]);
  t.like(result.ledger.totals, { used: 2, faulted: 1 });
});

test('worked - a worker that crashes forgets what compression left out, and what it took of work that never ended', async (t) => {
  const crash = { kind: 'crash', ...OF_U, during: { fromS: 1.6 }, recoverAfterS: 0.75 };
  const compression = { name: 'top-k', share: 0.5 };
  const { result } = await play(under(crash, { compression }), steps(2));
  t.is(result.rounds, 2);
  // Each message has the first coordinate and the second, which is the first of the ones; what was left of the others is gone.
  t.deepEqual([...result.theta.slice(2)].map(Math.abs), [0, 0]);
});

test('worked - an edge server crashes: its buffer is gone, its workers find nobody until it is back', async (t) => {
  const crash = { kind: 'crash', node: 'edge-server', edgeServers: ['a'], during: { fromS: 1.6 }, recoverAfterS: 1 };
  const { events, result } = await play(under(crash, { edgeServer: { gradients: 2 } }), steps(3));
  t.deepEqual(events.map(brief), [
    '1000 u -> a',
    '1000 u computes 0 at theta 0',
    '1400 u has 0',
    '1400 u delivers 0 to a',
    '1400 u computes 1 at theta 0',
    '1600 a crashes',
    '1600 u -> nobody',
    // Finished in nobody's range.
    '1800 u has 1',
    '2600 a is back',
    // Vehicles are seen at steps.
    '3000 u -> a',
    '3000 u delivers 1 to a',
    '3000 u computes 2 at theta 0',
    '3400 u has 2',
    '3400 u delivers 2 to a',
    '3400 a aggregates 1+2',
    '3400 round 1',
    '3400 u computes 3 at theta 1',
    '3800 u has 3',
    '3800 u delivers 3 to a',
    '3800 u computes 4 at theta 1',
  ]);
  t.like(result.ledger.totals, { used: 2, faulted: 1 });
});

test('worked - synchronous: nobody waits for an edge server that has crashed', async (t) => {
  const crash = { kind: 'crash', node: 'edge-server', edgeServers: ['b'], during: { fromS: 1.6 } };
  const { rounds } = await play(
    {
      ...under(crash, { mode: 'synchronous' }),
      edgeServers: [
        { name: 'a', position: { x: 0, y: 0 }, range: 50 },
        { name: 'b', position: { x: 100, y: 0 }, range: 50 },
      ],
    },
    steps(1),
  );
  // a has done its part at 1400; at 1600 there is nobody left to wait for. Then a is alone.
  t.deepEqual(
    rounds.map(({ simulatedMs }) => simulatedMs),
    [1600, 2000],
  );
});

test('worked - a cloud link crashes: aggregates are lost on it', async (t) => {
  const crash = { kind: 'crash', node: 'cloud-link', edgeServers: ['a'], during: { fromS: 1.6 }, recoverAfterS: 0.3 };
  const { events, result } = await play(under(crash), steps(2));
  t.deepEqual(events.slice(6, 17).map(brief), [
    '1400 u computes 1 at theta 1',
    '1600 a crashes',
    '1800 u has 1',
    '1800 u delivers 1 to a',
    '1800 a aggregates 1',
    '1800 a omits',
    '1800 u computes 2 at theta 1',
    '1900 a is back',
    '2200 u has 2',
    '2200 u delivers 2 to a',
    '2200 a aggregates 2',
  ]);
  t.is(result.ledger.totals.faulted, 1);
});

test('worked - a worker omits to send, and begins the next gradient', async (t) => {
  const omission = { kind: 'omission', ...OF_U, probability: 1, during: { fromS: 1.5, toS: 1.9 } };
  const { events, result } = await play(under(omission), steps(1));
  t.deepEqual(events.slice(6).map(brief), [
    '1400 u computes 1 at theta 1',
    '1800 u has 1',
    '1800 u omits',
    '1800 u computes 2 at theta 1',
  ]);
  t.is(result.ledger.totals.faulted, 1);
  // Nothing of it travelled.
  t.is(result.ledger.totalBytes.workerToEdgeServer, 16);
});

test('worked - a cloud link omits what goes down: the edge server keeps its theta', async (t) => {
  // The aggregate goes up at 1400 and theta 1 comes down at once; from 1401 on nothing gets through.
  const omission = {
    kind: 'omission',
    node: 'cloud-link',
    rate: 1,
    probability: 1,
    during: { fromS: 1.45, toS: 1.85 },
  };
  const { events, result } = await play(
    {
      ...under(omission),
      network: { backhaul: { kind: 'queue', latencyMs: 49, uplinkMbps: 0.128, downlinkMbps: 0.128 } },
    },
    steps(1),
  );
  // 16 bytes take 1 ms on the line, and 49 to arrive: the aggregate of 1400 is there at 1450, and theta is not sent.
  t.deepEqual(events.slice(4).map(brief), [
    '1400 a aggregates 0',
    '1400 u computes 1 at theta 0',
    '1450 aggregate of a arrives',
    '1450 round 1',
    '1450 a omits',
    '1800 u has 1',
    '1800 u delivers 1 to a',
    '1800 a aggregates 1',
    '1800 a omits',
    '1800 u computes 2 at theta 0',
  ]);
  t.like(result.ledger.totals, { used: 1, faulted: 1 });
});

test('worked - a slow worker computes factor times as long, and longer', async (t) => {
  const { events } = await play(under({ kind: 'delay', ...OF_U, factor: 1.5, extraMs: 70 }), steps(1));
  t.deepEqual(events.filter(({ type }) => type === 'computed').map(brief), ['1670 u has 0']);
});

test('worked - a slow edge server delays what it sends, a slow cloud link both ways', async (t) => {
  const ofServer = await play(under({ kind: 'delay', node: 'edge-server', rate: 1, extraMs: 150 }), steps(1));
  t.deepEqual(ofServer.events.slice(4, 9).map(brief), [
    '1400 a aggregates 0',
    '1400 u computes 1 at theta 0',
    '1550 aggregate of a arrives',
    '1550 round 1',
    '1800 u has 1',
  ]);
  const backhaul = { kind: 'queue', latencyMs: 39, uplinkMbps: 0.128, downlinkMbps: 0.128 };
  const ofLink = await play(
    { ...under({ kind: 'delay', node: 'cloud-link', rate: 1, factor: 2, extraMs: 5 }), network: { backhaul } },
    steps(1),
  );
  // Each way 2 x 40 + 5 ms.
  t.deepEqual(ofLink.events.slice(4, 9).map(brief), [
    '1400 a aggregates 0',
    '1400 u computes 1 at theta 0',
    '1485 aggregate of a arrives',
    '1485 round 1',
    '1570 theta 1 arrives at a',
  ]);
});

const FLIP = { name: 'sign-flip', magnitude: 3, parameters: 'all' };

test('worked - a Byzantine worker lies at every aggregation', async (t) => {
  const { result, events } = await play(under({ attack: FLIP, vehicles: ['v'] }, { edgeServer: { gradients: 2 } }), [
    frame(1, { u: [0, 0], v: [1, 0] }),
  ]);
  const aggregates = events.flatMap((event) => (event.type === 'aggregate' ? [event] : []));
  t.deepEqual(
    aggregates.map(({ vehicles, faulty }) => [vehicles, faulty]),
    [
      [['u', 'v'], [1]],
      [['u', 'v'], [1]],
    ],
  );
  t.like(result.ledger.totals, { used: 2, faulted: 2 });
  // (1 - 3) / 2 in each of two rounds.
  t.is(result.theta[3], 2);
});

test('worked - a Byzantine edge server alters what goes up: all in it is faulted', async (t) => {
  const { result, events } = await play(under({ node: 'edge-server', attack: FLIP, edgeServers: ['a'] }), steps(1));
  const rounds = events.flatMap((event) => (event.type === 'round' ? [event.faulty] : []));
  t.deepEqual(rounds, [[0], [0]]);
  t.like(result.ledger.totals, { used: 0, faulted: 2 });
  t.is(result.theta[3], 6);
});

test('worked - a Byzantine cloud link does the same', async (t) => {
  const { result } = await play(under({ node: 'cloud-link', attack: FLIP, rate: 1 }), steps(1));
  t.like(result.ledger.totals, { used: 0, faulted: 2 });
  t.is(result.theta[3], 6);
});

test('worked - per buffer: nobody is faulty, but one of each two inputs is', async (t) => {
  const { result } = await play(
    under({ attack: FLIP, identities: 'per-buffer', count: 1 }, { edgeServer: { gradients: 2 } }),
    steps(1),
  );
  t.like(result.ledger.totals, { used: 1, faulted: 1 });
  t.is(result.theta[3], 1);
});

test('worked - a worker that trains on altered data sends honestly what comes of it', async (t) => {
  // The fake engine's gradients of altered data are 2 in their last coordinate.
  const { result, events } = await play(under({ attack: 'label-flip', ...OF_U }), steps(1));
  const aggregates = events.flatMap((event) => (event.type === 'aggregate' ? [event.faulty] : []));
  t.deepEqual(aggregates, [[0], [0]]);
  t.like(result.ledger.totals, { used: 0, faulted: 2 });
  t.is(result.theta[3], -4);
});

test('worked - the local model: at most one liar near each edge server', async (t) => {
  const servers = ['a', 'b'].map((name, index) => ({ name, position: { x: 100 * index, y: 0 }, range: 50 }));
  const places = { u: [0, 0], v: [1, 0], w: [100, 0] } as const;
  const { result } = await play(
    {
      ...under({ attack: FLIP, count: 1, model: 'local' }, { edgeServer: { gradients: 1 } }),
      edgeServers: servers,
      stop: { rounds: 3 },
    },
    [frame(1, places)],
  );
  // Of u and v one, and w: two of the three gradients of the first round trip.
  t.like(result.ledger.totals, { used: 1, faulted: 2 });
});

/** u drives at 100 m/s, from 100 m before a to 100 m behind it: in range from 1.5 s on. */
const drivingPast = { traffic: { config: 'town.sumocfg', positions: 'interpolated' } };
const PAST = [frame(1, { u: [-100, 0] }), frame(2, { u: [0, 0] })];

test('worked - interpolated: a liar lies from the moment in which it comes into range', async (t) => {
  const changes = { ...under({ attack: FLIP, ...OF_U }), ...drivingPast };
  const { events } = await play(changes, PAST);
  t.deepEqual(
    events.flatMap((event) => (event.type === 'aggregate' ? [[event.at, event.faulty]] : [])),
    [
      [1900, [0]],
      [2300, [0]],
      [2700, [0]],
    ],
  );
});

test('worked - interpolated: whoever crashes on arrival begins nothing', async (t) => {
  const { events, result } = await play({ ...under({ kind: 'crash', ...OF_U }), ...drivingPast }, PAST);
  t.deepEqual(events.map(brief), ['1500 u crashes', '1500 u -> a']);
  t.is(result.ledger.made, 0);
});

test('worked - interpolated: the local bound holds while a liar changes over between two steps', async (t) => {
  // u comes to b, where w lies already, at 1.5 s, with a gradient of a's.
  const servers = ['a', 'b'].map((name, index) => ({ name, position: { x: 100 * index, y: 0 }, range: 49 }));
  const { events } = await play(
    { ...under({ attack: FLIP, count: 1, model: 'local' }), ...drivingPast, edgeServers: servers },
    [frame(1, { u: [0, 0], w: [100, 0] }), frame(2, { u: [100, 0], w: [100, 0] })],
  );
  const ofU = events.flatMap((event) =>
    event.type === 'aggregate' && event.vehicles.includes('u') ? [[event.at, event.edgeServer, event.faulty]] : [],
  );
  t.deepEqual(ofU.slice(0, 3), [
    [1400, 'a', [0]],
    [1800, 'b', []],
    [2200, 'b', []],
  ]);
});

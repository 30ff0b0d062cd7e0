/**
 * Synchronous rounds over a backhaul that takes time or loses messages, worked by hand: theta and aggregates are 16 bytes
 * (1 ms at 0.128 Mbit/s), gradients take 100 ms, one makes an aggregate.
 */
import test from 'ava';
import { brief } from '../../helpers/events.ts';
import { frame } from '../../helpers/frames.ts';
import { play, TWO_SERVERS } from '../../helpers/play.ts';

const synchronous = (afterMs: number, latencyMs: number, more: Readonly<Record<string, unknown>> = {}) => ({
  workers: { computeTimeMs: 100 },
  learning: { mode: 'synchronous', edgeServer: { gradients: 1 }, timeout: { afterMs } },
  network: { backhaul: { kind: 'queue', latencyMs, uplinkMbps: 0.128, downlinkMbps: 0.128 } },
  ...more,
});

/** u stays at a, and w at b. */
const U = { u: [0, 0] } as const;
const U_AND_W = { u: [0, 0], w: [100, 0] } as const;

test('worked - synchronous: a timeout before theta is there does not begin the round with the old one', async (t) => {
  const { events, result } = await play(synchronous(300, 499), [frame(1, U), frame(2, U)]);
  t.deepEqual(events.map(brief), [
    '1000 u -> a',
    '1000 u computes 0 at theta 0',
    '1100 u has 0',
    '1100 u delivers 0 to a',
    '1100 a aggregates 0',
    '1600 aggregate of a arrives',
    '1600 round 1',
    // Until 2100 theta 1 is on its way; the timeout of 1900 ends the wait, and another one begins.
    '2100 theta 1 arrives at a',
    '2100 u computes 1 at theta 1',
    '2200 u has 1',
    '2200 u delivers 1 to a',
    '2200 a aggregates 1',
    '2700 aggregate of a arrives',
    '2700 round 2',
  ]);
  // Theta went down once for each round.
  t.is(result.ledger.totalBytes.cloudToEdgeServer, 32);
  t.like(result.ledger.totals, { used: 2, late: 0 });
});

test('worked - synchronous: the cloud server waits for an edge server that theta has not reached', async (t) => {
  const { events, rounds } = await play(
    {
      ...synchronous(10_000, 0, { network: {} }),
      edgeServers: TWO_SERVERS,
      faults: [{ kind: 'delay', node: 'cloud-link', edgeServers: ['b'], extraMs: 600 }],
    },
    [frame(1, U_AND_W), frame(2, U_AND_W), frame(3, U_AND_W)],
  );
  t.deepEqual(events.slice(8).map(brief), [
    '1100 w delivers 1 to b',
    '1100 b aggregates 1',
    '1700 aggregate of b arrives',
    '1700 round 1',
    '1700 u computes 2 at theta 1',
    '1800 u has 2',
    '1800 u delivers 2 to a',
    '1800 a aggregates 2',
    // a has done its part, and b has not begun.
    '2300 theta 1 arrives at b',
    '2300 w computes 3 at theta 1',
    '2400 w has 3',
    '2400 w delivers 3 to b',
    '2400 b aggregates 3',
    '3000 aggregate of b arrives',
    '3000 round 2',
    '3000 u computes 4 at theta 2',
    '3100 u has 4',
    '3100 u delivers 4 to a',
    '3100 a aggregates 4',
    '3600 theta 2 arrives at b',
    '3600 w computes 5 at theta 2',
    '3700 w has 5',
    '3700 w delivers 5 to b',
    '3700 b aggregates 5',
  ]);
  t.deepEqual(
    rounds.map(({ account }) => account.perEdgeServer),
    [
      [1, 1],
      [1, 1],
    ],
  );
});

test('worked - synchronous: theta that comes when its round is over begins nothing', async (t) => {
  // Theta is 1200 ms on its way to b, and an edge server is waited for 500 ms.
  const { events, rounds } = await play(
    {
      ...synchronous(500, 0, { network: {} }),
      edgeServers: TWO_SERVERS,
      faults: [{ kind: 'delay', node: 'cloud-link', edgeServers: ['b'], extraMs: 1200 }],
      stop: { rounds: 3 },
    },
    [frame(1, U_AND_W), frame(2, U_AND_W), frame(3, U_AND_W)],
  );
  t.deepEqual(events.slice(9).map(brief), [
    '1100 b aggregates 1',
    '2300 aggregate of b arrives',
    '2300 round 1',
    '2300 u computes 2 at theta 1',
    '2400 u has 2',
    '2400 u delivers 2 to a',
    '2400 a aggregates 2',
    '2800 round 2',
    '2800 u computes 3 at theta 2',
    '2900 u has 3',
    '2900 u delivers 3 to a',
    '2900 a aggregates 3',
    '3300 round 3',
  ]);
  t.deepEqual(
    rounds.map(({ account }) => account.perEdgeServer),
    [
      [1, 1],
      [1, 0],
      [1, 0],
    ],
  );
});

test('worked - synchronous: theta that was lost on its way is sent again at the timeout', async (t) => {
  const omission = {
    kind: 'omission',
    node: 'cloud-link',
    rate: 1,
    probability: 1,
    during: { fromS: 1.15, toS: 1.85 },
  };
  const { events, result } = await play(synchronous(300, 49, { faults: [omission] }), [frame(1, U)]);
  t.deepEqual(events.slice(4).map(brief), [
    '1100 a aggregates 0',
    '1150 aggregate of a arrives',
    '1150 round 1',
    '1150 a omits',
    '1450 a omits',
    '1750 a omits',
    // The fault ends at 1850; the third timeout is the one of 2050.
  ]);
  // What is omitted does not travel.
  t.is(result.ledger.totalBytes.cloudToEdgeServer, 0);
  const later = await play(synchronous(300, 49, { faults: [omission] }), [frame(1, U), frame(2, U)]);
  t.deepEqual(later.events.slice(10, 15).map(brief), [
    '2100 theta 1 arrives at a',
    '2100 u computes 1 at theta 1',
    '2200 u has 1',
    '2200 u delivers 1 to a',
    '2200 a aggregates 1',
  ]);
});

test('worked - synchronous: where the cloud rule rejects what it got, the round begins anew at once', async (t) => {
  const { events, result } = await play(
    synchronous(10_000, 499, {
      learning: {
        mode: 'synchronous',
        edgeServer: { gradients: 1 },
        cloud: { rule: { name: 'trimmed-mean', f: 1 } },
        timeout: { afterMs: 500 },
      },
      edgeServers: [...TWO_SERVERS, { name: 'c', position: { x: 300, y: 0 }, range: 50 }],
    }),
    [frame(1, U)],
  );
  // A trimmed mean with f = 1 needs three.
  t.deepEqual(events.slice(4).map(brief), [
    '1100 a aggregates 0',
    '1600 aggregate of a arrives',
    '1600 u computes 1 at theta 0',
    '1700 u has 1',
    '1700 u delivers 1 to a',
    '1700 a aggregates 1',
  ]);
  t.like(result.ledger.totals, { rejected: 1 });
  t.is(result.ledger.totalBytes.cloudToEdgeServer, 0);
});

test('worked - synchronous: an edge server that crashes after its part and is back does it no second time', async (t) => {
  const crash = {
    kind: 'crash',
    node: 'edge-server',
    edgeServers: ['b'],
    during: { fromS: 1.2 },
    recoverAfterS: 0.5,
  };
  const { events, rounds } = await play(
    { ...synchronous(10_000, 0, { network: {} }), edgeServers: TWO_SERVERS, faults: [crash] },
    [frame(1, { w: [100, 0] }), frame(2, { w: [100, 0] }), frame(3, U_AND_W)],
  );
  t.deepEqual(events.slice(0, 24).map(brief), [
    '1000 w -> b',
    '1000 w computes 0 at theta 0',
    '1100 w has 0',
    '1100 w delivers 0 to b',
    '1100 b aggregates 0',
    '1200 b crashes',
    '1200 w -> nobody',
    '1700 b is back',
    '2000 w -> b',
    // b has done its part of round 1, and w has nothing to do in it.
    '3000 u -> a',
    '3000 u computes 1 at theta 0',
    '3100 u has 1',
    '3100 u delivers 1 to a',
    '3100 a aggregates 1',
    '3100 round 1',
    '3100 u computes 2 at theta 1',
    '3100 w computes 3 at theta 1',
    '3200 u has 2',
    '3200 u delivers 2 to a',
    '3200 a aggregates 2',
    '3200 w has 3',
    '3200 w delivers 3 to b',
    '3200 b aggregates 3',
    '3200 round 2',
  ]);
  t.deepEqual(rounds[0]?.account.perEdgeServer, [1, 1]);
});

test('worked - buffered: theta that was overtaken by a later one changes nothing', async (t) => {
  const delay = {
    kind: 'delay',
    node: 'cloud-link',
    rate: 1,
    extraMs: 1000,
    during: { fromS: 1.45, toS: 1.5 },
  };
  const { events } = await play(
    {
      ...synchronous(1, 49, { faults: [delay] }),
      workers: { computeTimeMs: 400 },
      learning: { mode: 'asynchronous' },
    },
    [frame(1, U), frame(2, U)],
  );
  t.deepEqual(events.filter(({ type }) => type === 'theta' || type === 'compute').map(brief), [
    '1000 u computes 0 at theta 0',
    '1400 u computes 1 at theta 0',
    '1800 u computes 2 at theta 0',
    '1900 theta 2 arrives at a',
    '2200 u computes 3 at theta 2',
    '2300 theta 3 arrives at a',
    // Sent at 1450.
    '2500 theta 1 arrives at a',
    '2600 u computes 4 at theta 3',
    '2700 theta 4 arrives at a',
    '3000 u computes 5 at theta 4',
  ]);
});

test('worked - synchronous: theta that was not received is not asked for at an edge server that has done its part', async (t) => {
  // Theta takes 2 s down: w begins to compute at 3000, and x, at a, would at 5000.
  const link = { kind: 'rate', latencyMs: 0, downlinkMbps: 0.000064, uplinkMbps: 1000 };
  const { events, result } = await play(
    { ...synchronous(10_000, 0, { network: { link } }), edgeServers: TWO_SERVERS },
    [
      frame(1, { w: [100, 0] }),
      frame(2, { w: [100, 0] }),
      frame(3, { w: [100, 0], x: [0, 0] }),
      frame(4, { w: [100, 0], x: [99, 0] }),
      frame(5, { w: [100, 0], x: [99, 0] }),
      frame(6, { w: [100, 0], x: [99, 0] }),
    ],
  );
  t.deepEqual(events.map(brief), [
    '1000 w -> b',
    '1000 w receives theta 0 from b',
    '3000 w computes 0 at theta 0',
    '3000 x -> a',
    '3000 x receives theta 0 from a',
    '3100 w has 0',
    '3100 w sends 0 to b',
    '3101 w delivers 0 to b',
    '3101 b aggregates 0',
    '4000 x -> b',
    '4000 x is cut off from a',
  ]);
  // Half of theta on its way to x.
  t.is(result.ledger.totalBytes.edgeServerToWorker, 16 + 8);
  t.is(result.unfinished, 1);
});

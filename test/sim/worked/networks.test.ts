/**
 * The network models, worked by hand: theta and gradients are 16 bytes (d = 4) where it says so, else those of the paper's
 * model, 437,544 bytes.
 */
import test from 'ava';
import { brief } from '../../helpers/events.ts';
import { frame } from '../../helpers/frames.ts';
import { play } from '../../helpers/play.ts';

const EVERY_GRADIENT = { mode: 'buffered', edgeServer: { gradients: 1 }, cloud: { aggregates: 1 } };
/** 784, 128, 64 and 10 units: d = 109,386. */
const PAPER = { hidden: [128, 64], classes: 10, featureShape: [28, 28] };

test('worked - ideal: nothing takes time, so nothing is sent or received', async (t) => {
  const { events } = await play({ workers: { computeTimeMs: 700 }, learning: EVERY_GRADIENT }, [
    frame(1, { u: [0, 0], v: [50, 0], w: [50.001, 0] }),
  ]);
  t.deepEqual(events.map(brief), [
    // v is exactly at the range and in it, w a millimetre beyond.
    '1000 u -> a',
    '1000 v -> a',
    '1000 u computes 0 at theta 0',
    '1000 v computes 1 at theta 0',
    '1700 u has 0',
    '1700 u delivers 0 to a',
    '1700 a aggregates 0',
    '1700 round 1',
    '1700 u computes 2 at theta 1',
    '1700 v has 1',
    '1700 v delivers 1 to a',
    '1700 a aggregates 1',
    '1700 round 2',
    '1700 v computes 3 at theta 2',
  ]);
});

test('worked - rate: two vehicles do not disturb each other', async (t) => {
  // 128 bits: 100 ms down at 1280 bit/s, 400 ms up at 320 bit/s, and 3 ms each way.
  const { events } = await play(
    {
      workers: { computeTimeMs: 200 },
      learning: EVERY_GRADIENT,
      network: { link: { kind: 'rate', latencyMs: 3, downlinkMbps: 0.00128, uplinkMbps: 0.00032 } },
    },
    [frame(1, { u: [0, 0], v: [1, 0] })],
  );
  t.deepEqual(events.map(brief), [
    '1000 u -> a',
    '1000 v -> a',
    '1000 u receives theta 0 from a',
    '1000 v receives theta 0 from a',
    '1103 u computes 0 at theta 0',
    '1103 v computes 1 at theta 0',
    '1303 u has 0',
    '1303 u sends 0 to a',
    '1303 v has 1',
    '1303 v sends 1 to a',
    '1706 u delivers 0 to a',
    '1706 a aggregates 0',
    '1706 round 1',
    '1706 u receives theta 1 from a',
    '1706 v delivers 1 to a',
    '1706 a aggregates 1',
    '1706 round 2',
    '1706 v receives theta 2 from a',
    '1809 u computes 2 at theta 1',
    '1809 v computes 3 at theta 2',
  ]);
});

test('worked - shared, equal: who talks at once shares, up and down together', async (t) => {
  // Alone a message takes 100 ms at 1280 bit/s.
  const { events } = await play(
    {
      workers: { computeTimeMs: 100 },
      faults: [{ kind: 'delay', vehicles: ['v'], extraMs: 60 }],
      learning: EVERY_GRADIENT,
      network: { link: { kind: 'shared', sharing: 'equal', capacityMbps: 0.00128 } },
    },
    [frame(1, { u: [0, 0], v: [1, 0] })],
  );
  t.deepEqual(events.slice(4, 18).map(brief), [
    // Two at half the rate.
    '1200 u computes 0 at theta 0',
    '1200 v computes 1 at theta 0',
    '1300 u has 0',
    '1300 u sends 0 to a',
    '1360 v has 1',
    '1360 v sends 1 to a',
    // u had the cell to itself for 60 ms; the other 40 ms of airtime take 80 with v.
    '1440 u delivers 0 to a',
    '1440 a aggregates 0',
    '1440 round 1',
    // v has had 40 of its 100 ms; the other 60 take 120 beside the theta that u receives at once.
    '1440 u receives theta 1 from a',
    '1560 v delivers 1 to a',
    '1560 a aggregates 1',
    '1560 round 2',
    // u's theta has had 60 ms of 100; 40 to go take 80 beside v's theta.
    '1560 v receives theta 2 from a',
  ]);
  t.is(brief(events[18]!), '1640 u computes 2 at theta 1');
});

test("worked - shared, 802.11p: the paper's model in 292 frames", async (t) => {
  // docs/network.md: 700.046 ms alone; with two, 1400.092 ms, rounded up.
  const changes = {
    workers: { computeTimeMs: 99 },
    learning: EVERY_GRADIENT,
    network: { link: { kind: 'shared', sharing: '802.11p' } },
  };
  const alone = await play(
    changes,
    [1, 2, 3].map((step) => frame(step, { u: [0, 0] })),
    { shape: PAPER },
  );
  t.deepEqual(alone.events.slice(1, 6).map(brief), [
    '1000 u receives theta 0 from a',
    '1701 u computes 0 at theta 0',
    '1800 u has 0',
    '1800 u sends 0 to a',
    '2501 u delivers 0 to a',
  ]);
  const both = await play(
    changes,
    [1, 2, 3].map((step) => frame(step, { u: [0, 0], v: [1, 0] })),
    { shape: PAPER },
  );
  t.deepEqual(both.events.slice(4, 12).map(brief), [
    '2401 u computes 0 at theta 0',
    '2401 v computes 1 at theta 0',
    '2500 u has 0',
    '2500 u sends 0 to a',
    '2500 v has 1',
    '2500 v sends 1 to a',
    '3901 u delivers 0 to a',
    '3901 a aggregates 0',
  ]);
});

test('worked - shared, Wi-Fi as measured: 88 Mbit/s alone, 45.2 each for two', async (t) => {
  // 3,500,352 bits: 39.777 ms and 77.441 ms.
  const changes = {
    workers: { computeTimeMs: 5 },
    learning: EVERY_GRADIENT,
    network: { link: { kind: 'shared', sharing: 'wifi-table' } },
  };
  const alone = await play(changes, [frame(1, { u: [0, 0] })], { shape: PAPER });
  t.is(brief(alone.events[2]!), '1040 u computes 0 at theta 0');
  const both = await play(changes, [frame(1, { u: [0, 0], v: [1, 0] })], { shape: PAPER });
  t.is(brief(both.events[4]!), '1078 u computes 0 at theta 0');
});

test('worked - pathloss without draws: near it is 802.11p, far away nothing gets through', async (t) => {
  // At 20 dBm and n = 2.7, 229 m let half of the frames through (docs/network.md): 10 m all, 600 m none.
  const changes = {
    edgeServers: [{ name: 'a', position: { x: 0, y: 0 }, range: 1000 }],
    workers: { computeTimeMs: 99 },
    learning: EVERY_GRADIENT,
    network: { link: { kind: 'pathloss', shadowing: { sigmaDb: 0 } } },
  };
  const near = await play(
    changes,
    [1, 2].map((step) => frame(step, { u: [10, 0] })),
    { shape: PAPER },
  );
  t.is(brief(near.events[2]!), '1701 u computes 0 at theta 0');
  const far = await play(
    changes,
    [1, 2].map((step) => frame(step, { u: [600, 0] })),
    { shape: PAPER },
  );
  t.deepEqual(far.events.map(brief), ['1000 u -> a', '1000 u receives theta 0 from a']);
});

test('worked - pathloss: the rate is that of where the vehicle is', async (t) => {
  // 600 m away until 2000, at 10 m from then on: the whole of theta in 700.046 ms.
  const { events } = await play(
    {
      edgeServers: [{ name: 'a', position: { x: 0, y: 0 }, range: 1000 }],
      learning: EVERY_GRADIENT,
      network: { link: { kind: 'pathloss', shadowing: { sigmaDb: 0 } } },
    },
    [frame(1, { u: [600, 0] }), frame(2, { u: [10, 0] })],
    { shape: PAPER },
  );
  t.is(brief(events[2]!), '2701 u computes 0 at theta 0');
});

test('worked - backhaul: one message after another on each line, in each direction', async (t) => {
  // 16 bytes: 200 ms up at 640 bit/s, 50 ms down at 2560 bit/s, and 30 ms of latency each way.
  const { events } = await play(
    {
      workers: { computeTimeMs: 100 },
      learning: EVERY_GRADIENT,
      network: { backhaul: { kind: 'queue', latencyMs: 30, uplinkMbps: 0.00064, downlinkMbps: 0.00256 } },
    },
    [frame(1, { u: [0, 0] })],
  );
  const ofBackhaul = events.filter(({ type }) => ['aggregate', 'arrive', 'round', 'theta'].includes(type));
  t.deepEqual(ofBackhaul.map(brief), [
    '1100 a aggregates 0',
    '1200 a aggregates 1',
    '1300 a aggregates 2',
    // Sent from 1100 to 1300.
    '1330 aggregate of a arrives',
    '1330 round 1',
    '1400 a aggregates 3',
    // Sent from 1330 to 1380.
    '1410 theta 1 arrives at a',
    '1500 a aggregates 4',
    // Sent from 1300, when the line was free, to 1500.
    '1530 aggregate of a arrives',
    '1530 round 2',
    '1600 a aggregates 5',
    '1610 theta 2 arrives at a',
    '1700 a aggregates 6',
    '1730 aggregate of a arrives',
    '1730 round 3',
    '1800 a aggregates 7',
    '1810 theta 3 arrives at a',
    '1900 a aggregates 8',
    '1930 aggregate of a arrives',
    '1930 round 4',
    '2000 a aggregates 9',
  ]);
});

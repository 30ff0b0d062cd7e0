/**
 * What becomes of a message whose vehicle drives away, worked by hand: theta (16 bytes) takes 100 ms down at 1280 bit/s, a
 * gradient 1000 ms up at 128 bit/s.
 */
import test from 'ava';
import { brief } from '../../helpers/events.ts';
import { frame } from '../../helpers/frames.ts';
import { play, TWO_SERVERS } from '../../helpers/play.ts';

const over = (interruption: Readonly<Record<string, unknown>>, computeTimeMs = 200) => ({
  edgeServers: TWO_SERVERS,
  workers: { computeTimeMs },
  learning: { mode: 'asynchronous' },
  network: {
    link: { kind: 'rate', latencyMs: 0, downlinkMbps: 0.00128, uplinkMbps: 0.000128 },
    interruption,
  },
});

const AT_A = { u: [0, 0] } as const;
const AWAY = { u: [500, 0] } as const;
const AT_B = { u: [100, 0] } as const;

const SENDING = [
  '1000 u -> a',
  '1000 u receives theta 0 from a',
  '1100 u computes 0 at theta 0',
  '1300 u has 0',
  '1300 u sends 0 to a',
];

test('worked - lost: a gradient is gone with the link, and what was sent of it counts', async (t) => {
  const { events, result } = await play(over({ policy: 'lost' }), [frame(1, AT_A), frame(2, AWAY), frame(3, AT_B)]);
  t.deepEqual(events.map(brief), [
    ...SENDING,
    '2000 u -> nobody',
    '2000 u is cut off from a',
    '2000 u loses 0',
    '3000 u -> b',
    '3000 u receives theta 0 from b',
    '3100 u computes 1 at theta 0',
    '3300 u has 1',
    '3300 u sends 1 to b',
  ]);
  // 700 of 1000 ms: 11.2 bytes, of which whole ones are counted.
  t.is(result.ledger.totalBytes.workerToEdgeServer, 11);
  t.is(result.ledger.totals.lost, 1);
});

test('worked - lost: theta on its way is gone, and the next edge server gives its own', async (t) => {
  // Down at 12.8 bit/s theta would take 10 s.
  const changes = over({ policy: 'lost' });
  const { events, result } = await play(
    { ...changes, network: { ...changes.network, link: { kind: 'rate', latencyMs: 0, downlinkMbps: 0.0000128 } } },
    [frame(1, AT_A), frame(2, AT_B)],
  );
  t.deepEqual(events.map(brief), [
    '1000 u -> a',
    '1000 u receives theta 0 from a',
    '2000 u -> b',
    '2000 u is cut off from a',
    '2000 u receives theta 0 from b',
  ]);
  t.is(result.ledger.made, 0);
  // 1600 bytes a second: 1.6 bytes.
  t.is(result.ledger.totalBytes.edgeServerToWorker, 1);
});

test('worked - resume: the same edge server gets the rest', async (t) => {
  const { events, result } = await play(over({ policy: 'resume' }), [frame(1, AT_A), frame(2, AWAY), frame(3, AT_A)]);
  t.deepEqual(events.slice(0, 12).map(brief), [
    ...SENDING,
    '2000 u -> nobody',
    '2000 u is cut off from a',
    '3000 u -> a',
    // 700 ms are sent, 300 are left.
    '3300 u delivers 0 to a',
    '3300 a aggregates 0',
    '3300 round 1',
    '3300 u receives theta 1 from a',
  ]);
  t.is(result.ledger.totalBytes.workerToEdgeServer, 16);
});

test('worked - resume: another edge server gets all of it', async (t) => {
  const { events, result } = await play(over({ policy: 'resume' }), [
    frame(1, AT_A),
    frame(2, AWAY),
    frame(3, AT_B),
    frame(4, AT_B),
  ]);
  t.deepEqual(events.slice(0, 10).map(brief), [
    ...SENDING,
    '2000 u -> nobody',
    '2000 u is cut off from a',
    '3000 u -> b',
    '3000 u sends 0 to b',
    '4000 u delivers 0 to b',
  ]);
  t.is(result.ledger.totalBytes.workerToEdgeServer, 11 + 16);
});

test('worked - handover: the rest goes through the next edge server, after the interruption', async (t) => {
  const { events, result } = await play(over({ policy: 'handover', handoverMs: 50 }), [frame(1, AT_A), frame(2, AT_B)]);
  t.deepEqual(events.slice(0, 9).map(brief), [
    ...SENDING,
    '2000 u -> b',
    '2000 u is cut off from a',
    // 50 ms of rest, 300 of sending.
    '2350 u delivers 0 to b',
    '2350 b aggregates 0',
  ]);
  t.is(result.ledger.totalBytes.workerToEdgeServer, 16);
});

test('worked - handover: over a gap the interruption begins where the next edge server is met', async (t) => {
  const { events } = await play(over({ policy: 'handover', handoverMs: 50 }), [
    frame(1, AT_A),
    frame(2, AWAY),
    frame(3, AT_B),
  ]);
  t.deepEqual(events.slice(0, 10).map(brief), [
    ...SENDING,
    '2000 u -> nobody',
    '2000 u is cut off from a',
    '3000 u -> b',
    '3350 u delivers 0 to b',
    '3350 b aggregates 0',
  ]);
});

test('worked - handover: a vehicle that turns back while it rests goes on where it was', async (t) => {
  // The rest lasts until 3500; at 3000 u is back at a, to which it is handed over anew, until 4500.
  const { events } = await play(over({ policy: 'handover', handoverMs: 1500 }), [
    frame(1, AT_A),
    frame(2, AT_B),
    frame(3, AT_A),
    frame(4, AT_A),
  ]);
  t.deepEqual(events.slice(0, 10).map(brief), [
    ...SENDING,
    '2000 u -> b',
    '2000 u is cut off from a',
    '3000 u -> a',
    '3000 u is cut off from b',
    '4800 u delivers 0 to a',
  ]);
});

test('worked - hysteresis: a vehicle keeps its edge server until another is nearer by so much', async (t) => {
  const wide = TWO_SERVERS.map((server) => ({ ...server, range: 80 }));
  const { events } = await play(
    { ...over({ hysteresisM: 10 }, 9000), edgeServers: wide },
    [45, 54, 55, 46, 45, 90, 19, 90].map((x, index) => frame(index + 1, { u: [x, 0] })),
  );
  t.deepEqual(events.filter(({ type }) => type === 'link').map(brief), [
    '1000 u -> a',
    // At 54 b is nearer by 8 m, at 55 by 10; at 46 a is nearer by 8, at 45 by 10.
    '3000 u -> b',
    '5000 u -> a',
    '6000 u -> b',
    '7000 u -> a',
    '8000 u -> b',
  ]);
});

test('worked - a gradient that was finished out of range is carried to the next edge server', async (t) => {
  const { events } = await play(over({ policy: 'lost' }, 1500), [frame(1, AT_A), frame(2, AWAY), frame(3, AT_B)]);
  t.deepEqual(events.slice(2, 7).map(brief), [
    '1100 u computes 0 at theta 0',
    '2000 u -> nobody',
    '2600 u has 0',
    '3000 u -> b',
    '3000 u sends 0 to b',
  ]);
});

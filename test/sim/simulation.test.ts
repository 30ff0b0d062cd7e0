import test from 'ava';
import { brief } from '../helpers/events.ts';
import { frame } from '../helpers/frames.ts';
import { play, TWO_SERVERS } from '../helpers/play.ts';

test('simulation - buffered: one vehicle, gradients of 400 ms, two make an aggregate and a round', async (t) => {
  const { events, result } = await play(
    {
      workers: { computeTimeMs: 400 },
      learning: { mode: 'buffered', edgeServer: { gradients: 2 }, cloud: { aggregates: 1 } },
    },
    [frame(1, { v: [0, 0] }), frame(2, { v: [200, 0] })],
  );
  t.deepEqual(events.map(brief), [
    '1000 v -> a',
    '1000 v computes 0 at theta 0',
    '1400 v has 0',
    '1400 v delivers 0 to a',
    '1400 v computes 1 at theta 0',
    '1800 v has 1',
    '1800 v delivers 1 to a',
    '1800 a aggregates 0+1',
    '1800 round 1',
    '1800 v computes 2 at theta 1',
    // Out of range from 2000 on: what is finished at 2200 has nowhere to go.
    '2000 v -> nobody',
    '2200 v has 2',
  ]);
  t.is(result.unfinished, 1);
  t.is(result.stoppedBy, 'traffic');
});

test('simulation - a finished gradient is handed to the next edge server, and lost with the vehicle', async (t) => {
  const { events, result } = await play(
    {
      edgeServers: TWO_SERVERS,
      workers: { computeTimeMs: 1500 },
      learning: { mode: 'asynchronous' },
    },
    [
      frame(1, { v: [0, 0], w: [0, 0] }),
      frame(2, { v: [500, 0], w: [500, 0] }),
      frame(3, { v: [100, 0] }, { arrived: ['w'] }),
    ],
  );
  t.deepEqual(events.filter((event) => ['deliver', 'lost', 'computed'].includes(event.type)).map(brief), [
    '2500 v has 0',
    '2500 w has 1',
    '3000 w loses 1',
    '3000 v delivers 0 to b',
  ]);
  t.is(result.ledger.totals.lost, 1);
  t.is(result.ledger.totals.used, 1);
});

test('simulation - synchronous: the round closes when every edge server has enough; a straggler is late', async (t) => {
  const { events, result, rounds } = await play(
    {
      edgeServers: TWO_SERVERS,
      workers: { computeTimeMs: 300 },
      learning: { mode: 'synchronous', edgeServer: { gradients: 1 }, cloud: { step: 'sum' }, learningRate: 1 },
      stop: { rounds: 1 },
    },
    // a2 and a1 both compute for a; one gradient is enough, so a2's comes late.
    [frame(1, { a1: [0, 0], a2: [1, 0] }), frame(2, { a1: [0, 0], a2: [1, 0], b1: [100, 0] })],
  );
  t.deepEqual(events.filter(({ type }) => type !== 'link' && type !== 'compute').map(brief), [
    '1300 a1 has 0',
    '1300 a1 delivers 0 to a',
    '1300 a aggregates 0',
    '1300 a2 has 1',
    '1300 a2 delivers 1 to a late',
    '2300 b1 has 2',
    '2300 b1 delivers 2 to b',
    '2300 b aggregates 2',
    '2300 round 1',
  ]);
  t.deepEqual(rounds[0]?.account.fates, { used: 2, faulted: 0, late: 1, lost: 0, rejected: 0 });
  t.deepEqual(rounds[0]?.account.perEdgeServer, [1, 1]);
  // The bias's coordinate is 1 in every gradient; the sum over two edge servers moves it from 0 to -2.
  t.is(result.theta[3], -2);
});

test('simulation - synchronous: at the timeout the edge server without vehicles is left out', async (t) => {
  const { rounds } = await play(
    {
      edgeServers: TWO_SERVERS,
      workers: { computeTimeMs: 300 },
      learning: { mode: 'synchronous', edgeServer: { gradients: 10 }, timeout: { afterMs: 900 } },
      stop: { rounds: 1 },
    },
    [frame(1, { v: [0, 0] })],
  );
  t.is(rounds[0]?.simulatedMs, 1900);
  t.deepEqual(rounds[0]?.account.perEdgeServer, [3, 0]);
});

test('simulation - synchronous: a timeout in which nobody had anything leaves the round open', async (t) => {
  const { rounds, events } = await play(
    {
      workers: { computeTimeMs: 300 },
      learning: { mode: 'synchronous', edgeServer: { gradients: 1 }, timeout: { afterMs: 500 } },
      stop: { rounds: 1 },
    },
    [frame(1, {}), frame(2, {}), frame(3, { v: [0, 0] })],
  );
  t.is(rounds[0]?.simulatedMs, 3300);
  t.is(events.filter(({ type }) => type === 'round').length, 1);
});

test('simulation - synchronous: partial "discard" counts what a timeout throws away as late', async (t) => {
  const { result } = await play(
    {
      edgeServers: TWO_SERVERS,
      workers: { computeTimeMs: 500 },
      learning: {
        mode: 'synchronous',
        edgeServer: { gradients: 2 },
        timeout: { afterMs: 700, partial: 'discard' },
      },
    },
    [frame(1, { v: [0, 0] })],
  );
  t.is(result.ledger.totals.late, 1);
  t.is(result.rounds, 0);
});

test('simulation - a pool of one trainer goes round among the vehicles in range', async (t) => {
  const { events } = await play({ workers: { computeTimeMs: 250, count: 1 }, learning: { mode: 'asynchronous' } }, [
    frame(1, { u: [0, 0], v: [1, 0], w: [2, 0] }),
  ]);
  t.deepEqual(events.filter(({ type }) => type === 'deliver').map(brief), [
    '1250 u delivers 0 to a',
    '1500 v delivers 1 to a',
    '1750 w delivers 2 to a',
    '2000 u delivers 3 to a',
  ]);
});

test('simulation - an edge server rejects what its rule cannot work with', async (t) => {
  const { result } = await play(
    {
      workers: { computeTimeMs: 300 },
      learning: {
        mode: 'synchronous',
        edgeServer: { rule: { name: 'trimmed-mean', f: 1 }, gradients: 3 },
        timeout: { afterMs: 700 },
      },
    },
    [frame(1, { v: [0, 0] })],
  );
  t.is(result.ledger.totals.rejected, 2);
});

test('simulation - the books balance and no memory is kept, whatever order numbers arrive in', async (t) => {
  const frames = Array.from({ length: 20 }, (_, index) =>
    frame(
      index + 1,
      { u: [10 * index, 0], v: [100 - 10 * index, 0], w: [index % 3 === 0 ? 0 : 500, 0] },
      index === 15 ? { arrived: ['x'] } : {},
    ),
  );
  const changes = {
    edgeServers: TWO_SERVERS,
    workers: { computeTimeMs: 170 },
    learning: { mode: 'buffered', edgeServer: { gradients: 3 }, cloud: { aggregates: 2 }, stalenessExponent: 0.5 },
    faults: [{ attack: 'sign-flip', count: 1, identities: 'per-buffer' }],
  };
  const quick = await play(changes, frames);
  const shuffled = await play(changes, frames, { delays: (serial) => (serial * 7) % 5 });
  t.is(quick.result.digest, shuffled.result.digest);
  t.true(quick.result.rounds > 5);
  const { made, totals } = quick.result.ledger;
  t.is(made, totals.used + totals.faulted + totals.late + totals.lost + totals.rejected + quick.result.unfinished);
  t.is(totals.faulted * 2, totals.used);
  await new Promise((resolve) => setImmediate(resolve));
  t.is(quick.engine.out.size, quick.result.unfinished);
});

test('simulation - another seed gives another digest', async (t) => {
  const frames = [frame(1, { v: [0, 0] }), frame(2, { v: [0, 0] })];
  const one = await play({ seed: 1, learning: { mode: 'asynchronous' } }, frames);
  const two = await play({ seed: 2, learning: { mode: 'asynchronous' } }, frames);
  t.not(one.result.digest, two.result.digest);
});

test('simulation - a teleporting vehicle reaches nobody; a parked one is idle if the experiment says so', async (t) => {
  const { events } = await play(
    { workers: { computeTimeMs: 400, whileParked: 'idle' }, learning: { mode: 'asynchronous' } },
    [
      frame(1, { t: [0, 0], p: [0, 0] }, { teleportStarted: ['t'], parkingStarted: ['p'] }),
      frame(2, { t: [0, 0], p: [0, 0] }, { teleportEnded: ['t'] }),
      frame(3, { t: [0, 0], p: [0, 0] }, { parkingEnded: ['p'] }),
    ],
  );
  t.deepEqual(events.filter(({ type, at }) => type === 'link' || (type === 'compute' && at % 1000 === 0)).map(brief), [
    '1000 p -> a',
    '3000 t -> a',
    '3000 p computes 0 at theta 0',
    '3000 t computes 1 at theta 0',
  ]);
});

test('simulation - penetration 0 trains nobody', async (t) => {
  const { result } = await play({ workers: { penetration: 0 } }, [frame(1, { v: [0, 0] })]);
  t.is(result.ledger.made, 0);
  t.is(result.final, undefined);
});

test('simulation - synchronous: an edge server whose rule waits keeps its gradients over the timeout', async (t) => {
  const { rounds, result } = await play(
    {
      edgeServers: TWO_SERVERS,
      workers: { computeTimeMs: 300 },
      learning: {
        mode: 'synchronous',
        edgeServer: { rule: { name: 'trimmed-mean', f: 1 }, gradients: 3, tooFew: 'wait' },
        timeout: { afterMs: 700 },
      },
      stop: { rounds: 1 },
    },
    // Two gradients by 1700, the third at 1900: more than the timeout allowed, and all the rule needed.
    [frame(1, { v: [0, 0] }), frame(2, { v: [0, 0] })],
  );
  t.is(rounds[0]?.account.fates.used, 3);
  t.is(rounds[0]?.account.fates.rejected, 0);
  t.true(result.ledger.tooFew.waited >= 1);
});

test('simulation - every answer to too few vectors is counted', async (t) => {
  const { result } = await play(
    {
      workers: { computeTimeMs: 300 },
      learning: {
        mode: 'synchronous',
        edgeServer: { rule: { name: 'trimmed-mean', f: 1 }, gradients: 3, tooFew: 'relax' },
        timeout: { afterMs: 700 },
      },
    },
    [frame(1, { v: [0, 0] })],
  );
  t.is(result.ledger.totals.used, 2);
  t.deepEqual(result.ledger.tooFew, { skipped: 0, waited: 0, relaxed: 1, fallback: 0 });
});

test('simulation - rate: theta and gradients take their time, and the backhaul takes its own', async (t) => {
  // d = 4, so 16 bytes each way: 100 ms down at 1280 bit/s, 200 ms up at 640 bit/s, and 10 ms of latency each.
  const { events, result } = await play(
    {
      workers: { computeTimeMs: 400 },
      learning: { mode: 'buffered', edgeServer: { gradients: 1 }, cloud: { aggregates: 1 } },
      network: {
        link: { kind: 'rate', latencyMs: 10, downlinkMbps: 0.00128, uplinkMbps: 0.00064 },
        backhaul: { kind: 'queue', latencyMs: 5, downlinkMbps: 1000, uplinkMbps: 1000 },
      },
    },
    [frame(1, { v: [0, 0] }), frame(2, { v: [200, 0] })],
  );
  t.deepEqual(events.map(brief), [
    '1000 v -> a',
    '1000 v receives theta 0 from a',
    '1110 v computes 0 at theta 0',
    '1510 v has 0',
    '1510 v sends 0 to a',
    '1720 v delivers 0 to a',
    '1720 a aggregates 0',
    '1720 v receives theta 0 from a',
    '1726 aggregate of a arrives',
    '1726 round 1',
    '1732 theta 1 arrives at a',
    '1830 v computes 1 at theta 0',
    '2000 v -> nobody',
    '2230 v has 1',
  ]);
  t.is(result.unfinished, 1);
});

test('simulation - interpolated: vehicles come into range and leave it at their moment', async (t) => {
  const vehicles = { traffic: { config: 'town.sumocfg', positions: 'interpolated' } };
  // 20 m/s along a line: into the range of a (from -50 m on) after 0.5 s, out of it (50 m) after 5.5 s.
  const way = [-60, -40, -20, 0, 20, 40, 60, 80].map((x, index) => frame(index + 1, { v: [x, 0] }));
  const { events } = await play({ ...vehicles, workers: { computeTimeMs: 2000 } }, way);
  t.deepEqual(events.map(brief), [
    '1500 v -> a',
    '1500 v computes 0 at theta 0',
    '3500 v has 0',
    '3500 v delivers 0 to a',
    '3500 v computes 1 at theta 0',
    '5500 v has 1',
    '5500 v delivers 1 to a',
    '5500 v computes 2 at theta 0',
    '6501 v -> nobody',
    '7500 v has 2',
  ]);
});

test('simulation - interpolated: the second after the last frame may see several rounds', async (t) => {
  const { rounds, result } = await play(
    {
      traffic: { config: 'town.sumocfg', positions: 'interpolated' },
      workers: { computeTimeMs: 300 },
      learning: { mode: 'asynchronous' },
    },
    [frame(1, { v: [0, 0] }), frame(2, { v: [0, 0] })],
  );
  t.deepEqual(
    rounds.map(({ simulatedMs }) => simulatedMs),
    [1300, 1600, 1900, 2200, 2500, 2800],
  );
  t.is(result.stoppedBy, 'traffic');
});

test('simulation - what mobility does to workers is counted, each kind by itself, and to nobody else', async (t) => {
  const { result } = await play({ workers: { computeTimeMs: 5000 } }, [
    frame(1, { v: [0, 0], w: [1, 0], far: [500, 0] }),
    frame(2, { v: [0, 0], w: [1, 0] }, { teleportStarted: ['w', 'far'], parkingStarted: ['v', 'far'] }),
    frame(3, { v: [0, 0] }, { parkingEnded: ['v'], teleportEnded: ['w'] }),
    frame(4, { v: [0, 0] }, { parkingStarted: ['v'], arrived: ['w', 'far'] }),
    frame(5, {}, { arrived: ['v'] }),
  ]);
  t.deepEqual(result.ledger.mobility, { leftWithWork: 2, teleported: 1, parked: 2 });
});

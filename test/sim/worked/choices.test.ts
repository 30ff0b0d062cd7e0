/** Who works, on which data, for how many joules: worked by hand. */
import test from 'ava';
import { createRandom } from '../../../src/random.ts';
import { brief } from '../../helpers/events.ts';
import { experiment } from '../../helpers/experiments.ts';
import { frame } from '../../helpers/frames.ts';
import { build, drive, play, TWO_SERVERS } from '../../helpers/play.ts';

const THREE = { u: [0, 0], v: [1, 0], w: [2, 0] } as const;

/** Who computes, in order, in the first second. */
async function begun(changes: Readonly<Record<string, unknown>>, frames = [frame(1, THREE)]): Promise<string[]> {
  const { events } = await play({ workers: { count: 1, computeTimeMs: 250 }, ...changes }, frames);
  return events.filter(({ type }) => type === 'compute').map(brief);
}

test('worked - fairest: those that have delivered least, then by id', async (t) => {
  t.deepEqual(await begun({ selection: 'fairest' }), [
    '1000 u computes 0 at theta 0',
    '1250 v computes 1 at theta 0',
    '1500 w computes 2 at theta 0',
    '1750 u computes 3 at theta 0',
    '2000 v computes 4 at theta 0',
  ]);
});

test('worked - fastest: the quicker class alone, as long as it is there', async (t) => {
  const computing = {
    kind: 'table',
    classes: [
      { name: 'slow', msPerExample: 4 },
      { name: 'quick', share: 0, vehicleTypes: ['bus'], msPerExample: 3 },
    ],
  };
  const introduced = ['u', 'v', 'w'].map((id) => ({ id, typeId: id === 'v' ? 'bus' : 'car', route: [] }));
  // Batches of 100 examples: 300 ms for the bus.
  t.deepEqual(
    await begun({ selection: 'fastest', computing }, [
      frame(1, THREE, { introduced }),
      frame(2, {}),
      frame(3, { u: [0, 0] }),
    ]),
    [
      '1000 v computes 0 at theta 0',
      '1300 v computes 1 at theta 0',
      '1600 v computes 2 at theta 0',
      '1900 v computes 3 at theta 0',
      // It drives off with the only trainer, and brings nothing back: nobody begins.
    ],
  );
});

test('worked - random: one of those at rest, by draws that belong to the step', async (t) => {
  const stream = createRandom(1).stream('selection', 1000, 'frame');
  const resting = Object.keys(THREE);
  const expected = [1000, 1250, 1500, 1750, 2000].map((atMs, serial) => {
    const place = stream.integer(3);
    const chosen = resting[place]!;
    // The last takes the place of the one that goes, which comes back as the last.
    resting[place] = resting[2]!;
    resting[2] = chosen;
    return `${atMs} ${chosen} computes ${serial} at theta 0`;
  });
  t.deepEqual(await begun({ selection: 'random' }), expected);
});

test('worked - so many at each edge server, whatever the pool has', async (t) => {
  const changes = {
    edgeServers: TWO_SERVERS,
    workers: { count: 100, computeTimeMs: 600 },
    selection: { name: 'all', perEdgeServer: 1 },
  };
  t.deepEqual(await begun(changes, [frame(1, { ...THREE, x: [100, 0] })]), [
    '1000 u computes 0 at theta 0',
    '1000 x computes 1 at theta 0',
    // First come, first served: by id, for nobody was there before.
    '1600 u computes 2 at theta 0',
    '1600 x computes 3 at theta 0',
  ]);
});

test('worked - a trainer that a crash has freed is lent at once', async (t) => {
  const faults = [{ kind: 'crash', vehicles: ['u'], during: { fromS: 1.1 } }];
  const expected = [
    '1000 u computes 0 at theta 0',
    '1100 v computes 1 at theta 0',
    '1350 w computes 2 at theta 0',
    '1600 v computes 3 at theta 0',
    '1850 w computes 4 at theta 0',
  ];
  t.deepEqual(await begun({ selection: 'fairest', faults }), expected);
  t.deepEqual(await begun({ selection: 'all', faults }), expected);
});

test('worked - what an edge server frees when it crashes is lent at once', async (t) => {
  const changes = {
    edgeServers: TWO_SERVERS,
    network: {
      link: { kind: 'rate', latencyMs: 150, downlinkMbps: 1000, uplinkMbps: 1000 },
      interruption: { policy: 'lost' },
    },
    faults: [{ kind: 'crash', node: 'edge-server', edgeServers: ['a'], during: { fromS: 1.1 } }],
  };
  for (const selection of ['fairest', 'all']) {
    const { events } = await play({ workers: { count: 1, computeTimeMs: 250 }, selection, ...changes }, [
      frame(1, { u: [0, 0], v: [100, 0] }),
    ]);
    // u is receiving theta, which is lost with the link.
    t.deepEqual(events.filter(({ type }) => type === 'receive' || type === 'compute').map(brief), [
      '1000 u receives theta 0 from a',
      '1100 v receives theta 0 from b',
      '1251 v computes 0 at theta 0',
      '1652 v receives theta 0 from b',
      '1803 v computes 1 at theta 0',
    ]);
  }
});

test('worked - a place near an edge server is taken again in the moment in which its worker drives off', async (t) => {
  const changes = {
    traffic: { config: 'town.sumocfg', positions: 'interpolated' },
    workers: { count: 9, computeTimeMs: 800 },
    selection: { name: 'all', perEdgeServer: 1 },
  };
  // u drives on at 100 m/s and is out of range of a after half a second.
  t.deepEqual(await begun(changes, [frame(1, { u: [0, 0], v: [0, 1] }), frame(2, { u: [100, 0], v: [0, 1] })]), [
    '1000 u computes 0 at theta 0',
    '1501 v computes 1 at theta 0',
    '2301 v computes 2 at theta 0',
  ]);
});

test('worked - longest stay: who is slower, and farther from the end of the range', async (t) => {
  const motion = (one: ReturnType<typeof frame>, speed: readonly number[]) => ({
    ...one,
    vehicles: { ...one.vehicles, speed: Float64Array.from(speed), angle: new Float64Array(speed.length).fill(90) },
  });
  // Going east within 50 m of the origin: u leaves in 5 s, v in 4.9, w in 9.6.
  const [one] = await begun({ selection: 'longest-stay' }, [motion(frame(1, THREE), [10, 10, 5])]);
  t.is(one, '1000 w computes 0 at theta 0');
  // With a gradient of 5 s nobody but w delivers in time.
  const changes = { workers: { count: 3, computeTimeMs: 5001 }, selection: { name: 'longest-stay', onlyInTime: true } };
  t.deepEqual(await begun(changes, [motion(frame(1, THREE), [10, 10, 5])]), ['1000 w computes 0 at theta 0']);
});

test('worked - collected data: a worker begins when it has a batch', async (t) => {
  const changes = {
    workers: { computeTimeMs: 2000 },
    learning: { batchSize: 10 },
    collection: { kind: 'buffer', examplesPerSecond: 4, capacity: 20 },
  };
  // 4, 8 and 12 examples; out of range in the third step, v begins a step later.
  const there = { u: [0, 0], v: [0, 0] } as const;
  const away = { u: [0, 0], v: [90, 0] } as const;
  t.deepEqual(
    await begun(
      { ...changes, workers: { computeTimeMs: 2000 } },
      [there, there, away, there].map((places, index) => frame(index + 1, places)),
    ),
    ['3000 u computes 0 at theta 0', '4000 v computes 1 at theta 0', '5000 u computes 2 at theta 0'],
  );
  const repeated = { ...changes, collection: { ...changes.collection, whenFew: 'repeat' } };
  t.is((await begun(repeated, [frame(1, there)]))[0], '1000 u computes 0 at theta 0');
});

const ENERGY = { idleWatts: 5, busyWatts: 15, sendNanojoulesPerBit: 300, sendNanojoulesPerBitSquareMetre: 0.1 };

test('worked - joules: on the road, computing, sending over 30 m, receiving', async (t) => {
  const parsed = experiment({ model: { hidden: [] }, workers: { computeTimeMs: 400 }, energy: ENERGY });
  const built = build(parsed);
  await drive(built, [frame(1, { u: [30, 0] }), frame(2, { u: [30, 0] })]);
  const { idleJoules, computingJoules, sendingJoules, receivingJoules } = built.parts.energy!.totals();
  t.is(idleJoules, 2 * 5);
  // Four gradients are done by 2600 and the fifth by 3000: 400 ms at 10 W more each.
  t.is(computingJoules, 5 * 4);
  // 128 bits: 300 + 0.1 * 900 = 390 nJ each up, 300 each down, where theta went six times.
  t.true(Math.abs(sendingJoules - 5 * 128 * 390e-9) < 1e-15);
  t.true(Math.abs(receivingJoules - 6 * 128 * 300e-9) < 1e-15);
});

test('worked - joules: with an empty battery a worker delivers what it has and stops', async (t) => {
  const energy = { ...ENERGY, batteryJoules: 11 };
  const parsed = experiment({ model: { hidden: [] }, workers: { computeTimeMs: 400 }, energy });
  const events: string[] = [];
  const built = build(parsed, { onEvent: (event) => events.push(brief(event)) });
  await drive(built, [frame(1, { u: [0, 0] }), frame(2, { u: [0, 0] })]);
  t.deepEqual(events, [
    '1000 u -> a',
    '1000 u computes 0 at theta 0',
    '1400 u has 0',
    '1400 u delivers 0 to a',
    '1400 u computes 1 at theta 0',
    // 5 J of the step, 4 for each gradient: more than there is.
    '1800 u has 1',
    '1800 u delivers 1 to a',
  ]);
  t.is(built.parts.energy!.totals().emptied, 1);
  t.true(Math.abs(built.parts.energy!.totals().computingJoules + 5 - 11) < 1e-3);
});

test('worked - joules: what ends before its time has cost them all the same', async (t) => {
  // d = 4: theta takes 100 ms down, a gradient 200 ms up; 128 bits each.
  const link = { kind: 'rate', latencyMs: 0, downlinkMbps: 0.00128, uplinkMbps: 0.00064 };
  const parsed = experiment({
    model: { hidden: [] },
    workers: { computeTimeMs: 850 },
    network: { link, interruption: { policy: 'lost' } },
    energy: { ...ENERGY, sendNanojoulesPerBitSquareMetre: 0, receiveNanojoulesPerBit: 100 },
    faults: [{ kind: 'crash', vehicles: ['u'], during: { fromS: 1.5 } }],
  });
  const built = build(parsed);
  // u crashes while it computes; v drives off when a quarter of its gradient is sent.
  await drive(built, [frame(1, { u: [0, 0], v: [0, 0] }), frame(2, { u: [0, 0], v: [99, 0] })]);
  const { computingJoules, sendingJoules, receivingJoules } = built.parts.energy!.totals();
  t.true(Math.abs(computingJoules - 10 * (0.4 + 0.85)) < 1e-9);
  t.true(Math.abs(receivingJoules - 2 * 128 * 100e-9) < 1e-12);
  t.true(Math.abs(sendingJoules - 0.25 * 128 * 300e-9) < 1e-12, String(sendingJoules));
  t.is(built.parts.ledger.totals.lost, 1);
});
